/** What cannot be is refused, and what is implausible is recorded and told, and judged by nobody who waits. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { daysLater } from '../../support/modelCalendar.ts';
import { type Api, type Loose, startApi } from '../api.ts';

let api: Api;
beforeAll(async () => void (api = await startApi()));
afterAll(() => api.close());

let operator = '';
let operators = 0;
beforeEach(async () => {
  operator = `operator-${++operators}`;
  await api.dataOf(
    `mutation ($operator: String!) { defineReferenceData(input: { operators: [{ code: $operator, name: { en: "An operator" } }] }) { __typename } }`,
    { operator },
  );
});

const [ANSWERED, OFFERED] = ['callsAnsweredIn15s', 'callsOfferedToAgents'];

let batches = 0;
async function record(
  rows: [input: string, value: number, date?: string][],
  withdraw: object[] = [],
): Promise<Loose> {
  const observations = rows.map(([input, value, date = '2026-09-08']) => ({ input, operator, date, value }));
  const { recordObservations } = await api.dataOf(
    `mutation ($input: RecordObservationsInput!) { recordObservations(input: $input) { __typename
      ... on RecordObservationsSuccess { inserted warnings { input operator businessLine orgUnit date message } }
      ... on ValidationError { problems { path message } } } }`,
    { input: { idempotencyKey: `plausible ${++batches}`, observations, withdraw } },
  );
  await api.engine.drain();
  return recordObservations;
}

const warningsOf = async (...rows: [string, number, string?][]) =>
  (await record(rows)).warnings.map((it: Loose) => [it.input, it.date, it.message]);

async function figure(code: string): Promise<Loose> {
  const { kpiDefinition } = await api.dataOf(
    `query ($code: String!, $operator: String!) { kpiDefinition(code: $code) { trend(scope: { operator: $operator },
      range: { grain: DAY, from: "2026-09-08", to: "2026-09-08" }) { value score status en: incompleteBecause zh: incompleteBecause(locale: ZH) } } }`,
    { code, operator },
  );
  return kpiDefinition.trend[0];
}

describe('refused like any bad row', () => {
  test('less than can be, no whole number, long ago: every problem at once, and nothing is kept', async () => {
    expect(
      await record([
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
    expect(await record([[OFFERED, 0, '1990-01-01']])).toMatchObject({ inserted: 1, warnings: [] });
  });

  test('points may be less than nothing, and what an input says for itself holds', async () => {
    const inputs = [
      { key: 'gapPoints', unit: 'points' },
      { key: 'balanceLeft', unit: 'balance' },
      { key: 'satisfaction', unit: 'score-100' },
      { key: 'temperature', unit: 'degrees', minimum: -273.15 },
      { key: 'visitors', unit: 'visits', whole: true, minimum: 10 },
    ].map((it) => ({ ...it, name: { en: it.key }, timeAggregation: 'SUM', spaceAggregation: 'SUM' }));
    const { defineReferenceData } = await api.dataOf(
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
      await record([
        ['gapPoints', -3.5],
        ['balanceLeft', -1],
        ['satisfaction', -0.5],
        ['temperature', -20],
      ]),
    ).toMatchObject({ inserted: 4 });
    expect(await record([['visitors', 9]])).toMatchObject({
      problems: [{ message: '9 is less than 10, the least that "visitors" can be' }],
    });
  });

  test('an input cannot be a part of itself, or of what there is not', async () => {
    const define = async (inputs: object[]) =>
      (
        await api.dataOf(
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
    const again = await record([
      [OFFERED, 150, '2026-09-10'],
      [ANSWERED, 150, '2026-09-10'],
    ]);
    expect(again.warnings).toEqual([]);
  });

  test('many times what came before, once there are seven days to know it by', async () => {
    const calls = (count: number): [string, number, string][] =>
      Array.from({ length: count }, (_, at) => [OFFERED, 90 + at, daysLater('2026-09-08', at - count)]);
    await record(calls(6));
    expect(await warningsOf([OFFERED, 100_000])).toEqual([]);
    await record(calls(27));
    expect(await warningsOf([OFFERED, 103 * 20])).toEqual([]);
    expect(await warningsOf([OFFERED, 103 * 20 + 1])).toEqual([
      [OFFERED, '2026-09-08', '2061 is more than 20 times 103, the median of what was reported before'],
    ]);
  });

  test('what is more than its whole has no score where somebody waits, and says why', async () => {
    await record([
      [ANSWERED, 150],
      [OFFERED, 100],
    ]);
    expect(await figure('hotline-answer-rate-15s')).toEqual({
      ...{ value: 150, score: null, status: 'INCOMPLETE' },
      en: `"${ANSWERED}", 150, is more than "${OFFERED}", 100, of which it is a part`,
      zh: `“${ANSWERED}”为 150，超过其所属的“${OFFERED}” 100`,
    });
    await api.dataOf(
      `mutation ($operator: String!) { setWatching(operator: $operator, waitDays: 0) { __typename } }`,
      {
        operator,
      },
    );
    await api.engine.drain();
    expect(await figure('hotline-answer-rate-15s')).toMatchObject({
      score: 100,
      status: 'OK',
      en: null,
      zh: null,
    });
    await api.dataOf(
      `mutation ($operator: String!) { setWatching(operator: $operator, waitDays: 3, minimumCoverage: 1) { __typename } }`,
      { operator },
    );
    await api.engine.drain();
    await record([[ANSWERED, 90]]);
    expect(await figure('hotline-answer-rate-15s')).toMatchObject({ value: 90, status: 'OK', en: null });
  });

  test('a measurement of too little says how little', async () => {
    await api.dataOf(
      `mutation ($operator: String!) { setWatching(operator: $operator, waitDays: 3, minimumCoverage: 0.9) { __typename } }`,
      { operator },
    );
    await api.dataOf(
      `mutation ($operator: String!) { defineReferenceData(input: { orgUnits: [{ code: "north", operator: $operator, name: { en: "North" } }] }) { __typename } }`,
      { operator },
    );
    const at = (orgUnit: string, date: string) =>
      [ANSWERED, OFFERED].map((input) => ({ input, operator, orgUnit, date, value: 10 }));
    await api.record([
      ...at('north', '2026-09-07'),
      ...[ANSWERED, OFFERED].map((input) => ({ input, operator, date: '2026-09-06', value: 10 })),
    ]);
    await api.record([{ input: OFFERED, operator, orgUnit: 'north', date: '2026-09-08', value: 10 }]);
    const { kpiDefinition } = await api.dataOf(
      `query ($operator: String!) { kpiDefinition(code: "hotline-answer-rate-15s") { trend(scope: { operator: $operator, orgUnit: "north" },
        range: { grain: WEEK, from: "2026-09-08", to: "2026-09-08" }) { value status coverage incompleteBecause } } }`,
      { operator },
    );
    expect(kpiDefinition.trend).toEqual([
      {
        ...{ value: 50, status: 'INCOMPLETE', coverage: 0.5 },
        incompleteBecause: 'it is made of 50 % of its data, and at least 90 % are asked for',
      },
    ]);
  });
});
