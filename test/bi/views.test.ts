/** The views of the schema `bi` say what the API says, in random worlds on both kinds of databases; and each column says what it is. */
import { readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDelivery } from '../../src/delivery/delivery.ts';
import { publishRegistry } from '../../src/engine/definitions/editions.ts';
import { overrideKpi, setDimensionWeights } from '../../src/engine/definitions/overrides.ts';
import { setWatching } from '../../src/engine/definitions/reporting.ts';
import { createGraphQL } from '../../src/graphql/server/yoga.ts';
import type { Grain } from '../../src/kpi/vocabulary.ts';
import type { Database } from '../../src/store/database.ts';
import { law, LAW_TIMEOUT } from '../engine/property.ts';
import { define, empty, registryOf, startTestEngine, tell } from '../engine/running.ts';
import type { Loose } from '../graphql/api.ts';
import { onEachDatabase } from '../support/database.ts';
import { type RandomWorld, nearDays, worlds } from '../support/worlds.ts';

const PAGE = readFileSync(new URL('../../.github/SQL.md', import.meta.url), 'utf8');

/** Judged otherwise and weighed otherwise at some places, with and without a weight. */
const settings = () =>
  fc.record({
    overrides: fc.array(
      fc.record({
        kpi: fc.nat(5),
        unit: fc.nat(6),
        line: fc.nat(11),
        from: nearDays(),
        weight: fc.constantFrom(null, 0.5, 3, 7),
      }),
      { minLength: 2, maxLength: 8 },
    ),
    weights: fc.constantFrom(null, { PERCEPTION: 1, COMPLAINT: 2, OPERATIONS: 5 }),
    minimumCoverage: fc.constantFrom(null, 0.7),
  });
/** So that there is a weight that counts at every scope. */
const EVERYWHERE = [1, 4].map((kpi) => ({ kpi, unit: 0, line: 0, from: '2019-01-01', weight: 9 - kpi }));
type Settings = ReturnType<typeof settings> extends fc.Arbitrary<infer It> ? It : never;

const MEASUREMENT = `kpi { code en: name(locale: EN) zh: name(locale: ZH) dimension process unit } value score status sampleSize definitionVersion computedAt isComplete coverage`;
const MATRIX = `query ($scope: ScopeInput!, $period: PeriodInput!) { matrix(scope: $scope, period: $period) {
  isOver index period { start end label } dimensions { dimension weight }
  cells { process dimension score coverage measurements { ${MEASUREMENT} } } } }`;
const SCOPE = 'scope { operator { code } businessLine { code } orgUnit { code } }';
const LISTS = `{ breaches(first: 500) { edges { node { kpi { code } ${SCOPE} firstPeriod { start } lastPeriod { start } severity state
    retracted limit { side value } value coverage openedAt resolvedAt } } }
  observations(first: 500, filter: { from: "2000-01-01", to: "2100-01-01" }) { edges { node { input { key } ${SCOPE} date value recordedAt } } } }`;

/** Several KPIs a cell, so that their weights count. */
const inTwoCells = (kpis: RandomWorld['kpis']): RandomWorld['kpis'] =>
  kpis.map((kpi, at) => ({
    ...kpi,
    literal: { ...kpi.literal, process: 'HOTLINE', dimension: at % 3 === 0 ? 'COMPLAINT' : 'PERCEPTION' },
  }));

interface PeriodKey {
  operator: string;
  org_unit: string | null;
  business_line: string | null;
  grain: Grain;
  period_start: string;
}

/** So many matrices of a world are compared. */
const MOST = 12;

