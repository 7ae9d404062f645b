/**
 * Which events pass a BreachFilter. A filter speaks of codes, an event of ids: `criteriaOf` translates with what is known at
 * the moment (make them anew when that changes: a unit that is added later belongs to `within` too), `passes` judges.
 */
import type { Kpi } from '../kpi/kpi.ts';
import type { BusinessProcess, Dimension, Severity } from '../kpi/vocabulary.ts';
import type { BreachCriteria } from '../store/breachList.ts';
import type { EventRow } from '../store/events.ts';
import type { Reference } from '../store/reference.ts';
import { findScope, lineIdOf, type ScopeCodes } from '../world/scope.ts';

/** The API's BreachFilter; every part that is given must hold, and an empty list lets nothing through. */
export interface BreachFilter {
  kpis?: readonly string[] | null;
  dimension?: Dimension | null;
  process?: BusinessProcess | null;
  scopes?: readonly ScopeCodes[] | null;
  within?: ScopeCodes | null;
  operators?: readonly string[] | null;
  businessLines?: readonly string[] | null;
  orgUnits?: readonly string[] | null;
  severity?: Severity | null;
  states?: readonly EventRow['state'][] | null;
  reasons?: readonly NonNullable<EventRow['reason']>[] | null;
  widestOnly?: boolean | null;
}

/** What a filter's codes are looked up in; the engine's world is one. */
export interface Known {
  reference: Reference;
  kpis: readonly { id: number; kpi: Kpi }[];
  /** Their breaches stay readable, and end with an event. */
  retired: readonly { id: number; kpi: Kpi }[];
}

/** A filter in ids. Codes that are not known let nothing through; whoever wants to refuse them checks before. */
export function criteriaOf(filter: BreachFilter, { reference, kpis, retired }: Known): BreachCriteria {
  const { severity, states, reasons, widestOnly } = filter;
  return {
    kpiIds: kpiIdsOf(filter, [...kpis, ...retired]),
    ...scopesOf(filter, reference),
    severity: severity ?? null,
    states: states ?? null,
    reasons: reasons ?? null,
    widestOnly: widestOnly ?? false,
  };
}

function kpiIdsOf(
  { kpis, dimension, process }: BreachFilter,
  known: readonly { id: number; kpi: Kpi }[],
): number[] | null {
  if (!kpis && !dimension && !process) return null;
  const wanted = kpis && new Set(kpis);
  const asked = known.filter(
    ({ kpi: { definition } }) =>
      (!wanted || wanted.has(definition.code)) &&
      (!dimension || definition.dimension === dimension) &&
      (!process || definition.process === process),
  );
  return asked.map(({ id }) => id);
}

type ScopeCriteria = Pick<BreachCriteria, 'operatorIds' | 'placeIds' | 'lineIds' | 'scopes'>;

function scopesOf(filter: BreachFilter, reference: Reference): ScopeCriteria {
  const { operators, lines, placeById } = reference;
  const within = filter.within && withinOf(filter.within, reference);
  const units = filter.orgUnits && new Set<string | null>(filter.orgUnits);
  return {
    operatorIds: filter.operators ? filter.operators.flatMap((code) => operators.get(code)?.id ?? []) : null,
    placeIds: both(
      within?.placeIds,
      units && [...placeById.values()].filter((it) => units.has(it.code)).map((it) => it.id),
    ),
    lineIds: both(
      within?.lineIds,
      filter.businessLines?.flatMap((code) => lines.get(code)?.id ?? []),
    ),
    scopes: filter.scopes ? filter.scopes.flatMap((codes) => exactly(codes, reference) ?? []) : null,
  };
}

/** What is in both lists; the other where one is not given. */
function both(
  a: readonly number[] | null | undefined,
  b: readonly number[] | null | undefined,
): readonly number[] | null {
  if (!a || !b) return a ?? b ?? null;
  const known = new Set(b);
  return a.filter((id) => known.has(id));
}

function exactly(codes: ScopeCodes, reference: Reference): { placeId: number; lineId: number } | undefined {
  const found = findScope(reference, codes);
  return Array.isArray(found) ? undefined : { placeId: found.place.id, lineId: lineIdOf(found) };
}

function withinOf(codes: ScopeCodes, reference: Reference): { placeIds: number[]; lineIds: number[] | null } {
  const found = findScope(reference, codes);
  if (Array.isArray(found)) return { placeIds: [], lineIds: [] };
  const { operator, place, line } = found;
  const placeIds = operator.places.filter((it) => it.path.includes(place.id)).map((it) => it.id);
  return { placeIds, lineIds: line?.subtree ?? null };
}

/** Makes the judge of events: whether one meets the criteria. */
export function passes(criteria: BreachCriteria): (event: EventRow) => boolean {
  const { severity, widestOnly } = criteria;
  const among = <T>(wanted: readonly T[] | null) => {
    const set = wanted && new Set(wanted);
    return (value: T): boolean => set === null || set.has(value);
  };
  const [kpi, operator, place, line] = [
    criteria.kpiIds,
    criteria.operatorIds,
    criteria.placeIds,
    criteria.lineIds,
  ].map(among);
  const scope = among(criteria.scopes?.map(({ placeId, lineId }) => `${placeId} ${lineId}`) ?? null);
  const [state, reason] = [among(criteria.states), among(criteria.reasons)];
  return (event) =>
    kpi!(event.breach.kpiId) &&
    operator!(event.breach.operatorId) &&
    place!(event.breach.placeId) &&
    line!(event.breach.lineId) &&
    (criteria.scopes === null || scope(`${event.breach.placeId} ${event.breach.lineId}`)) &&
    (severity === null || event.severity === severity) &&
    state(event.state) &&
    (event.reason === null || reason(event.reason)) &&
    !(widestOnly && event.within);
}
