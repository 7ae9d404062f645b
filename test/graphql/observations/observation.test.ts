/** Observations: recorded, replaced, taken back, and read with their history. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, fill, type Loose, startApi } from '../api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
});
afterAll(() => api.close());

const RECORD = `mutation ($input: RecordObservationsInput!) { recordObservations(input: $input) {
  __typename
  ... on RecordObservationsSuccess { batchId inserted replaced unchanged withdrawn }
  ... on UserError { message }
  ... on ValidationError { problems { path message } }
  ... on ConflictError { existing { id } }
} }`;

const LIST = `query ($filter: ObservationFilter!, $first: Int, $after: String) {
  observations(filter: $filter, first: $first, after: $after) {
    edges { cursor node { input { key } scope { operator { code } businessLine { code } orgUnit { code } }
      date value recordedAt source history { value recordedAt source } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

const record = async (input: object) => (await api.dataOf(RECORD, { input })).recordObservations;
const pageOf = async (filter: object, page: object = {}) =>
  (await api.dataOf(LIST, { filter: { from: '0001-01-01', to: '9999-12-31', ...filter }, ...page }))
    .observations;
const listed = async (filter: object): Promise<Loose[]> =>
  (await pageOf(filter, { first: 500 })).edges.map((it: Loose) => it.node);
const placeOf = ({ input, scope, date }: Loose): string =>
  [input.key, scope.operator.code, scope.businessLine?.code ?? '', scope.orgUnit?.code ?? '', date].join(' ');

const value = (date: string, it: number, more: object = {}) => ({
  input: 'regulatorAppeals',
  operator: 'china-mobile',
  date,
  value: it,
  ...more,
});

describe('recording', () => {
  test('answers what it did, and a reader sees it at once', async () => {
    const observations = [
      value('2013-01-01', 3),
      { input: 'allUserDays', operator: 'china-mobile', date: '2013-01-01', value: 1e6 },
    ];
    const first = await record({ idempotencyKey: 'one', source: 'a test', observations });
    expect(first).toEqual({
      __typename: 'RecordObservationsSuccess',
      batchId: expect.any(String),
      inserted: 2,
      replaced: 0,
      unchanged: 0,
      withdrawn: 0,
    });
    expect(await record({ idempotencyKey: 'one', source: 'a test', observations })).toEqual(first);
    const { kpiDefinition, engine } = await api.dataOf(`{ engine { pending oldestPendingAt lastCompletedAt }
      kpiDefinition(code: "regulator-appeal-rate") { trend(scope: { operator: "china-mobile" },
        range: { grain: QUARTER, from: "2013-01-01", to: "2013-01-01" }) { status inputs { value } } } }`);
    expect(kpiDefinition.trend[0].inputs).toEqual([{ value: 3 }, { value: 1e6 }]);
    expect(engine).toEqual({ pending: 0, oldestPendingAt: null, lastCompletedAt: expect.any(String) });
  });

  test('a key that was used for another body is a conflict', async () => {
    await record({ idempotencyKey: 'two', observations: [value('2013-02-01', 1)] });
    const again = await record({ idempotencyKey: 'two', observations: [value('2013-02-01', 2)] });
    expect(again).toEqual({ __typename: 'ConflictError', message: expect.any(String), existing: null });
  });

  test('all problems are told at once, each with its path, and nothing is kept', async () => {
    const refused = await record({
      idempotencyKey: 'three',
      observations: [
        value('2013-02-30', 1),
        value('2013-03-01', 1, { operator: 'china-mobil' }),
        value('2013-03-01', 1, { businessLine: 'nothing', orgUnit: 'nowhere' }),
        value('2999-01-01', 1),
        value('2013-03-02', 1e101),
        value('2013-03-03', 1),
      ],
    });
    expect(refused).toMatchObject({
      __typename: 'ValidationError',
      message: expect.stringContaining('nothing was recorded'),
    });
    expect(refused.problems.map((it: Loose) => it.path)).toEqual([
      ['observations', '0', 'date'],
      ['observations', '1', 'operator'],
      ['observations', '2', 'businessLine'],
      ['observations', '2', 'orgUnit'],
      ['observations', '3', 'date'],
      ['observations', '4', 'value'],
    ]);
    expect(await listed({ from: '2013-03-01', to: '2013-03-31' })).toEqual([]);
  });

  test('10,000 values are taken at once, 10,001 are not', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) => ({
        input: [...api.registry.inputs.keys()][at % 100]!,
        operator: 'china-telecom',
        date: new Date(Date.UTC(2009, 0, 1 + Math.floor(at / 100))).toISOString().slice(0, 10),
        value: at,
      }));
    const refused = await record({ idempotencyKey: 'many', observations: many(10_001) });
    expect(refused).toMatchObject({ __typename: 'ValidationError', problems: [{ path: ['observations'] }] });
    expect(await record({ idempotencyKey: 'many', observations: many(10_000) })).toMatchObject({
      inserted: 10_000,
    });
    await api.engine.drain();
  });

  test('an empty batch, and texts that are none, are refused', async () => {
    expect(await record({ idempotencyKey: 'empty', observations: [] })).toMatchObject({
      __typename: 'ValidationError',
    });
    for (const broken of ['\ud800', 'a\u0000b', '']) {
      const refused = await record({
        idempotencyKey: broken,
        source: broken,
        observations: [value('2013-03-01', 1)],
      });
      expect(refused.problems.map((it: Loose) => it.path)).toEqual([['idempotencyKey'], ['source']]);
    }
  });
});

describe('places that overlap', () => {
  const at = (date: string, place: object, it = 1) => value(date, it, place);
  const send = (...observations: object[]) => record({ idempotencyKey: `places ${++keys}`, observations });
  let keys = 0;

  test.each([
    ['the operator and a unit', '2014', {}, { orgUnit: 'beijing' }],
    ['a unit and one below it', '2015', { orgUnit: 'north' }, { orgUnit: 'beijing' }],
    ['crossing ones', '2016', { businessLine: 'mobile' }, { orgUnit: 'north' }],
  ])(
    '%s: refused with both named, in one batch, against what is stored and at once, and nothing is recorded',
    async (_, year, one, other) => {
      const [together, stored, atOnce] = [`${year}-01-01`, `${year}-01-02`, `${year}-01-03`];
      const refused = await send(at(together, one), at(together, other));
      expect(refused.problems).toEqual([
        {
          path: ['observations', '1', 'orgUnit'],
          message: expect.stringMatching(/would count twice/) as string,
        },
      ]);
      expect(await listed({ from: together, to: together })).toEqual([]);
      await send(at(stored, one));
      expect((await send(at(stored, other))).problems[0].message).toContain('operator china-mobile');
      expect(await listed({ from: stored, to: stored })).toHaveLength(1);
      const answers = await Promise.all([send(at(atOnce, one)), send(at(atOnce, other))]);
      expect(answers.map((it) => it.__typename).sort()).toEqual([
        'RecordObservationsSuccess',
        'ValidationError',
      ]);
      expect(await listed({ from: atOnce, to: atOnce })).toHaveLength(1);
    },
  );

  test('withdrawing frees the place', async () => {
    const date = '2017-05-01';
    await send(at(date, { orgUnit: 'north' }));
    const withdraw = [{ input: 'regulatorAppeals', operator: 'china-mobile', orgUnit: 'north', date }];
    const freed = { idempotencyKey: 'freed', observations: [at(date, {}, 9)], withdraw };
    expect(await record(freed)).toMatchObject({ inserted: 1, withdrawn: 1 });
    expect((await listed({ from: date, to: date })).map((it) => it.value)).toEqual([9]);
  });

  test('a unit of another operator is a problem with its place', async () => {
    const refused = await send(at('2017-05-02', { operator: 'china-unicom', orgUnit: 'north' }));
    expect(refused.problems).toMatchObject([{ path: ['observations', '0', 'orgUnit'] }]);
  });
});

describe('reading', () => {
  test('shows what a value replaced, newest first, with withdrawals', async () => {
    const at = '2013-07-01';
    await record({ idempotencyKey: 'h1', source: 'first', observations: [value(at, 1)] });
    await record({ idempotencyKey: 'h2', source: 'second', observations: [value(at, 2)] });
    const { value: _, ...key } = value(at, 0);
    expect(
      await record({ idempotencyKey: 'h3', source: 'third', observations: [], withdraw: [key] }),
    ).toMatchObject({ withdrawn: 1 });
    expect(await listed({ from: at, to: at })).toEqual([]);
    await record({ idempotencyKey: 'h4', source: 'fourth', observations: [value(at, 4)] });
    const [observation] = await listed({ from: at, to: at });
    const figures = (it: Loose) => [it.value, it.source];
    expect(figures(observation)).toEqual([4, 'fourth']);
    expect(observation.history.map(figures)).toEqual([
      [null, 'third'],
      [2, 'second'],
      [1, 'first'],
    ]);
    for (const it of [observation, ...observation.history]) expect(it.recordedAt).toMatch(/^20\d\d-.*Z$/);
  });

  const OLD = { from: '2012-01-01', to: '2012-12-31' };

  test('is in order, and comes in pages without a gap', async () => {
    const all = await listed(OLD);
    expect(all.map(placeOf)).toEqual(all.map(placeOf).sort());
    for (const first of [1, 7]) {
      const seen: Loose[] = [];
      for (let after: string | null = null, more = true; more;) {
        const page: Loose = await pageOf(OLD, { first, after });
        seen.push(...page.edges.map((it: Loose) => it.node));
        ({ hasNextPage: more, endCursor: after } = page.pageInfo);
      }
      expect(seen).toEqual(all);
    }
  });

  test.each<[string, object, (it: Loose) => boolean]>([
    [
      'inputs',
      { inputs: ['regulatorAppeals', 'callsAnsweredIn15s'] },
      (it) => ['regulatorAppeals', 'callsAnsweredIn15s'].includes(it.input.key),
    ],
    [
      'scopes',
      { scopes: [{ operator: 'china-mobile', orgUnit: 'south' }] },
      (it) => it.scope.orgUnit?.code === 'south',
    ],
    [
      'scopes of a line',
      { scopes: [{ operator: 'china-unicom', businessLine: 'mobile' }] },
      (it) => it.scope.businessLine?.code === 'mobile',
    ],
    [
      'an operator and all below it',
      { within: { operator: 'china-mobile' } },
      (it) => it.scope.operator.code === 'china-mobile',
    ],
    [
      'a unit and all below it',
      { within: { operator: 'china-mobile', orgUnit: 'north' } },
      (it) => it.scope.orgUnit?.code === 'beijing',
    ],
    [
      'a line and all below it',
      { within: { operator: 'china-unicom', businessLine: 'fixed-voice' } },
      (it) => it.scope.businessLine?.code === 'fixed-voice',
    ],
    [
      'days',
      { from: '2012-03-28', to: '2012-03-29' },
      (it) => ['2012-03-28', '2012-03-29'].includes(it.date),
    ],
    ['an empty list', { inputs: [] }, () => false],
  ])('is filtered by %s', async (_, filter, passes) => {
    const all = await listed(OLD);
    const found = await listed({ ...OLD, ...filter });
    expect(found).toEqual(all.filter(passes));
    if ('inputs' in filter && !(filter.inputs as []).length) return;
    expect(found.length).toBeGreaterThan(0);
  });

  test('goes on behind a cursor that is not among what is asked for', async () => {
    const all = await listed(OLD);
    const { edges } = await pageOf(OLD, { first: 500 });
    for (const at of [0, 9, 15, edges.length - 1]) {
      const page = await pageOf(
        { ...OLD, within: { operator: 'china-mobile', orgUnit: 'south' } },
        { after: edges[at].cursor },
      );
      const later = all.slice(at + 1).filter((it) => it.scope.orgUnit?.code === 'south');
      expect(page.edges.map((it: Loose) => it.node)).toEqual(later.slice(0, 50));
    }
  });
});
