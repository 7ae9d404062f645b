/** Lists of measurements: of every KPI, scope and period that is stored, page by page. */
import type { Moment } from '../engine/services.ts';
import { applies, type KnownKpi, type Scope } from '../engine/world.ts';
import { isDate, periodOf, periodsTouching } from '../kpi/period.ts';
import { type Grain, GRAINS, STATUSES } from '../kpi/vocabulary.ts';
import { type MeasurementRow, measurementPage } from '../store/measurements.ts';
import { type Reach, reachOf } from '../store/observations.ts';
import { builder } from './builder.ts';
import { checkedCount, type CursorNames, type Edge, type Page, PageInfoType, pageOf } from './connection.ts';
import type { Context } from './context.ts';
import { sized, sizedByPage } from './cost.ts';
import { badInput } from './errors.ts';
import { codesOfCursor, compareCodes } from './ids.ts';
import { kpiOf } from './kpiDefinition.ts';
import { Measurement } from './measurement.ts';
import { codesOfMeasurement, MeasurementAt } from './measurementAt.ts';
import { askedDays, PeriodRangeInput } from './period.ts';
import { codesOfScope, lineIdOf, ScopeInput } from './scope.ts';
import { askedScopes } from './scopeFilter.ts';
import { BusinessProcessEnum, DimensionEnum, StatusEnum } from './vocabulary.ts';

const MeasurementEdge = builder.objectRef<Edge<MeasurementAt>>('MeasurementEdge').implement({
  fields: (t) => ({ cursor: t.exposeString('cursor'), node: t.expose('node', { type: Measurement }) }),
});

const MeasurementConnection = builder.objectRef<Page<MeasurementAt>>('MeasurementConnection').implement({
  description: 'Ordered by KPI, operator, line, unit (codes by code point, none first) and period.',
  fields: (t) => ({
    edges: t.expose('edges', { type: [MeasurementEdge], extensions: sized(1) }),
    pageInfo: t.expose('pageInfo', { type: PageInfoType }),
  }),
});

const MeasurementFilter = builder.inputType('MeasurementFilter', {
  fields: (t) => ({
    kpis: t.stringList(),
    dimension: t.field({ type: DimensionEnum }),
    process: t.field({ type: BusinessProcessEnum }),
    scopes: t.field({
      type: [ScopeInput],
      description: 'Exactly these scopes: one without a line means all lines together, one without a unit the whole operator.',
    }),
    operators: t.stringList({
      description: 'Scopes of these operators, lines or units, matched by code, without what lies below them.',
    }),
    businessLines: t.stringList(),
    orgUnits: t.stringList(),
    range: t.field({ type: PeriodRangeInput, required: true }),
    statuses: t.field({ type: [StatusEnum] }),
  }),
});

type Filter = typeof MeasurementFilter.$inferInput;

const DEFAULT_PAGE = 50;

builder.queryField('measurements', (t) =>
  t.field({
    description: 'What is stored; a place without any observation of what its KPI reads is not listed.',
    type: MeasurementConnection,
    nullable: true,
    args: {
      filter: t.arg({ type: MeasurementFilter, required: true }),
      first: t.arg.int({ defaultValue: DEFAULT_PAGE }),
      after: t.arg.string(),
    },
    extensions: sizedByPage(DEFAULT_PAGE),
    resolve: async (_root, { filter, first, after }, context) => {
      const count = checkedCount(first, 'first', context.limits) ?? DEFAULT_PAGE;
      const cursor = codesOfMeasurementCursor(after);
      const found = await readPage(context, filter, cursor, count + 1);
      const around = { hasNextPage: found.length > count, hasPreviousPage: cursor !== null };
      return pageOf(found.slice(0, count), CURSOR, around);
    },
  }),
);

const CURSOR: CursorNames<MeasurementAt> = { kind: 'measurement', length: 6, codesOf: codesOfMeasurement };

function codesOfMeasurementCursor(after: string | null | undefined): string[] | null {
  const codes = codesOfCursor(CURSOR.kind, CURSOR.length, after, 'after');
  if (codes && !isDate(codes[5]!)) throw badInput('after', 'expected a cursor that this list answered');
  return codes;
}

/** A KPI at a scope. */
interface Series {
  kpi: KnownKpi;
  scope: Scope;
}

/**
 * How many series a statement walks through. Where there are data the first few fill a page; where there are few, the
 * last statement takes all that is left, so their number is bounded.
 */
const SERIES_A_STATEMENT = [500, 10_000, Infinity];

