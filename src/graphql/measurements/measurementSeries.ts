/** What a list of measurements walks through: KPIs at scopes, in the order of the list, and periods. */
import { periodOf, periodsTouching } from '../../kpi/period.ts';
import type { Grain } from '../../kpi/vocabulary.ts';
import type { MeasurementSeries } from '../../store/measurements.ts';
import type { Reach } from '../../store/observations.ts';
import type { Moment } from '../../world/moment.ts';
import { codesOfScope, lineIdOf } from '../../world/scope.ts';
import { applies, type KnownKpi, type Scope } from '../../world/world.ts';
import { compareCodes } from '../ids.ts';

/** A KPI at a scope. */
export interface Series {
  kpi: KnownKpi;
  scope: Scope;
}

/** What a list of measurements is asked for. */
export interface AskedMeasurements {
  /** In the order of their codes. */
  kpis: readonly KnownKpi[];
  /** In the order of their codes. */
  scopes: readonly Scope[];
  grain: Grain;
  reach: readonly Reach[];
  /** The first days of the periods, in time order, at least one. */
  starts: readonly string[];
  /** The numbers of the statuses; null: all. */
  statuses: readonly number[] | null;
}

/** The first days of the periods that are asked for and can have observations. */
export function observedStarts(
  { lastDays }: Moment,
  reach: readonly Reach[],
  grain: Grain,
  { from, to }: { from: string; to: string },
): string[] {
  const first = reach.flatMap(({ firstDay }) => firstDay ?? []).sort()[0];
  const last = reach
    .flatMap(({ operatorId }) => lastDays.get(operatorId) ?? [])
    .sort()
    .at(-1);
  if (first === undefined || last === undefined) return [];
  const begin = later(periodOf(grain, from).start, first);
  const end = earlier(periodOf(grain, to).end, last);
  return begin > end ? [] : periodsTouching(grain, begin, end).map(({ start }) => start);
}

const later = (a: string, b: string): string => (a > b ? a : b);
const earlier = (a: string, b: string): string => (a < b ? a : b);

/** Every KPI at every scope where it applies and where something it reads was ever reported, in the order of the list. */
export function* seriesOf(
  { world }: Moment,
  kpis: readonly KnownKpi[],
  scopes: readonly Scope[],
  grain: Grain,
  reach: readonly Reach[],
): Generator<Series> {
  const reported = new Map(reach.map(({ operatorId, inputIds }) => [operatorId, new Set(inputIds)]));
  for (const kpi of kpis) {
    const inputs = kpi.seen.allInputs.flatMap((key) => world.reference.inputs.get(key)?.id ?? []);
    for (const scope of scopes) {
      const ofOperator = reported.get(scope.operator.id);
      const isReported = inputs.some((id) => ofOperator?.has(id));
      if (isReported && applies(world, kpi.seen, scope.line, grain)) yield { kpi, scope };
    }
  }
}

/** Those that do not come before the cursor; `ascending` is how the series are ordered. */
export function* seriesAfter(
  cursor: string[] | null,
  series: Iterable<Series>,
  ascending: boolean,
): Generator<Series> {
  const sign = ascending ? 1 : -1;
  for (const it of series) if (!cursor || sign * compareSeries(it, cursor) >= 0) yield it;
}

/** Where a series stands to a cursor: negative before it. */
export const compareSeries = ({ kpi, scope }: Series, cursor: string[]): number =>
  compareCodes([kpi.kpi.definition.code, ...codesOfScope(scope)], cursor);

/** The next items, at most `count`; the iterator stays where it then is. */
export function take<T>(items: Iterator<T>, count: number): T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = items.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

/** Where the store keeps the series. */
export const keysOf = ({ kpi, scope }: Series): MeasurementSeries => ({
  editionId: kpi.editionId,
  placeId: scope.place.id,
  lineId: lineIdOf(scope),
});
