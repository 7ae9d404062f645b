/** Data problems: what is missing, stopped and implausible is told as episodes, at the widest place that has it, and ends. */
import { describe, expect, test } from 'vitest';
import type { Loose } from '../api.ts';
import { ANSWERED, completenessWorld, days, KPI, OFFERED } from './completenessWorld.ts';

const { dataOf, settled, record, observed, calls, callsOfBoth, set, refused } = completenessWorld();

const FIELDS =
  'id kind state input { key } scope { businessLine { code } orgUnit { code } } from to text openedAt resolvedAt';

async function problems(filter: object = {}): Promise<Loose[]> {
  await settled();
  const { dataProblems } = await dataOf(
    `query ($operator: String!, $kinds: [DataProblemKind!], $states: [DataProblemState!], $inputs: [String!]) {
      dataProblems(filter: { within: { operator: $operator }, kinds: $kinds, states: $states, inputs: $inputs }) {
        totalCount edges { node { ${FIELDS} } } } }`,
    filter,
  );
  expect(dataProblems.totalCount).toBe(dataProblems.edges.length);
  return dataProblems.edges.map((it: Loose) => it.node);
}

/** The open ones in words, sorted: what, which input, where, from when to when. */
const open = async (filter: object = {}): Promise<string[]> =>
  (await problems({ states: ['OPEN'], ...filter }))
    .map((it) => `${it.kind} ${it.input.key} ${it.scope.orgUnit?.code ?? '*'} ${it.from} ${it.to}`)
    .sort();

describe('missing', () => {
  test('once it was waited for, where it is missing; filled it is resolved', async () => {
    await record(days('2026-09-01', 12).flatMap((date) => callsOfBoth(date)));
    // Of the 13th the south's answers are missing; the north goes on.
    await record([...calls('2026-09-13', 950, 'north'), observed(OFFERED, '2026-09-13', 1000, 'south')]);
    await record(days('2026-09-14', 2).flatMap((date) => callsOfBoth(date)));
    expect(await open()).toEqual([]);
    await record(callsOfBoth('2026-09-16'));
    expect(await open()).toEqual([`MISSING ${ANSWERED} south 2026-09-13 2026-09-13`]);

    await record([observed(ANSWERED, '2026-09-13', 900, 'south')]);
    const [resolved, ...others] = await problems();
    expect(others).toEqual([]);
    expect(resolved).toMatchObject({ kind: 'MISSING', state: 'RESOLVED', to: '2026-09-13' });
    expect(resolved.resolvedAt >= resolved.openedAt).toBe(true);
  });

  test('what all units lack is one episode at the operator, of neighbouring days; partly filled it is two', async () => {
    await record(days('2026-09-01', 20).flatMap((date) => (date > '2026-09-10' ? [] : callsOfBoth(date))));
    await record(days('2026-09-14', 7).flatMap((date) => callsOfBoth(date)));
    expect(await open({ inputs: [ANSWERED] })).toEqual([`MISSING ${ANSWERED} * 2026-09-11 2026-09-13`]);
    const [text] = (await problems({ inputs: [ANSWERED] })).map((it) => it.text);
    expect(text).toBe('Calls answered within 15 seconds: missing, 2026-09-11 to 2026-09-13');

    await record(callsOfBoth('2026-09-12').filter((it) => it.orgUnit === 'north'));
    expect(await open({ inputs: [ANSWERED] })).toEqual([
      `MISSING ${ANSWERED} north 2026-09-11 2026-09-11`,
      `MISSING ${ANSWERED} north 2026-09-13 2026-09-13`,
      `MISSING ${ANSWERED} south 2026-09-11 2026-09-13`,
    ]);
  });

  test('a holiday that is noted afterwards is missing no more', async () => {
    await record(
      days('2026-09-01', 20).flatMap((date) => (/-0[89]$/.test(date) ? [] : calls(date, 950, 'north'))),
    );
    expect(await open({ inputs: [OFFERED] })).toEqual([`MISSING ${OFFERED} north 2026-09-08 2026-09-09`]);
    await set('noReporting(operator: $operator, from: "2026-09-08", to: "2026-09-08", why: "holiday")');
    expect(await open({ inputs: [OFFERED] })).toEqual([`MISSING ${OFFERED} north 2026-09-09 2026-09-09`]);
    await set('removeNoReporting(operator: $operator, from: "2026-09-08", to: "2026-09-08")');
    expect(await open({ inputs: [OFFERED] })).toEqual([`MISSING ${OFFERED} north 2026-09-08 2026-09-09`]);
  });
});

