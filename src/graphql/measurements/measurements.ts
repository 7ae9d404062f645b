/** Lists of measurements: of every KPI, scope and period that is stored, page by page. */
import { statusId } from '../../kpi/status.ts';
import type { OrderingFigure } from '../../store/measurementList.ts';
import type { Moment } from '../../world/moment.ts';
import type { KnownKpi } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { checkedCount, connectionOf, DEFAULT_PAGE, type Page, pageOf } from '../connection.ts';
import type { Context } from '../context.ts';
import { sizedByPage } from '../cost.ts';
import { compareCodes } from '../ids.ts';
import { kpiOf } from '../kpis/kpiDefinition.ts';
import { askedDays, PeriodRangeInput } from '../period.ts';
import { ScopeInput } from '../reference/scope.ts';
import { askedScopes } from '../reference/scopeFilter.ts';
import { Measurement } from '../refs.ts';
import { BusinessProcessEnum, DimensionEnum, SortDirectionEnum, StatusEnum } from '../vocabulary.ts';
import type { MeasurementAt } from './measurementAt.ts';
import { cursorInOrder, inOrder, readOrdered, setOf } from './inOrder.ts';
import { cursorInPlaces, IN_PLACES, readPlaces } from './inPlaces.ts';
import { type AskedMeasurements, observedStarts } from './measurementSeries.ts';

interface MeasurementList extends Page<MeasurementAt> {
  /** What is counted where the number is asked for; null where nothing can be stored. */
  asked: AskedMeasurements | null;
}

const MeasurementConnection = connectionOf<MeasurementAt, MeasurementList>(Measurement, {
  description:
    'In the order asked for: by KPI, operator, line, unit (codes by code point, none first) and period unless told otherwise. ' +
    'totalCount is one statement more.',
  totalCount: ({ asked }, { reads, moment }) => (asked ? reads.countMeasurements(setOf(asked, moment)) : 0),
});

const MeasurementOrderEnum = builder.enumType('MeasurementOrder', {
  description:
    'What a list of measurements is ordered by. Figures without it come last either way, and ties go in the order of SCOPE.',
  values: {
    SCOPE: { description: 'KPI, operator, line, unit and period.' },
    VALUE: {},
    SCORE: {},
    CHANGE: {
      description: 'The value less that of the period before; none where one of the two has no value.',
    },
  } satisfies Record<'SCOPE' | OrderingFigure, object>,
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
      orderBy: t.arg({ type: MeasurementOrderEnum, defaultValue: 'SCOPE' }),
      direction: t.arg({ type: SortDirectionEnum, defaultValue: 'ASC' }),
    },
    extensions: sizedByPage(DEFAULT_PAGE),
    resolve: async (_root, { filter, first, after, orderBy, direction }, context) => {
      const count = checkedCount(first, 'first', context.limits) ?? DEFAULT_PAGE;
      const by = orderBy ?? 'SCOPE';
      const ascending = direction !== 'DESC';
      const cursor = by === 'SCOPE' ? cursorInPlaces(after) : cursorInOrder(by, after);
      const asked = await askedMeasurements(context, filter);
      const found =
        asked === null
          ? []
          : by === 'SCOPE'
            ? await readPlaces(context, asked, { after: cursor, ascending }, count + 1)
            : await readOrdered(context, asked, { by, after: cursor, ascending }, count + 1);
      const around = { hasNextPage: found.length > count, hasPreviousPage: cursor !== null };
      const names = by === 'SCOPE' ? IN_PLACES : inOrder(by);
      const page = pageOf(found.slice(0, count), names, around);
      return { ...page, asked };
    },
  }),
);

async function askedMeasurements(context: Context, filter: Filter): Promise<AskedMeasurements | null> {
  const { reads, moment } = context;
  const kpis = askedKpis(moment, filter);
  const scopes = askedScopes(moment.world, filter);
  const { grain } = filter.range;
  const days = askedDays(filter.range, 'filter.range.');
  const reach = await reads.reachOf([...new Set(scopes.map(({ operator }) => operator.id))]);
  const starts = observedStarts(moment, reach, grain, days);
  const statuses = filter.statuses?.map((status) => statusId(status)) ?? null;
  return starts.length === 0 ? null : { kpis, scopes, grain, reach, starts, statuses };
}

/** The KPIs that take part, or those that are named: also ones that do no longer, whose history stays readable. */
function askedKpis({ world }: Moment, { kpis, dimension, process }: Filter): KnownKpi[] {
  const named = kpis && new Set(kpis.map((code, at) => kpiOf(world, code, `filter.kpis[${at}]`)));
  const byCode = (a: KnownKpi, b: KnownKpi) => compareCodes([a.kpi.definition.code], [b.kpi.definition.code]);
  return (named ? [...named].sort(byCode) : world.kpis).filter(
    ({ kpi: { definition } }) =>
      (!dimension || definition.dimension === dimension) && (!process || definition.process === process),
  );
}
