/** Lists of measurements: of every KPI, scope and period that is stored, page by page. */
import { grainId } from '../../kpi/grain.ts';
import { isDate, periodOf } from '../../kpi/period.ts';
import { statusId } from '../../kpi/status.ts';
import type { Grain } from '../../kpi/vocabulary.ts';
import type { MeasurementRow } from '../../store/measurements.ts';
import type { Moment } from '../../world/moment.ts';
import type { KnownKpi } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { checkedCount, connectionOf, type CursorNames, DEFAULT_PAGE, pageOf } from '../connection.ts';
import type { Context } from '../context.ts';
import { sizedByPage } from '../cost.ts';
import { codesOfCursor, compareCodes, foreignCursor } from '../ids.ts';
import { kpiOf } from '../kpis/kpiDefinition.ts';
import { askedDays, PeriodRangeInput } from '../period.ts';
import { ScopeInput } from '../reference/scope.ts';
import { askedScopes } from '../reference/scopeFilter.ts';
import { Measurement } from '../refs.ts';
import { BusinessProcessEnum, DimensionEnum, StatusEnum } from '../vocabulary.ts';
import { codesOfMeasurement, MeasurementAt } from './measurementAt.ts';
import {
  compareSeries,
  keysOf,
  observedStarts,
  type Series,
  seriesAfter,
  seriesOf,
  take,
} from './measurementSeries.ts';

const MeasurementConnection = connectionOf(Measurement, {
  description: 'Ordered by KPI, operator, line, unit (codes by code point, none first) and period.',
});

const MeasurementFilter = builder.inputType('MeasurementFilter', {
  fields: (t) => ({
    kpis: t.stringList(),
    dimension: t.field({ type: DimensionEnum }),
    process: t.field({ type: BusinessProcessEnum }),
    scopes: t.field({
      type: [ScopeInput],
      description:
        'Exactly these scopes: one without a line means all lines together, one without a unit the whole operator.',
    }),
    operators: t.stringList({
      description:
        'Scopes of these operators, lines or units, matched by code, without what lies below them.',
    }),
    businessLines: t.stringList(),
    orgUnits: t.stringList(),
    range: t.field({ type: PeriodRangeInput, required: true }),
    statuses: t.field({ type: [StatusEnum] }),
  }),
});

type Filter = typeof MeasurementFilter.$inferInput;

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
  if (codes && !isDate(codes[5]!)) throw foreignCursor('after');
  return codes;
}

/**
 * How many series a statement walks through. Where there are data the first few fill a page; where there are few, the
 * last statement takes all that is left, so their number is bounded.
 */
const SERIES_A_STATEMENT = [500, 10_000, Infinity];

async function readPage(
  context: Context,
  filter: Filter,
  cursor: string[] | null,
  limit: number,
): Promise<MeasurementAt[]> {
  const { reads, moment } = context;
  const kpis = askedKpis(moment, filter);
  const scopes = askedScopes(moment.world, filter);
  const { grain } = filter.range;
  const days = askedDays(filter.range, 'filter.range.');
  const reach = await reads.reachOf([...new Set(scopes.map(({ operator }) => operator.id))]);
  const starts = observedStarts(moment, reach, grain, days);
  if (starts.length === 0) return [];
  const series = seriesAfter(cursor, seriesOf(moment, kpis, scopes, grain, reach));
  const statuses = filter.statuses?.map((status) => statusId(status)) ?? null;
  const found: MeasurementAt[] = [];
  for (const size of SERIES_A_STATEMENT) {
    const chunk = take(series, size);
    if (chunk.length === 0) break;
    const rows = await reads.measurementPage({
      series: chunk.map(keysOf),
      grain: grainId(grain),
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

/** The KPIs that take part, or those that are named: also ones that do no longer, whose history stays readable. */
function askedKpis({ world }: Moment, { kpis, dimension, process }: Filter): KnownKpi[] {
  const named = kpis && new Set(kpis.map((code, at) => kpiOf(world, code, `filter.kpis[${at}]`)));
  const inOrder = (a: KnownKpi, b: KnownKpi) =>
    compareCodes([a.kpi.definition.code], [b.kpi.definition.code]);
  return (named ? [...named].sort(inOrder) : world.kpis).filter(
    ({ kpi: { definition } }) =>
      (!dimension || definition.dimension === dimension) && (!process || definition.process === process),
  );
}

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
