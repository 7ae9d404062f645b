/**
 * Which events pass a BreachFilter. A filter speaks of codes, an event of ids: `criteriaOf` translates with what is known at
 * the moment (make them anew when that changes: a unit that is added later belongs to `within` too), `passes` judges.
 */
import type { Kpi } from '../kpi/kpi.ts';
import type { BusinessProcess, Dimension, Severity } from '../kpi/vocabulary.ts';
import type { BreachEvent } from '../store/breachEvents.ts';
import type { BreachCriteria } from '../store/breachList.ts';
import type { Reference } from '../store/reference.ts';
import type { Sight } from '../store/sight.ts';
import { findScope, lineIdOf, placesWithin, type ScopeCodes } from '../world/scope.ts';

type BreachState = BreachEvent['payload']['state'];
type BreachReason = NonNullable<BreachEvent['payload']['reason']>;

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
  states?: readonly BreachState[] | null;
  reasons?: readonly BreachReason[] | null;
  widestOnly?: boolean | null;
  history?: boolean | null;
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
  const { severity, states, reasons, widestOnly, history } = filter;
  return {
    kpiIds: kpiIdsOf(filter, [...kpis, ...retired]),
    ...scopesOf(filter, reference),
    severity: severity ?? null,
    states: states ?? null,
    reasons: reasons ?? null,
    widestOnly: widestOnly ?? false,
    history: history ?? null,
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
  return { placeIds: placesWithin(found), lineIds: found.line?.subtree ?? null };
}

/** What a filter judges: a breach, or an event of one. */
export interface BreachFacts {
  operatorId: number;
  placeId: number;
  /** 0: all lines. */
  lineId: number;
  kpiId: number;
  severity: Severity;
  state: BreachState;
  /** Null for what has no reason: it passes whatever is asked for. */
  reason: BreachReason | null;
  /** Whether it is within a breach at a wider scope. */
  within: boolean;
  /** Whether it tells of the past. */
  history: boolean;
}

/** Makes the judge of breaches and their events: whether one meets the criteria, and is seen. */
export function passes(criteria: BreachCriteria, sight: Sight): (it: BreachFacts) => boolean {
  const { severity, widestOnly, history } = criteria;
  const isThere = standsWithin(criteria, sight);
  const [kpi, state, reason] = [among(criteria.kpiIds), among(criteria.states), among(criteria.reasons)];
  return (it) =>
    kpi(it.kpiId) &&
    isThere(it) &&
    (severity === null || it.severity === severity) &&
    state(it.state) &&
    (it.reason === null || reason(it.reason)) &&
    !(widestOnly && it.within) &&
    (history === null || it.history === history);
}

/**
 * Makes the judge of places: whether an operator, unit and line (null: none in particular) meet what criteria say of them, and are seen.
 * What stands nowhere in particular is seen by whoever sees everything.
 */
export function standsWithin(
  criteria: BreachCriteria,
  sight: Sight,
): (it: { operatorId: number | null; placeId: number | null; lineId: number | null }) => boolean {
  const [operator, place, line] = [
    among<number | null>(criteria.operatorIds),
    among<number | null>(criteria.placeIds),
    among<number | null>(criteria.lineIds),
  ];
  const scope = among(criteria.scopes?.map(({ placeId, lineId }) => `${placeId} ${lineId}`) ?? null);
  const isSeen = (placeId: number | null, lineId: number | null) =>
    sight.areas === null || (placeId !== null && lineId !== null && sight.sees(placeId, lineId));
  return ({ operatorId, placeId, lineId }) =>
    isSeen(placeId, lineId) &&
    operator(operatorId) &&
    place(placeId) &&
    line(lineId) &&
    (criteria.scopes === null || scope(`${placeId} ${lineId}`));
}

function among<T>(wanted: readonly T[] | null): (value: T) => boolean {
  const set = wanted && new Set(wanted);
  return (value) => set === null || set.has(value);
}