onEachDatabase((fresh) => {
  let db: Database;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());

  const rows = (text: string) => db.rows<Loose>(sql.raw(text));

  test(
    'figures, cells, breaches and observations are those of the API, also while a new version is being computed',
    () =>
      law(
        db.kind === 'pglite' ? 1 : 2,
        fc.tuple(worlds({ events: 60, operators: 2, least: 25 }, nearDays()), settings(), fc.nat()),
        async ([drawn, wishes, seed]) => {
          await empty(db);
          const world = { ...drawn, kpis: inTwoCells(drawn.kpis) };
          const { engine, ask } = await told(db, world, wishes);
          try {
            await compared(ask, seed);
            await engine.stop();
            const changed = world.kpis.map(({ literal: it }) => ({
              literal: it.code === 'ratio' ? { ...it, formula: `${it.formula} + 1`, weight: 4 } : it,
            }));
            await publishRegistry(db, registryOf(changed as never, world.inputs));
            await compared(ask, seed);
          } finally {
            await engine.stop();
          }
        },
      ),
    LAW_TIMEOUT,
  );

  /** Compares some matrices with their measurements, and all breaches and observations. */
  async function compared(ask: (query: string, variables?: object) => Promise<Loose>, seed: number) {
    const periods = await db.rows<PeriodKey>(sql`
      select operator, org_unit, business_line, grain, period_start, count(score) > 1 as tells, md5(concat(${seed}::int, operator, org_unit, business_line, grain, period_start)) as luck
      from bi.measurement group by 1, 2, 3, 4, 5 order by tells desc, luck limit ${MOST}`);
    for (const it of periods) await sameMatrix(ask, it);
    const { breaches, observations } = await ask(LISTS);
    const breachRows = await rows(
      'select * from bi.breach order by kpi, operator, business_line, org_unit, first_period_start, breach_id',
    );
    expect(breachRows.map(breachInWords).sort()).toEqual(
      breaches.edges.map(({ node }: Loose) => inWords(node)).sort(),
    );
    const observationRows = await rows('select * from bi.observation');
    expect(observationRows.map(observationInWords).sort()).toEqual(
      observations.edges.map(({ node }: Loose) => observed(node)).sort(),
    );
  }

  async function sameMatrix(ask: (query: string, variables?: object) => Promise<Loose>, key: PeriodKey) {
    const { operator, org_unit: orgUnit, business_line: businessLine, grain, period_start: date } = key;
    const { matrix } = await ask(MATRIX, {
      scope: { operator, orgUnit, businessLine },
      period: { grain, date },
    });
    const where = sql`operator = ${operator} and org_unit is not distinct from ${orgUnit}::text
      and business_line is not distinct from ${businessLine}::text and grain = ${grain} and period_start = ${date}::date`;
    const figures = await db.rows<Loose>(sql`select * from bi.measurement where ${where} order by kpi`);
    const asked = matrix.cells.flatMap((it: Loose) => it.measurements.filter((m: Loose) => m.computedAt));
    expect(figures.map(figure(matrix))).toEqual(
      asked.map(stated).sort((a: Loose, b: Loose) => (a.kpi < b.kpi ? -1 : 1)),
    );
    const cells = await db.rows<Loose>(sql`select * from bi.matrix_cell where ${where}`);
    expect(cells).toHaveLength(27);
    for (const cell of matrix.cells) {
      const found = cells.find((it) => it.process === cell.process && it.dimension === cell.dimension)!;
      expect(found.coverage).toBeCloseTo(cell.coverage, 9);
      if (cell.score === null) expect(found.score).toBe(null);
      else expect(Math.abs(found.score - cell.score)).toBeLessThan(1e-9);
      const { weight } = matrix.dimensions.find((it: Loose) => it.dimension === cell.dimension);
      expect(found.dimension_weight).toBe(weight);
    }
  }

  test('every view and column says what it is, and the page says the same', async () => {
    const found = await rows(`
      select c.relname as view, a.attname as column, col_description(c.oid, a.attnum) as says, obj_description(c.oid) as about
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
      where n.nspname = 'bi' order by c.relname, a.attnum`);
    expect(new Set(found.map((it) => it.view)).size).toBe(7);
    for (const { view, column, says, about } of found) {
      const [, section = ''] = PAGE.split(`### bi.${view}\n`);
      const [own = ''] = section.split('\n### ');
      expect(own, view).toContain(about);
      expect(own.replace(/ +/g, ' '), `${view}.${column}`).toContain(`| \`${column}\` | ${says} |`);
    }
  });
});

