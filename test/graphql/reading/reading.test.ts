/** Reading much at once: many matrices, lists by a figure, breaches counted, trends over windows, and the questions of dashboards. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, type Loose } from '../api.ts';
import { QUESTIONS } from './questions.ts';
import { callsOf, daysBetween, FIRST_DAY, HOTLINE, LAST_DAY, startReadingWorld } from './readingWorld.ts';

let api: Api;
beforeAll(async () => {
  api = await startReadingWorld();
}, 300_000);
afterAll(() => api.close());

const OWN = { operator: 'china-mobile' };
const SCOPES = [
  { operator: 'china-telecom' },
  OWN,
  { ...OWN, orgUnit: 'south' },
  { ...OWN, orgUnit: 'beijing' },
  { ...OWN, orgUnit: 'south' },
];

describe('many matrices', () => {
  const FIELDS = `id index coverage scope { operator { code } orgUnit { code } } cells { score kpis { code } measurements { id value kpi { code } } }`;
  const MANY = `query ($scopes: [ScopeInput!]!) { matrices(scopes: $scopes, period: { grain: DAY, date: "2015-03-10" }) {
    ${FIELDS} previous { ${FIELDS} } change { index { difference } } openDataProblems } }`;
  const ONE = MANY.replace('$scopes: [ScopeInput!]!', '$scopes: ScopeInput!').replace(
    'matrices(scopes:',
    'matrix(scope:',
  );

  test('are what each of them is, in the order asked for, in as many statements as one', async () => {
    const { data, errors, statements } = await api.counted(MANY, { scopes: SCOPES });
    expect(errors).toBeUndefined();
    const single = await api.counted(ONE, { scopes: OWN });
    expect(statements).toBe(single.statements);
    for (const [at, scopes] of SCOPES.entries())
      expect(data.matrices[at]).toEqual((await api.dataOf(ONE, { scopes })).matrix);
    expect(new Set(data.matrices.map((it: Loose) => it.index)).size).toBeGreaterThan(2);
    for (const cell of data.matrices[1].cells)
      expect(cell.kpis.map((it: Loose) => it.code)).toEqual(
        cell.measurements.map((it: Loose) => it.kpi.code),
      );
  });

  test('up to 200, and a matrix and what is known are two statements', async () => {
    const query = `query ($scopes: [ScopeInput!]!) { matrices(scopes: $scopes, period: { grain: DAY, date: "2015-03-10" }) { index } }`;
    const scopes = Array.from({ length: 200 }, (_, at) => SCOPES[at % SCOPES.length]);
    const { data, statements } = await api.counted(query, { scopes });
    expect([data.matrices.length, statements]).toEqual([200, 2]);
    const { errors } = await api.ask(query, { scopes: [...scopes, OWN] });
    expect(errors!.map((it) => it.message)).toEqual(['scopes: at most 200 at once, not 201']);
  });

  test('unknown scopes are told each at its place, and the others are answered', async () => {
    const scopes = [OWN, { operator: 'china-mobil' }, { ...OWN, orgUnit: 'sout' }];
    const { data, errors } = await api.ask(
      `query ($scopes: [ScopeInput!]!) { matrices(scopes: $scopes, period: { grain: DAY, date: "2015-03-10" }) { scope { operator { code } } } }`,
      { scopes },
    );
    expect(data.matrices.map((it: Loose) => it?.scope.operator.code ?? null)).toEqual([
      'china-mobile',
      null,
      null,
    ]);
    expect(errors!.map((it) => [it.path, it.message])).toEqual([
      [
        ['matrices', 1],
        'scopes[1].operator: there is no operator "china-mobil"; did you mean "china-mobile"?',
      ],
      [['matrices', 2], 'scopes[2].orgUnit: there is no unit of china-mobile "sout"; did you mean "south"?'],
    ]);
  });

  test('are found again by their ids, also with the one before, in as many statements as one', async () => {
    const { matrices } = await api.dataOf(MANY, { scopes: SCOPES.slice(0, 4) });
    const ids = matrices.map((it: Loose) => it.id);
    expect(new Set(ids).size).toBe(4);
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Matrix { ${FIELDS} previous { ${FIELDS} } } } }`;
    const { data, statements } = await api.counted(query, { ids });
    expect(data.nodes).toEqual(
      matrices.map(({ change: _, openDataProblems: __, ...matrix }: Loose) => matrix),
    );
    expect(statements).toBe((await api.counted(query, { ids: [ids[0]] })).statements);
  });
});

describe('lists by a figure', () => {
  const PAGE = `query ($filter: MeasurementFilter!, $first: Int, $after: String, $orderBy: MeasurementOrder, $direction: SortDirection) {
    measurements(filter: $filter, first: $first, after: $after, orderBy: $orderBy, direction: $direction) {
      totalCount edges { cursor node { id value score previous { value } } } pageInfo { hasNextPage endCursor } } }`;
  const FILTER = { range: { grain: 'DAY', from: '2012-03-01', to: '2012-04-30' } };
  const pageOf = async (variables: object): Promise<Loose> =>
    (await api.dataOf(PAGE, variables)).measurements;
  const nodesOf = (page: Loose): Loose[] => page.edges.map((it: Loose) => it.node);
  const FIGURES: Record<string, (it: Loose) => number | null> = {
    VALUE: (it) => it.value,
    SCORE: (it) => it.score,
    CHANGE: (it) =>
      it.value === null || (it.previous?.value ?? null) === null ? null : it.value - it.previous.value,
  };
  const ORDERS = Object.keys(FIGURES).flatMap((by) => [`${by} ASC`, `${by} DESC`]);

  function sorted(nodes: readonly Loose[], order: string): string[] {
    const [by, direction] = order.split(' ');
    const sign = direction === 'ASC' ? 1 : -1;
    return nodes
      .map((it, n) => ({ id: it.id, n, figure: FIGURES[by!]!(it) }))
      .sort((a, b) => {
        if (a.figure === b.figure) return a.n - b.n;
        if (a.figure === null || b.figure === null) return a.figure === null ? 1 : -1;
        return sign * (a.figure - b.figure);
      })
      .map((it) => it.id);
  }

  test.each(ORDERS)(
    '%s: each once, those without a figure last, ties as by scope, page by page',
    async (order) => {
      const [orderBy, direction] = order.split(' ');
      const all = nodesOf(await pageOf({ filter: FILTER, first: 500 }));
      expect(all.some((it) => it.value === null)).toBe(true);
      const seen: string[] = [];
      for (let after: string | null = null, more = true; more;) {
        const page = await pageOf({ filter: FILTER, first: 40, after, orderBy, direction });
        expect(page.totalCount).toBe(all.length);
        seen.push(...nodesOf(page).map((it) => it.id));
        ({ hasNextPage: more, endCursor: after } = page.pageInfo);
      }
      expect(seen).toEqual(sorted(all, order));
    },
  );

  test('by scope, descending, is the other way round, page by page', async () => {
    const all = nodesOf(await pageOf({ filter: FILTER, first: 500 })).map((it) => it.id);
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page = await pageOf({ filter: FILTER, first: 40, after, direction: 'DESC' });
      seen.push(...nodesOf(page).map((it) => it.id));
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    expect(seen).toEqual(all.toReversed());
  });

  test('a cursor goes on where it was, also in a list that has not what it named', async () => {
    const all = await pageOf({ filter: FILTER, first: 500, orderBy: 'VALUE', direction: 'DESC' });
    const at = all.edges.findIndex((it: Loose) => it.node.value !== null && it.node.value < 90);
    const after = all.edges[at].cursor;
    const narrower = { ...FILTER, operators: ['china-unicom'] };
    const inAll = new Set(all.edges.slice(at + 1).map((it: Loose) => it.node.id));
    const there = nodesOf(
      await pageOf({ filter: narrower, first: 500, orderBy: 'VALUE', direction: 'DESC' }),
    );
    const rest = nodesOf(
      await pageOf({ filter: narrower, first: 500, after, orderBy: 'VALUE', direction: 'DESC' }),
    );
    expect(rest.map((it) => it.id)).toEqual(there.map((it) => it.id).filter((it) => inAll.has(it)));
    expect(rest.length).toBeGreaterThan(0);
    const { errors } = await api.ask(PAGE, { filter: FILTER, after, orderBy: 'SCORE' });
    expect(errors![0]!.message).toMatch(/^after: expected a cursor that this list answered/);
  });

  test('counting is a statement more, of what passes the filter, and only where it is asked for', async () => {
    const filter = { ...FILTER, statuses: ['NO_DATA'] };
    const { totalCount } = await pageOf({ filter, first: 1 });
    const all = nodesOf(await pageOf({ filter, first: 500 }));
    expect([totalCount, totalCount > 0]).toEqual([all.length, true]);
    const of = async (field: string) =>
      (
        await api.counted(
          `query ($filter: MeasurementFilter!) { measurements(filter: $filter, orderBy: VALUE) { ${field} edges { node { value } } } }`,
          { filter },
        )
      ).statements;
    expect([await of(''), await of('totalCount')]).toEqual([3, 4]);
  });
});

describe('breaches counted', () => {
  const COUNT = `query ($by: [BreachGrouping!]!, $from: Date!, $to: Date!, $filter: BreachFilter) {
    breachCounts(by: $by, from: $from, to: $to, filter: $filter) { groups opened open resolved meanHoursToResolve medianHoursToResolve } }`;
  const today = (days: number) => new Date(Date.now() + days * 8.64e7).toISOString().slice(0, 10);
  const RANGE = { from: today(-1), to: today(1) };

  async function everyBreach(): Promise<Loose[]> {
    const list: Loose[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { breaches }: Loose = await api.dataOf(
        `query ($after: String) { breaches(first: 500, after: $after) { pageInfo { hasNextPage endCursor }
          edges { node { kpi { code } severity openedAt resolvedAt scope { orgUnit { code } } } } } }`,
        { after },
      );
      list.push(...breaches.edges.map((it: Loose) => it.node));
      ({ hasNextPage: more, endCursor: after } = breaches.pageInfo);
    }
    return list;
  }

  test('are those of the list, in the order of their groups', async () => {
    const list = await everyBreach();
    const groups = new Map<string, Loose[]>();
    for (const it of list) {
      const key = JSON.stringify([it.kpi.code, it.scope.orgUnit?.code ?? null, it.severity]);
      groups.set(key, [...(groups.get(key) ?? []), it]);
    }
    const { breachCounts } = await api.dataOf(COUNT, { by: ['KPI', 'ORG_UNIT', 'SEVERITY'], ...RANGE });
    const expected = [...groups].map(([key, items]) => {
      const hours = items
        .filter((it) => it.resolvedAt)
        .map((it) => (Date.parse(it.resolvedAt) - Date.parse(it.openedAt)) / 3.6e6)
        .sort((a, b) => a - b);
      const half = hours.length / 2;
      const median = hours.length % 2 ? hours[Math.floor(half)]! : (hours[half - 1]! + hours[half]!) / 2;
      return {
        groups: JSON.parse(key),
        opened: items.length,
        open: items.length - hours.length,
        resolved: hours.length,
        meanHoursToResolve: hours.length ? hours.reduce((a, b) => a + b) / hours.length : null,
        medianHoursToResolve: hours.length ? median : null,
      };
    });
    const severities = ['WARNING', 'CRITICAL'];
    const rank = ({ groups: [kpi, unit, severity] }: Loose) =>
      `${kpi}:${unit ?? ''}:${severities.indexOf(severity)}`;
    expected.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    expect(breachCounts.map((it: Loose) => it.groups)).toEqual(expected.map((it) => it.groups));
    for (const [at, it] of expected.entries()) {
      const { meanHoursToResolve: mean, medianHoursToResolve: median, ...counts } = breachCounts[at];
      const { meanHoursToResolve, medianHoursToResolve, ...others } = it;
      expect(counts).toEqual(others);
      // Answers carry milliseconds, the store microseconds.
      expect(mean ?? -1).toBeCloseTo(meanHoursToResolve ?? -1, 5);
      expect(median ?? -1).toBeCloseTo(medianHoursToResolve ?? -1, 5);
    }
    expect(expected.some((it) => it.open > 0)).toBe(true);
    expect(expected.some((it) => it.resolved > 1)).toBe(true);
  });

  test('by process and week, in one statement; what is outside of the range is not counted', async () => {
    const counted = await api.counted(COUNT, { by: ['PROCESS', 'WEEK', 'OPERATOR', 'DIMENSION'], ...RANGE });
    expect(counted.statements).toBe(2);
    expect(counted.data.breachCounts[0].groups[1]).toMatch(/^\d{4}-W\d\d$/);
    const before = { from: '2012-01-01', to: '2012-12-31' };
    expect((await api.dataOf(COUNT, { by: ['KPI'], ...before })).breachCounts).toEqual([]);
    const live = await api.dataOf(COUNT, { by: ['KPI'], from: today(1), to: today(2) });
    expect(live.breachCounts.every((it: Loose) => it.opened === 0 && it.resolved === 0 && it.open > 0)).toBe(
      true,
    );
  });

  test('everything that is wrong is told at once', async () => {
    const wrong = async (variables: object) => (await api.ask(COUNT, variables)).errors![0]!.message;
    expect(await wrong({ by: [], from: '2012-02-30', to: 'tomorrow' })).toBe(
      'by: expected at least one of KPI, PROCESS, DIMENSION, OPERATOR, ORG_UNIT, BUSINESS_LINE, SEVERITY, DAY, WEEK, MONTH\n' +
        'from: expected a date of the calendar, such as 2013-06-30, got "2012-02-30"\n' +
        'to: expected a date of the calendar, such as 2013-06-30, got "tomorrow"',
    );
    expect(await wrong({ by: ['KPI', 'DAY', 'KPI'], from: '2012-02-02', to: '2012-02-01' })).toBe(
      'by[2]: KPI is by[0] already\nto: 2012-02-01 is before 2012-02-02, where the range begins',
    );
    expect(
      await wrong({ by: Array<string>(1000).fill('DAY'), from: '2012-01-01', to: '2012-02-01' }),
    ).toMatch(/^by: at most 10 at once, not 1000\nby\[1\]: DAY is by\[0\] already\n[^]{200,400}$/);
    expect(await wrong({ by: ['KPI'], from: '2001-01-01', to: '2012-02-01' })).toMatch(
      /^to: at most 4000 days/,
    );
  });
});

describe('trends over windows', () => {
  const TREND = `query ($kpi: String!, $scope: ScopeInput!, $range: PeriodRangeInput!, $window: Window) { kpiDefinition(code: $kpi) {
    trend(scope: $scope, range: $range, window: $window) { id window value score status sampleSize isComplete coverage
      inputs { value } period { start end label } previous { window value } lastYear { value } } } }`;
  const trendOf = async (window: string, grain: string, from: string, to = from, scope: object = OWN) =>
    (await api.dataOf(TREND, { kpi: HOTLINE, scope, range: { grain, from, to }, window })).kpiDefinition
      .trend as Loose[];

  test('month to date is the sum of the days, not the mean of their values: 87.9069767442', async () => {
    const telecom = { operator: 'china-telecom' };
    const [, , third] = await trendOf('MONTH_TO_DATE', 'DAY', '2014-11-01', '2014-11-03', telecom);
    expect(third.value).toBeCloseTo(87.9069767442, 9);
    expect(third.inputs.map((it: Loose) => it.value).sort()).toEqual([2646, 3010]);
    expect([third.window, third.status, third.isComplete]).toEqual(['MONTH_TO_DATE', 'OK', true]);
    expect(third.previous.value).toBeCloseTo(((880 + 905) / (1000 + 1020)) * 100, 9);
  });

  /** The rate of both units over some days, in plain sums. */
  function modelOf(from: string, to: string): number {
    let [answered, offered] = [0, 0];
    daysBetween(FIRST_DAY, LAST_DAY).forEach((day, at) => {
      if (day < from || day > to) return;
      for (const unit of ['beijing', 'south']) {
        const calls = callsOf(unit, at);
        answered += calls[0];
        offered += calls[1];
      }
    });
    return (100 * answered) / offered;
  }

  test.each([
    ['MONTH_TO_DATE', 'DAY', '2014-07-17', '2014-07-01', '2014-07-17'],
    ['MONTH_TO_DATE', 'WEEK', '2014-10-30', '2014-11-01', '2014-11-02'],
    ['QUARTER_TO_DATE', 'DAY', '2014-06-11', '2014-04-01', '2014-06-11'],
    ['QUARTER_TO_DATE', 'MONTH', '2014-05-01', '2014-04-01', '2014-05-31'],
    ['YEAR_TO_DATE', 'WEEK', '2014-08-20', '2014-01-01', '2014-08-24'],
    ['YEAR_TO_DATE', 'QUARTER', '2014-08-20', '2014-01-01', '2014-09-30'],
    ['YEAR_TO_DATE', 'MONTH', '2015-03-31', '2015-01-01', LAST_DAY],
    ['ROLLING_12_MONTHS', 'MONTH', '2014-12-31', '2014-01-01', '2014-12-31'],
    ['ROLLING_12_MONTHS', 'DAY', '2015-02-28', '2014-03-01', '2015-02-28'],
    ['ROLLING_12_MONTHS', 'DAY', '2015-03-05', '2014-03-06', '2015-03-05'],
  ])('%s that ends with the %s of %s is over %s to %s', async (window, grain, date, from, to) => {
    const [point] = await trendOf(window, grain, date);
    expect(point.value).toBeCloseTo(modelOf(from, to), 9);
  });

  test.each([
    ['QUARTER_TO_DATE', 'MONTH', '2012-03-31', 'QUARTER'],
    ['MONTH_TO_DATE', 'DAY', '2012-03-31', 'MONTH'],
    ['YEAR_TO_DATE', 'MONTH', '2012-12-01', 'YEAR'],
  ])(
    '%s at the end of its unit is the figure of the unit, of every KPI',
    async (window, grain, date, unit) => {
      const { kpiDefinitions } = await api.dataOf(`{ kpiDefinitions { edges { node { code cadence } } } }`);
      const order = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'];
      const kpis = kpiDefinitions.edges
        .map((it: Loose) => it.node)
        .filter((it: Loose) => order.indexOf(it.cadence) <= order.indexOf(grain))
        .map((it: Loose) => it.code) as string[];
      let found = 0;
      for (let at = 0; at < kpis.length; at += 10) {
        const asked = kpis.slice(at, at + 10);
        const data = await api.dataOf(
          `{ ${asked
            .map(
              (code, n) => `k${n}: kpiDefinition(code: "${code}") {
              window: trend(scope: { operator: "china-mobile" }, range: { grain: ${grain}, from: "${date}", to: "${date}" }, window: ${window}) { value score inputs { value } }
              unit: trend(scope: { operator: "china-mobile" }, range: { grain: ${unit}, from: "${date}", to: "${date}" }) { value score inputs { value } } }`,
            )
            .join(' ')} }`,
        );
        for (const { window: ours, unit: stored } of Object.values<Loose>(data)) {
          if (ours[0].value !== null) found++;
          expect(ours[0].value ?? -1).toBeCloseTo(stored[0].value ?? -1, 9);
          expect(ours[0].score ?? -1).toBeCloseTo(stored[0].score ?? -1, 6);
        }
      }
      expect(found).toBeGreaterThan(0);
    },
  );

  test('has no data where nothing is observed yet, and where twelve months begin before the first day', async () => {
    const telecom = { operator: 'china-telecom' };
    const future = await trendOf('YEAR_TO_DATE', 'MONTH', '2015-04-01', '2015-05-31');
    const early = await trendOf('ROLLING_12_MONTHS', 'MONTH', '2012-05-01', '2012-06-30', telecom);
    expect([...future, ...early].map((it) => [it.value, it.status])).toEqual(
      Array.from({ length: 4 }, () => [null, 'NO_DATA']),
    );
  });

  test('each point has an id of its own, by which it is found again', async () => {
    const points = await trendOf('YEAR_TO_DATE', 'MONTH', '2014-01-01', '2014-12-31');
    const { nodes } = await api.dataOf(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Measurement { window value period { label } } } }',
      { ids: points.map((it) => it.id) },
    );
    expect(nodes).toEqual(
      points.map((it) => ({
        id: it.id,
        window: it.window,
        value: it.value,
        period: { label: it.period.label },
      })),
    );
  });

  test('however many are asked for, the statements are the same', async () => {
    const query = (
      range: string,
      more = '',
    ) => `{ kpiDefinitions(first: 3, filter: { search: "hotline" }) { edges { node {
      trend(scope: { operator: "china-mobile" }, range: { grain: MONTH, ${range} }, window: ROLLING_12_MONTHS) { value sampleSize ${more} } } } } }`;
    const one = await api.counted(query('from: "2015-01-01", to: "2015-01-31"'));
    const many = await api.counted(query('from: "2013-01-01", to: "2015-01-31"', 'inputs { value }'));
    expect([one.errors, many.errors]).toEqual([undefined, undefined]);
    expect([one.statements, many.statements]).toEqual([3, 3]);
  });

  test('bad input is told at its place', async () => {
    const wrong = async (window: string, range: object, kpi = HOTLINE) =>
      (await api.ask(TREND, { kpi, scope: OWN, range, window })).errors![0]!.message;
    const year = { from: '2014-01-01', to: '2014-12-31' };
    expect(await wrong('MONTH_TO_DATE', { grain: 'MONTH', ...year })).toBe(
      'window: MONTH_TO_DATE takes periods finer than MONTH, not MONTH',
    );
    expect(await wrong('YEAR_TO_DATE', { grain: 'DAY', ...year }, 'regulator-appeal-rate')).toBe(
      'window: "regulator-appeal-rate" has figures of MONTH and coarser, not of DAY',
    );
    expect(await wrong('YEAR_TO_DATE', { grain: 'DAY', from: '2013-01-01', to: '2014-12-31' })).toMatch(
      /^range: at most 400 periods at once, not 730/,
    );
  });
});

describe('what dashboards ask, in one request; with TELL_SIZES=1 the bytes are told', () => {
  test.each(QUESTIONS)('%s: %i statements', async (question, expected, query) => {
    const { statements, data, errors } = await api.counted(query);
    expect(errors).toBeUndefined();
    const sizes = `${query.length} bytes asked, ${JSON.stringify(data).length} answered`;
    if (process.env.TELL_SIZES) process.stderr.write(`${question}: ${sizes}, ${statements} statements\n`);
    expect(statements).toBe(expected);
    for (const answer of Object.values<Loose>(data)) expect(JSON.stringify(answer)).not.toBe('[]');
  });
});
