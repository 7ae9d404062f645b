/** The coming and going of overrides, which computes history again from their day on, and of dimensions' weights. */
import { z } from 'zod';
import { kpiSchema } from '../../kpi/definition.ts';
import { LARGEST, line as oneLine, paragraph } from '../../kpi/fields.ts';
import type { Kpi } from '../../kpi/kpi.ts';
import { isDate } from '../../kpi/period.ts';
import { findingsOf } from '../../kpi/problem.ts';
import { limitsOf } from '../../kpi/threshold.ts';
import { type Dimension, DIMENSIONS } from '../../kpi/vocabulary.ts';
import type { Database, Statements } from '../../store/database.ts';
import { lockReference } from '../../store/locks.ts';
import { markHistory } from '../../store/marks.ts';
import { deleteOverride, type OverrideRow, putDimensionWeights, putOverride } from '../../store/overrides.ts';
import { type Operator, raiseRevision } from '../../store/reference.ts';
import type { Keeper } from '../../world/keeper.ts';
import type { Invalid, NotFound, Problem } from '../../world/outcome.ts';
import { findScope, type ScopeCodes, unknownCode, wholeOperator } from '../../world/scope.ts';
import { refuseStale } from '../../world/stale.ts';
import type { KnownKpi, World } from '../../world/world.ts';

/** An override as it was sent; nothing of it is checked yet. */
export interface OverrideLiteral {
  code: string;
  scope: ScopeCodes;
  from: string;
  /** As in a plugin file, without `consecutive`; null: as in the definition. */
  threshold: unknown;
  consecutive: number | null;
  scoring: unknown;
  weight: number | null;
  by: string | null;
  why: string | null;
}

/** An override that was set or removed. */
export interface Overridden {
  outcome: 'overridden';
  kpi: KnownKpi;
  override: OverrideRow;
}

/** Where an override stands, in codes; null for all lines and the whole operator. */
export type OverrideKey = Pick<OverrideLiteral, 'code' | 'scope' | 'from'>;

/**
 * Judges a KPI otherwise at a scope and below, from a day on, or replaces the override of the same KPI, scope and day; its history
 * is computed again behind the answer.
 */
export const overrideKpi = (
  keeper: Keeper,
  literal: OverrideLiteral,
): Promise<Overridden | Invalid | NotFound> => keeper.change((db, world) => override(db, world, literal));

async function override(
  db: Database,
  world: World,
  literal: OverrideLiteral,
): Promise<Overridden | Invalid | NotFound> {
  const known = world.kpi(literal.code);
  if (!known) return { outcome: 'notFound', message: unknownCode('KPI', literal.code, world.codes()) };
  const scope = findScope(world.reference, literal.scope);
  const judged = judgementOf(known.kpi, literal);
  const problems = [
    ...(Array.isArray(scope) ? scope.map(({ field, message }) => ({ path: ['scope', field], message })) : []),
    ...judged.problems,
    ...wordProblems(literal),
  ];
  if (Array.isArray(scope) || problems.length > 0) return invalid(problems);
  const row = { kpiId: known.id, placeId: scope.place.id, lineId: scope.line?.id ?? 0, from: literal.from };
  const wanted = { ...row, ...judged.rule, createdBy: literal.by, why: literal.why };
  await db.transaction(async (tx) => {
    await lockReference(tx);
    await refuseStale(tx, world);
    await putOverride(tx, wanted);
    await changed(tx, known, scope.operator, literal.from);
  });
  return { outcome: 'overridden', kpi: known, override: { ...wanted, createdAt: new Date() } };
}

/** Takes an override away; the definition, or another override, holds again from its day on. */
export const removeOverride = (keeper: Keeper, key: OverrideKey): Promise<Overridden | NotFound> =>
  keeper.change((db, world) => remove(db, world, key));

async function remove(db: Database, world: World, key: OverrideKey): Promise<Overridden | NotFound> {
  const known = world.kpi(key.code);
  const scope = findScope(world.reference, key.scope);
  const found =
    known &&
    !Array.isArray(scope) &&
    world.overrides
      .get(known.id)
      ?.find(
        (it) => it.placeId === scope.place.id && it.lineId === (scope.line?.id ?? 0) && it.from === key.from,
      );
  if (!known || Array.isArray(scope) || !found)
    return { outcome: 'notFound', message: 'there is no such override' };
  await db.transaction(async (tx) => {
    await lockReference(tx);
    await refuseStale(tx, world);
    await deleteOverride(tx, found);
    await changed(tx, known, scope.operator, found.from);
  });
  return { outcome: 'overridden', kpi: known, override: found };
}