/** An engine that was told a world, and what asks it. */
async function told(db: Database, world: RandomWorld, { overrides, weights, minimumCoverage }: Settings) {
  const engine = await startTestEngine(db, registryOf(world.kpis, world.inputs), {
    chunkSize: world.chunkSize,
  });
  const lines = [null, ...world.lines.keys()];
  for (const [at, { units, batches }] of world.operators.entries()) {
    const operator = `operator-${at}`;
    await define(engine, world.lines, [operator], units);
    await setWatching(engine, operator, { waitDays: 0, minimumCoverage });
    await setDimensionWeights(engine, operator, weights);
    const places = [null, ...units.keys()];
    for (const { kpi, unit, line, from, weight } of [...EVERYWHERE, ...overrides]) {
      const scope = {
        operator,
        orgUnit: places[unit % places.length]!,
        businessLine: lines[line % lines.length]!,
      };
      const judged = { threshold: null, consecutive: weight === null ? 2 : null, scoring: null };
      const code = world.kpis[kpi]!.literal.code;
      const outcome = await overrideKpi(engine, {
        code,
        scope,
        from,
        ...judged,
        weight,
        by: null,
        why: null,
      });
      // A KPI of other lines has none there.
      if (outcome.outcome === 'notFound' || (unit === 0 && line === 0))
        expect(outcome).toMatchObject({ outcome: 'overridden' });
    }
    for (const [n, batch] of batches.entries())
      if (batch.length > 0) await tell(engine, operator, batch, `${at} ${n}`);
  }
  await engine.drain();
  const log = pino({ level: 'silent' });
  const graphql = createGraphQL({ engine, db, log, delivery: createDelivery({ db, log }) });
  const ask = async (query: string, variables?: object): Promise<Loose> => {
    const body = JSON.stringify({ query, variables });
    const headers = { 'Content-Type': 'application/json' };
    const answer = await graphql.fetch('http://localhost/graphql', { method: 'POST', headers, body });
    const { data, errors } = (await answer.json()) as Loose;
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  return { engine, ask };
}

const instant = (at: Loose): string | null => at && new Date(at).toISOString();

/** A row of bi.measurement, in the form of `stated`. */
const figure =
  ({ period, isOver }: Loose) =>
  (it: Loose) => {
    expect([it.period_start, it.period_end, it.label, it.is_over]).toEqual([
      period.start,
      period.end,
      period.label,
      isOver,
    ]);
    return {
      kpi: it.kpi,
      names: [it.kpi_name_en, it.kpi_name_zh],
      ...{ dimension: it.dimension, process: it.process, unit: it.unit },
      ...{ value: it.value, score: it.score, status: it.status, sampleSize: it.sample_size },
      ...{ definitionVersion: it.version, computedAt: instant(it.computed_at) },
      ...{ isComplete: it.is_complete, coverage: it.coverage },
    };
  };

const stated = ({ kpi: { code, en, zh, dimension, process, unit }, ...rest }: Loose) => ({
  ...rest,
  ...{ kpi: code, names: [en, zh], dimension, process, unit },
});

const breachInWords = (it: Loose): string =>
  JSON.stringify([
    ...[it.kpi, it.operator, it.business_line, it.org_unit, it.first_period_start, it.last_period_start],
    ...[it.severity, it.state, it.is_retracted, it.limit_side, it.limit_value, it.value, it.coverage],
    ...[instant(it.opened_at), instant(it.resolved_at)],
  ]);
const scopeInWords = ({ operator, businessLine, orgUnit }: Loose) => [
  operator.code,
  businessLine?.code ?? null,
  orgUnit?.code ?? null,
];
const inWords = (it: Loose): string =>
  JSON.stringify([
    ...[it.kpi.code, ...scopeInWords(it.scope), it.firstPeriod.start, it.lastPeriod.start],
    ...[it.severity, it.state, it.retracted, it.limit.side, it.limit.value, it.value, it.coverage],
    ...[it.openedAt, it.resolvedAt],
  ]);
const observationInWords = (it: Loose): string =>
  JSON.stringify([
    it.input,
    it.operator,
    it.business_line,
    it.org_unit,
    it.date,
    it.value,
    instant(it.recorded_at),
  ]);
const observed = (it: Loose): string =>
  JSON.stringify([it.input.key, ...scopeInWords(it.scope), it.date, it.value, instant(it.recordedAt)]);
