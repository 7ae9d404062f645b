/** What cannot be is refused, and what is implausible is recorded and told, and judged by nobody who waits. */
import { describe, expect, test } from 'vitest';
import { daysLater } from '../../support/modelCalendar.ts';
import type { Loose } from '../api.ts';
import { ANSWERED, completenessWorld, OFFERED } from './completenessWorld.ts';

const { dataOf, settled, record, observed } = completenessWorld();

let batches = 0;
/** Records values of a day, and answers what the API does. */
async function told(rows: [input: string, value: number, date?: string][]): Promise<Loose> {
  const observations = rows.map(([input, value, date = '2026-09-08']) => observed(input, date, value));
  const { recordObservations } = await dataOf(
    `mutation ($input: RecordObservationsInput!) { recordObservations(input: $input) { __typename
      ... on RecordObservationsSuccess { inserted warnings { input operator businessLine orgUnit date message } }
      ... on ValidationError { problems { path message } } } }`,
    { input: { idempotencyKey: `plausible ${++batches}`, observations } },
  );
  await settled();
  return recordObservations;
}

const warningsOf = async (...rows: [string, number, string?][]) =>
  (await told(rows)).warnings.map((it: Loose) => [it.input, it.date, it.message]);

async function figure(code: string): Promise<Loose> {
  const { kpiDefinition } = await dataOf(
    `query ($code: String!, $operator: String!) { kpiDefinition(code: $code) { trend(scope: { operator: $operator },
      range: { grain: DAY, from: "2026-09-08", to: "2026-09-08" }) { value score status en: incompleteBecause zh: incompleteBecause(locale: ZH) } } }`,
    { code },
  );
  return kpiDefinition.trend[0];
}

describe('refused like any bad row', () => {
  test('less than can be, no whole number, long ago: every problem at once, and nothing is kept', async () => {
    expect(
      await told([
        [OFFERED, -50],
        [ANSWERED, 10.5],
        [ANSWERED, 10, '1989-12-31'],
        [OFFERED, 10, '0205-09-08'],
      ]),
    ).toEqual({
      __typename: 'ValidationError',
      problems: [
        {
          path: ['observations', '0', 'value'],
          message: `-50 is less than 0, the least that "${OFFERED}" can be`,
        },
        {
          path: ['observations', '1', 'value'],
          message: `10.5 is no whole number, and "${ANSWERED}" counts calls`,
        },
        {
          path: ['observations', '2', 'date'],
          message: '1989-12-31 is before 1990-01-01, the earliest day that may be recorded',
        },
        { path: ['observations', '3', 'date'], message: expect.stringContaining('1990-01-01') as string },
      ],
    });
    expect(await told([[OFFERED, 0, '1990-01-01']])).toMatchObject({ inserted: 1, warnings: [] });
  });

  test('points may be less than nothing, and what an input says for itself holds', async () => {
    const inputs = [
      { key: 'gapPoints', unit: 'points' },
      { key: 'balanceLeft', unit: 'balance' },
      { key: 'satisfaction', unit: 'score-100' },
      { key: 'temperature', unit: 'degrees', minimum: -273.15 },
      { key: 'visitors', unit: 'visits', whole: true, minimum: 10 },
    ].map((it) => ({ ...it, name: { en: it.key }, timeAggregation: 'SUM', spaceAggregation: 'SUM' }));
    const { defineReferenceData } = await dataOf(
      `mutation ($inputs: [InputDefinitionInput!]) { defineReferenceData(input: { inputs: $inputs }) {
        ... on DefineReferenceDataSuccess { inputs { key minimum whole partOf { key } mostTimes } } } }`,
      { inputs },
    );
    expect(defineReferenceData.inputs.map((it: Loose) => [it.key, it.minimum, it.whole])).toEqual([
      ['gapPoints', null, false],
      ['balanceLeft', null, false],
      ['satisfaction', null, false],
      ['temperature', -273.15, false],
      ['visitors', 10, true],
    ]);
    expect(
      await told([
        ['gapPoints', -3.5],
        ['balanceLeft', -1],
        ['satisfaction', -0.5],
        ['temperature', -20],
      ]),
    ).toMatchObject({ inserted: 4 });
    expect(await told([['visitors', 9]])).toMatchObject({
      problems: [{ message: '9 is less than 10, the least that "visitors" can be' }],
    });
  });

  test('an input cannot be a part of itself, or of what there is not', async () => {
    const define = async (inputs: object[]) =>
      (
        await dataOf(
          `mutation ($inputs: [InputDefinitionInput!]) { defineReferenceData(input: { inputs: $inputs }) { __typename
            ... on ValidationError { problems { path message } } } }`,
          {
            inputs: inputs.map((it) => ({
              ...{ name: { en: 'x' }, unit: 'calls', timeAggregation: 'SUM', spaceAggregation: 'SUM' },
              ...it,
            })),
          },
        )
      ).defineReferenceData;
    expect(
      await define([
        { key: 'ringOne', partOf: 'ringTwo' },
        { key: 'ringTwo', partOf: 'ringOne' },
        { key: 'lost', partOf: 'callsOfferdToAgents', mostTimes: 3 },
      ]),
    ).toEqual({
      __typename: 'ValidationError',
      problems: [
        { path: ['inputs', '0', 'partOf'], message: '"ringOne" would be a part of itself' },
        { path: ['inputs', '1', 'partOf'], message: '"ringTwo" would be a part of itself' },
        {
          path: ['inputs', '2', 'partOf'],
          message: expect.stringContaining(`did you mean "${OFFERED}"?`) as string,
        },
      ],
    });
    expect(await define([{ key: 'lost', mostTimes: 1 }])).toMatchObject({
      problems: [{ path: ['inputs', '0', 'mostTimes'], message: 'must be more than 1' }],
    });
    expect(await define([{ key: 'lost', partOf: OFFERED }])).toEqual({
      __typename: 'DefineReferenceDataSuccess',
    });
  });
});

