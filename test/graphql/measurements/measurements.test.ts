/** Lists of measurements and trends. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineReference } from '../../../src/engine/definitions/define.ts';
import { type Api, fill, type Loose, startApi } from '../api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
});
afterAll(() => api.close());

const PAGE = `query ($filter: MeasurementFilter!, $first: Int, $after: String) {
  measurements(filter: $filter, first: $first, after: $after) {
    edges { cursor node { id value status kpi { code dimension process }
      scope { operator { code } businessLine { code } orgUnit { code } } period { start label } computedAt } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

const DAYS = { grain: 'DAY', from: '2012-03-01', to: '2012-04-30' };
const pageOf = async (filter: object, page: object = {}) =>
  (await api.dataOf(PAGE, { filter, ...page })).measurements;
const nodesOf = (page: Loose): Loose[] => page.edges.map((it: Loose) => it.node);
const listed = async (filter: object) => nodesOf(await pageOf({ range: DAYS, ...filter }, { first: 500 }));
const placeOf = ({ kpi, scope, period }: Loose): string[] => [
  kpi.code,
  scope.operator.code,
  scope.businessLine?.code ?? '',
  scope.orgUnit?.code ?? '',
  period.start,
];
const inOrder = (a: string[], b: string[]): number => {
  const at = a.findIndex((it, i) => it !== b[i]);
  return at === -1 ? 0 : a[at]! < b[at]! ? -1 : 1;
};

describe('the list', () => {
  test('has what is stored, in order, each once', async () => {
    const all = await listed({});
    const places = all.map(placeOf);
    expect(all.length).toBeGreaterThan(60);
    expect(places).toEqual([...places].sort(inOrder));
    expect(new Set(places.map(String)).size).toBe(places.length);
    for (const it of all) expect(it.computedAt).not.toBeNull();
    // Units and whole operator; a KPI whose other input is missing has no data, but is listed.
    expect(new Set(all.map((it) => it.scope.orgUnit?.code))).toEqual(
      new Set([undefined, 'beijing', 'north', 'south']),
    );
    expect(new Set(all.map((it) => it.status))).toContain('NO_DATA');
  });

  test.each([1, 7, 50])('comes in pages of %i without a gap', async (first) => {
    const all = await listed({});
    const seen: Loose[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page: Loose = await pageOf({ range: DAYS }, { first, after });
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      expect(page.edges.length).toBeLessThanOrEqual(first);
      seen.push(...nodesOf(page));
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    expect(seen).toEqual(all);
  });

  test('has fifty a page where nothing is said', async () => {
    const page = await pageOf({ range: DAYS });
    expect(page.edges).toHaveLength(50);
    expect(page.pageInfo.hasNextPage).toBe(true);
  });

  test.each<[string, object, (it: Loose) => boolean]>([
    ['kpis', { kpis: ['hotline-answer-rate-15s'] }, (it) => it.kpi.code === 'hotline-answer-rate-15s'],
    ['dimension', { dimension: 'OPERATIONS' }, (it) => it.kpi.dimension === 'OPERATIONS'],
    ['process', { process: 'HOTLINE' }, (it) => it.kpi.process === 'HOTLINE'],
    ['operators', { operators: ['china-mobile'] }, (it) => it.scope.operator.code === 'china-mobile'],
    [
      'orgUnits',
      { orgUnits: ['north', 'south'] },
      (it) => ['north', 'south'].includes(it.scope.orgUnit?.code),
    ],
    ['businessLines', { businessLines: ['mobile'] }, (it) => it.scope.businessLine?.code === 'mobile'],
    ['statuses', { statuses: ['OK', 'CRITICAL'] }, (it) => ['OK', 'CRITICAL'].includes(it.status)],
    [
      'scopes',
      { scopes: [{ operator: 'china-mobile', orgUnit: 'beijing' }, { operator: 'china-mobile' }] },
      ({ scope }) =>
        scope.operator.code === 'china-mobile' &&
        !scope.businessLine &&
        [undefined, 'beijing'].includes(scope.orgUnit?.code),
    ],
    [
      'several at once',
      { operators: ['china-mobile'], orgUnits: ['beijing'], statuses: ['OK', 'WARNING'], process: 'HOTLINE' },
      (it) =>
        it.scope.orgUnit?.code === 'beijing' &&
        ['OK', 'WARNING'].includes(it.status) &&
        it.kpi.process === 'HOTLINE',
    ],
    ['an empty list, which lets nothing through', { operators: [] }, () => false],
    ['a part that is null, which says nothing', { operators: null, kpis: null, statuses: null }, () => true],
  ])('is filtered by %s', async (_, filter, passes) => {
    const all = await listed({});
    expect(await listed(filter)).toEqual(all.filter(passes));
  });

  test('touches all periods of the range, whatever the grain', async () => {
    const of = async (grain: string, from: string, to: string) =>
      new Set(
        (await listed({ range: { grain, from, to }, kpis: ['hotline-answer-rate-15s'] })).map(
          (it) => it.period.label,
        ),
      );
    expect(await of('DAY', '2012-03-29', '2012-03-30')).toEqual(new Set(['2012-03-29', '2012-03-30']));
    expect(await of('WEEK', '2012-04-01', '2012-04-01')).toEqual(new Set(['2012-W13']));
    expect(await of('MONTH', '2012-03-31', '2012-04-30')).toEqual(new Set(['2012-03', '2012-04']));
    expect(await of('QUARTER', '2012-06-30', '2012-12-31')).toEqual(new Set(['2012-Q2']));
    expect(await of('YEAR', '0001-01-01', '9999-12-31')).toEqual(new Set(['2012']));
    expect(await of('MONTH', '2012-03-01', '2012-03-02')).toEqual(new Set(['2012-03']));
    expect(await of('DAY', '2013-01-01', '2014-01-01')).toEqual(new Set());
  });

  test('goes on behind a cursor whose KPI, scope or period is not among the ones asked for', async () => {
    const all = await listed({});
    const { edges } = await pageOf({ range: DAYS }, { first: 500 });
    for (const at of [0, 20, edges.length - 1]) {
      const after = edges[at].cursor;
      const later = nodesOf(await pageOf({ range: DAYS, orgUnits: ['south'] }, { after, first: 500 }));
      expect(later).toEqual(all.slice(at + 1).filter((it) => it.scope.orgUnit?.code === 'south'));
    }
  });

  test('has few statements, however many scopes are empty', async () => {
    await defineReference(api.engine, {
      operators: [{ code: 'wide', name: { en: 'w', zh: 'w' } }],
      orgUnits: Array.from({ length: 300 }, (_, at) => ({
        code: `unit-${at}`,
        operator: 'wide',
        name: { en: 'u', zh: 'u' },
      })),
    });
    await api.record([
      { input: 'callsOfferedToAgents', operator: 'wide', orgUnit: 'unit-299', date: '2012-03-28', value: 9 },
    ]);
    const found = await listed({ operators: ['wide'], orgUnits: ['unit-299'] });
    expect(found.length).toBeGreaterThan(0);
    expect((await listed({ operators: ['wide'] })).filter((it) => it.scope.orgUnit)).toEqual(found);
  });
});

describe('a trend', () => {
  const trend = async (args: string, code = 'hotline-answer-rate-15s') =>
    (
      await api.dataOf(
        `{ kpiDefinition(code: "${code}") { trend(${args}) { id value status isComplete coverage period { label } } } }`,
      )
    ).kpiDefinition.trend;

  test('has one point a period, also where there are no data', async () => {
    const points = await trend(
      `scope: { operator: "china-mobile" }, range: { grain: DAY, from: "2012-03-27", to: "2012-04-02" }`,
    );
    expect(
      points.map((it: Loose) => [
        it.period.label,
        it.value === null ? null : Math.round(it.value),
        it.status,
        it.isComplete,
        it.coverage,
      ]),
    ).toEqual([
      // Expected, because it was reported in the week before.
      ['2012-03-27', null, 'NO_DATA', false, 0],
      ['2012-03-28', 90, 'OK', true, 1],
      ['2012-03-29', 84, 'WARNING', true, 1],
      ['2012-03-30', 79, 'CRITICAL', true, 1],
      ['2012-03-31', null, 'NO_DATA', false, 0],
      ['2012-04-01', 73, 'CRITICAL', true, 1],
      ['2012-04-02', null, 'NO_DATA', false, 1],
    ]);
  });

  test('is empty where the KPI does not apply', async () => {
    expect(
      await trend(
        `scope: { operator: "china-mobile" }, range: { grain: DAY, from: "2012-01-01", to: "2012-02-01" }`,
        'regulator-appeal-rate',
      ),
    ).toEqual([]);
  });

  test('has at most 4,000 points', async () => {
    const range = (to: string) =>
      `scope: { operator: "china-mobile" }, range: { grain: DAY, from: "2010-01-01", to: "${to}" }`;
    expect(await trend(range('2020-12-13'))).toHaveLength(4000);
    const { data, errors } = await api.ask(
      `{ kpiDefinition(code: "hotline-answer-rate-15s") { code trend(${range('2020-12-14')}) { value } } }`,
    );
    expect(data.kpiDefinition).toEqual({ code: 'hotline-answer-rate-15s', trend: null });
    expect(errors).toMatchObject([
      { path: ['kpiDefinition', 'trend'], extensions: { code: 'BAD_USER_INPUT', argument: 'range' } },
    ]);
  });
});