async function changed(
  tx: Statements,
  { editionId, computedEditionId }: KnownKpi,
  { id }: Operator,
  from: string,
): Promise<void> {
  await markHistory(tx, [...new Set([editionId, computedEditionId])], [id], from);
  await raiseRevision(tx);
}

type Judgement = Pick<OverrideRow, 'limits' | 'consecutive' | 'scoring' | 'weight'>;

/** What is to hold, checked as a definition that has it. */
function judgementOf(
  { definition }: Kpi,
  { threshold, consecutive, scoring, weight }: OverrideLiteral,
): { rule: Judgement; problems: Problem[] } {
  const limits = (threshold ?? definition.threshold) as object;
  const whole = {
    ...definition,
    threshold: { ...limits, consecutive: consecutive ?? definition.threshold.consecutive },
    scoring: scoring ?? definition.scoring,
    weight: weight ?? definition.weight,
  };
  const { data, error } = kpiSchema.safeParse(whole);
  const nothing = [threshold, consecutive, scoring, weight].every((it) => it === null);
  const problems: Problem[] = error
    ? findingsOf(error).map((it) => ({ ...it, path: it.path.map(String) }))
    : [];
  if (nothing)
    problems.push({ path: [], message: 'nothing to override: give limits, consecutive, scoring or weight' });
  const rule: Judgement = {
    limits: threshold === null || !data ? null : limitsOf(data.threshold),
    consecutive: consecutive === null || !data ? null : data.threshold.consecutive,
    scoring: scoring === null || !data ? null : data.scoring,
    weight: weight === null || !data ? null : data.weight,
  };
  return { rule, problems };
}

const author = oneLine(200);
const reason = paragraph(2000);

function wordProblems({ from, by, why }: OverrideLiteral): Problem[] {
  const wrong = (schema: z.ZodType, value: string | null) =>
    value === null ? undefined : schema.safeParse(value).error?.issues[0]?.message;
  return [
    ...(isDate(from)
      ? []
      : [{ path: ['from'], message: 'expected a date of the calendar, such as 2013-06-30' }]),
    ...[
      { path: ['by'], message: wrong(author, by) },
      { path: ['why'], message: wrong(reason, why) },
    ].flatMap((it) => (it.message === undefined ? [] : [{ ...it, message: it.message }])),
  ];
}

function invalid(problems: Problem[]): Invalid {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return { outcome: 'invalid', message: `${count} with this override; nothing was changed`, problems };
}

/** The weights of an operator, changed. */
export interface Weighted {
  outcome: 'weighted';
  operator: string;
}

const weight = z.number().gt(0, 'must be more than 0').max(LARGEST, 'numbers are at most 1e100 in size');

/** Sets what each dimension counts in an operator's index; null goes back to the product's own weights. */
export const setDimensionWeights = (
  keeper: Keeper,
  operator: string,
  weights: Readonly<Record<Dimension, number>> | null,
): Promise<Weighted | Invalid | NotFound> =>
  keeper.change((db, world) => weigh(db, world, operator, weights));

async function weigh(
  db: Database,
  world: World,
  code: string,
  weights: Readonly<Record<Dimension, number>> | null,
): Promise<Weighted | Invalid | NotFound> {
  const operator = wholeOperator(world.reference, code);
  if (!operator)
    return { outcome: 'notFound', message: unknownCode('operator', code, world.reference.operators.keys()) };
  const problems = weights
    ? DIMENSIONS.flatMap((it) => {
        const message = weight.safeParse(weights[it]).error?.issues[0]?.message;
        return message === undefined ? [] : [{ path: ['weights', it.toLowerCase()], message }];
      })
    : [];
  if (problems.length > 0) return invalid(problems);
  await db.transaction(async (tx) => {
    await lockReference(tx);
    await refuseStale(tx, world);
    await putDimensionWeights(tx, operator.id, weights);
    await raiseRevision(tx);
  });
  return { outcome: 'weighted', operator: code };
}