describe('stopped', () => {
  /** The north reports until the 22nd; the south's offered calls come no more after the 5th. */
  const stop = () =>
    record([
      ...days('2026-09-01', 5).flatMap((date) => calls(date, 950, 'south')),
      ...days('2026-09-01', 22).flatMap((date) => calls(date, 950, 'north')),
      ...days('2026-09-06', 17).map((date) => observed(ANSWERED, date, 950, 'south')),
    ]);

  test('after seven days without, as long as it lasts; reported again, what never came is missing', async () => {
    await record(days('2026-09-01', 5).flatMap((date) => callsOfBoth(date)));
    for (const date of days('2026-09-06', 9))
      await record([...calls(date, 950, 'north'), observed(ANSWERED, date, 950, 'south')]);
    expect(await open()).toEqual([`MISSING ${OFFERED} south 2026-09-06 2026-09-11`]);
    await record([...calls('2026-09-15', 950, 'north'), observed(ANSWERED, '2026-09-15', 950, 'south')]);
    expect(await open()).toEqual([`STOPPED ${OFFERED} south 2026-09-06 2026-09-15`]);

    await record(callsOfBoth('2026-09-16'));
    expect(await open()).toEqual([`MISSING ${OFFERED} south 2026-09-06 2026-09-11`]);
    const [, stopped] = await problems();
    expect(stopped).toMatchObject({
      kind: 'STOPPED',
      state: 'RESOLVED',
      from: '2026-09-06',
      to: '2026-09-15',
    });
  });

  test('a person ends it', async () => {
    await stop();
    expect(await open()).toEqual([`STOPPED ${OFFERED} south 2026-09-06 2026-09-22`]);
    await set(
      'endReporting(operator: $operator, input: $input, orgUnit: "south", from: "2026-09-06", why: "closed")',
    );
    expect(await open()).toEqual([]);
    expect(await problems()).toMatchObject([{ kind: 'STOPPED', state: 'RESOLVED' }]);
  });

  test('where another level took over nothing stopped', async () => {
    await record([
      ...days('2026-09-01', 5).flatMap((date) => callsOfBoth(date)),
      ...days('2026-09-06', 17).flatMap((date) => calls(date)),
    ]);
    expect(await open()).toEqual([]);
  });
});

describe('implausible', () => {
  test('more than what it is a part of, on neighbouring days; corrected it is resolved', async () => {
    await record(days('2026-09-01', 9).flatMap((date) => calls(date, 950, 'north')));
    await record(
      ['2026-09-04', '2026-09-05', '2026-09-07'].map((it) => observed(ANSWERED, it, 1500, 'north')),
    );
    expect(await open({ kinds: ['IMPLAUSIBLE'] })).toEqual([
      `IMPLAUSIBLE ${ANSWERED} north 2026-09-04 2026-09-05`,
      `IMPLAUSIBLE ${ANSWERED} north 2026-09-07 2026-09-07`,
    ]);
    expect((await problems({ kinds: ['IMPLAUSIBLE'] }))[0]!.text).toBe(
      'Calls answered within 15 seconds: more than "Calls offered to agents", of which it is a part, 2026-09-07',
    );
    // The whole is corrected for one day between, the part for the last one.
    await record([
      observed(OFFERED, '2026-09-06', 900, 'north'),
      observed(ANSWERED, '2026-09-07', 950, 'north'),
    ]);
    expect(await open({ kinds: ['IMPLAUSIBLE'] })).toEqual([
      `IMPLAUSIBLE ${ANSWERED} north 2026-09-04 2026-09-06`,
    ]);
    await record(days('2026-09-04', 3).map((it) => observed(OFFERED, it, 2000, 'north')));
    expect(await open()).toEqual([]);
  });

  test('what comes in another rhythm than its whole is not held against a day of it', async () => {
    await record(days('2026-09-01', 9).map((date) => observed('complaintsClosed', date, 10, 'north')));
    await record([observed('complaintsOperatorLiable', '2026-09-06', 25, 'north')]);
    expect(await open()).toEqual([]);
    await set('setRhythm(operator: $operator, input: $input, rhythm: DAY)', {
      input: 'complaintsOperatorLiable',
    });
    expect(await open({ kinds: ['IMPLAUSIBLE'] })).toEqual([
      'IMPLAUSIBLE complaintsOperatorLiable north 2026-09-06 2026-09-06',
    ]);
  });

  test('many times what came before, until a late value shows that it is not', async () => {
    const handled = (date: string, value: number) => observed('callsHandled', date, value, 'north');
    await record(days('2026-09-01', 8).map((date) => handled(date, 10)));
    await record([handled('2026-09-09', 500)]);
    expect(await open()).toEqual(['IMPLAUSIBLE callsHandled north 2026-09-09 2026-09-09']);
    expect((await problems())[0]!.text).toContain('many times what was reported before, 2026-09-09');
    await record(days('2026-09-01', 7).map((date) => handled(date, 300)));
    expect(await open()).toEqual([]);
  });
});