async function readPage(context: Context, filter: Filter, cursor: string[] | null, limit: number): Promise<MeasurementAt[]> {
  const { db, moment } = context;
  const kpis = askedKpis(moment, filter);
  const scopes = askedScopes(moment.world, filter);
  const { grain } = filter.range;
  const days = askedDays(filter.range, 'filter.range.');
  const reach = await reachOf(db, [...new Set(scopes.map(({ operator }) => operator.id))]);
  const starts = observedStarts(moment, reach, grain, days);
  if (starts.length === 0) return [];
  const series = seriesAfter(cursor, seriesOf(moment, kpis, scopes, grain, reach));
  const statuses = filter.statuses?.map((status) => STATUSES.indexOf(status)) ?? null;
  const found: MeasurementAt[] = [];
  for (const size of SERIES_A_STATEMENT) {
    const chunk = take(series, size);
    if (chunk.length === 0) break;
    const rows = await measurementPage(db, {
      series: chunk.map(keysOf),
      grain: GRAINS.indexOf(grain),
      starts,
      statuses,
      after: cursor && compareSeries(chunk[0]!, cursor) === 0 ? cursor[5]! : null,
      limit: limit - found.length,
    });
    found.push(...measurementsAmong(moment, chunk, grain, rows));
    if (found.length >= limit) break;
  }
  return found;
}

function askedKpis({ world }: Moment, { kpis, dimension, process }: Filter): KnownKpi[] {
  const wanted = kpis && new Set(kpis.map((code, at) => kpiOf(world, code, `filter.kpis[${at}]`)));
  return world.kpis.filter(
    (known) =>
      (!wanted || wanted.has(known)) &&
      (dimension == null || known.kpi.definition.dimension === dimension) &&
      (process == null || known.kpi.definition.process === process),
  );
}

/** The first days of the periods that are asked for and can have observations. */
function observedStarts(
  { lastDays }: Moment,
  reach: readonly Reach[],
  grain: Grain,
  { from, to }: { from: string; to: string },
): string[] {
  const first = reach.flatMap(({ firstDay }) => firstDay ?? []).sort()[0];
  const last = reach.flatMap(({ operatorId }) => lastDays.get(operatorId) ?? []).sort().at(-1);
  if (first === undefined || last === undefined) return [];
  const begin = later(periodOf(grain, from).start, first);
  const end = earlier(periodOf(grain, to).end, last);
  return begin > end ? [] : periodsTouching(grain, begin, end).map(({ start }) => start);
}

const later = (a: string, b: string): string => (a > b ? a : b);
const earlier = (a: string, b: string): string => (a < b ? a : b);

/** Every KPI at every scope where it applies and where something it reads was ever reported, in the order of the list. */
function* seriesOf(
  { world }: Moment,
  kpis: readonly KnownKpi[],
  scopes: readonly Scope[],
  grain: Grain,
  reach: readonly Reach[],
): Generator<Series> {
  const reported = new Map(reach.map(({ operatorId, inputIds }) => [operatorId, new Set(inputIds)]));
  for (const kpi of kpis) {
    const inputs = kpi.kpi.allInputs.flatMap((key) => world.reference.inputs.get(key)?.id ?? []);
    for (const scope of scopes) {
      const ofOperator = reported.get(scope.operator.id);
      const isReported = inputs.some((id) => ofOperator?.has(id));
      if (isReported && applies(world, kpi.kpi, scope.line, grain)) yield { kpi, scope };
    }
  }
}

function* seriesAfter(cursor: string[] | null, series: Iterable<Series>): Generator<Series> {
  for (const it of series) if (!cursor || compareSeries(it, cursor) >= 0) yield it;
}

const compareSeries = ({ kpi, scope }: Series, cursor: string[]): number =>
  compareCodes([kpi.kpi.definition.code, ...codesOfScope(scope)], cursor);

function take<T>(items: Iterator<T>, count: number): T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = items.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

const keysOf = ({ kpi, scope }: Series) => ({
  editionId: kpi.editionId,
  placeId: scope.place.id,
  lineId: lineIdOf(scope),
});

function measurementsAmong(
  moment: Moment,
  series: readonly Series[],
  grain: Grain,
  rows: readonly MeasurementRow[],
): MeasurementAt[] {
  const text = (it: ReturnType<typeof keysOf>) => `${it.editionId} ${it.placeId} ${it.lineId}`;
  const byKeys = new Map(series.map((it) => [text(keysOf(it)), it]));
  return rows.map((row) => {
    const { kpi, scope } = byKeys.get(text(row))!;
    return new MeasurementAt(moment, { kpi, scope, period: periodOf(grain, row.start) }, row);
  });
}