describe('recorded, and told', () => {
  const MORE = `150 is more than the 100 of "${OFFERED}", of which it is a part`;

  test('more than the whole, whichever comes first; nothing again for the same batch', async () => {
    expect(await warningsOf([ANSWERED, 150], [OFFERED, 100])).toEqual([[ANSWERED, '2026-09-08', MORE]]);
    expect(await warningsOf([ANSWERED, 150, '2026-09-09'])).toEqual([]);
    expect(await warningsOf([OFFERED, 100, '2026-09-09'])).toEqual([
      [OFFERED, '2026-09-09', `100 is less than the 150 of "${ANSWERED}", which is a part of it`],
    ]);
    expect(await warningsOf([OFFERED, 150, '2026-09-10'], [ANSWERED, 150, '2026-09-10'])).toEqual([]);
    batches--;
    const again = await told([
      [OFFERED, 150, '2026-09-10'],
      [ANSWERED, 150, '2026-09-10'],
    ]);
    expect(again.warnings).toEqual([]);
  });

  test('many times what came before, once there are seven days to know it by', async () => {
    const calls = (count: number): [string, number, string][] =>
      Array.from({ length: count }, (_, at) => [OFFERED, 90 + at, daysLater('2026-09-08', at - count)]);
    await told(calls(6));
    expect(await warningsOf([OFFERED, 100_000])).toEqual([]);
    await told(calls(27));
    expect(await warningsOf([OFFERED, 103 * 20])).toEqual([]);
    expect(await warningsOf([OFFERED, 103 * 20 + 1])).toEqual([
      [OFFERED, '2026-09-08', '2061 is more than 20 times 103, the median of what was reported before'],
    ]);
  });

  test('what is more than its whole has no score where somebody waits, and says why', async () => {
    await told([
      [ANSWERED, 150],
      [OFFERED, 100],
    ]);
    expect(await figure('hotline-answer-rate-15s')).toEqual({
      ...{ value: 150, score: null, status: 'INCOMPLETE' },
      en: `"${ANSWERED}", 150, is more than "${OFFERED}", 100, of which it is a part`,
      zh: `“${ANSWERED}”为 150，超过其所属的“${OFFERED}” 100`,
    });
    await dataOf(
      `mutation ($operator: String!) { setWatching(operator: $operator, waitDays: 0) { __typename } }`,
    );
    await settled();
    expect(await figure('hotline-answer-rate-15s')).toMatchObject({
      score: 100,
      status: 'OK',
      en: null,
      zh: null,
    });
    await dataOf(
      `mutation ($operator: String!) { setWatching(operator: $operator, waitDays: 3, minimumCoverage: 1) { __typename } }`,
    );
    await settled();
    await told([[ANSWERED, 90]]);
    expect(await figure('hotline-answer-rate-15s')).toMatchObject({ value: 90, status: 'OK', en: null });
  });

  test('a measurement of too little says how little', async () => {
    await dataOf(
      `mutation ($operator: String!) { setWatching(operator: $operator, waitDays: 3, minimumCoverage: 0.9) { __typename } }`,
    );
    const at = (orgUnit: string | null, date: string) =>
      [ANSWERED, OFFERED].map((input) => observed(input, date, 10, orgUnit));
    await record([...at('north', '2026-09-07'), ...at(null, '2026-09-06')]);
    await record([observed(OFFERED, '2026-09-08', 10, 'north')]);
    const { kpiDefinition } = await dataOf(
      `query ($operator: String!) { kpiDefinition(code: "hotline-answer-rate-15s") { trend(scope: { operator: $operator, orgUnit: "north" },
        range: { grain: WEEK, from: "2026-09-08", to: "2026-09-08" }) { value status coverage incompleteBecause } } }`,
    );
    expect(kpiDefinition.trend).toEqual([
      {
        ...{ value: 50, status: 'INCOMPLETE', coverage: 0.5 },
        incompleteBecause: 'it is made of 50 % of its data, and at least 90 % are asked for',
      },
    ]);
  });
});