test('a list of chosen kinds, states and inputs, page by page; a code that is not known is named', async () => {
  await record(
    days('2026-09-01', 9).flatMap((date) => calls(date, date === '2026-09-04' ? 1500 : 950, 'north')),
  );
  await record(days('2026-09-11', 4).flatMap((date) => calls(date, 950, 'north')));
  expect((await problems()).map((it) => it.kind).sort()).toEqual(['IMPLAUSIBLE', 'MISSING', 'MISSING']);
  expect(await problems({ states: [] })).toEqual([]);
  const page = async (after: string | null) =>
    (
      await dataOf(
        `query ($operator: String!, $after: String) { dataProblems(first: 2, after: $after, filter: { within: { operator: $operator } }) {
          totalCount pageInfo { hasNextPage endCursor } edges { node { id } } } }`,
        { after },
      )
    ).dataProblems;
  const first = await page(null);
  expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
  const second = await page(first.pageInfo.endCursor);
  expect(second.edges).toHaveLength(1);
  const { id } = second.edges[0].node;
  const { node } = await dataOf('query ($id: ID!) { node(id: $id) { id ... on DataProblem { kind } } }', {
    id,
  });
  expect(node).toMatchObject({ id });

  expect(await refused('{ dataProblems(filter: { inputs: ["callsOfered"] }) { totalCount } }')).toContain(
    'filter.inputs[0]',
  );
  expect(await refused('{ dataProblems(after: "nonsense") { totalCount } }')).toContain('after');
});

test('the matrix says how many are open, and how far the data of what has none go', async () => {
  await record(days('2026-09-01', 5).flatMap((date) => callsOfBoth(date)));
  await record(days('2026-09-06', 9).map((date) => observed('callsHandled', date, 900, 'north')));
  await settled();
  const ofDay = async (date: string): Promise<Loose> => {
    const { matrix } = await dataOf(
      `query ($operator: String!, $date: Date!) { matrix(scope: { operator: $operator }, period: { grain: DAY, date: $date }) {
        openDataProblems cells { measurements { kpi { code } status lastObserved } } } }`,
      { date },
    );
    const measurements = matrix.cells.flatMap((it: Loose) => it.measurements);
    const of = (code: string) => measurements.find((it: Loose) => it.kpi.code === code);
    return {
      open: matrix.openDataProblems,
      rate: of(KPI),
      other: of('call-drop-rate'),
    };
  };
  // Both inputs of the calls, at the whole operator.
  expect(await ofDay('2026-09-08')).toMatchObject({
    open: 2,
    rate: { status: 'NO_DATA', lastObserved: '2026-09-05' },
    other: { status: 'NO_DATA', lastObserved: null },
  });
  expect(await ofDay('2026-09-05')).toMatchObject({ rate: { lastObserved: null } });
});
