/**
 * What operators say of their reporting: how long is waited for what is missing, how often an input comes, days without, and series that
 * ended. What figures it changes is computed again behind the answer.
 */
import { z } from 'zod';
import { expected, line } from '../../kpi/fields.ts';
import { isDate, yearsAround } from '../../kpi/period.ts';
import { type Grain, GRAINS } from '../../kpi/vocabulary.ts';
import type { Statements } from '../../store/database.ts';
import { lockReference } from '../../store/locks.ts';
import { markAllReporting, markHistory } from '../../store/marks.ts';
import { type Input, type Operator, raiseRevision } from '../../store/reference.ts';
import {
  isReported,
  putOperatorRhythm,
  putOperatorRhythms,
  putPause,
  putReportingEnd,
  putWatching,
  removePause,
} from '../../store/reporting.ts';
import type { Keeper } from '../../world/keeper.ts';
import { type Invalid, invalid, type NotFound, type Problem } from '../../world/outcome.ts';
import { findScope, lineIdOf, type ScopeCodes, unknownCode, wholeOperator } from '../../world/scope.ts';
import { withParts } from '../../world/reporting.ts';
import { refuseStale } from '../../world/stale.ts';
import type { World } from '../../world/world.ts';
import { markReaders } from './rhythms.ts';

/** An operator's reporting was set. */
export interface OperatorSet {
  outcome: 'set';
  operator: string;
}

/** How an input is reported was set. */
export interface InputSet {
  outcome: 'set';
  input: string;
}

const date = z.string().refine(isDate, 'expected a date, YYYY-MM-DD');
const why = line(200);
/** Longer than any month-end closing takes. */
const MOST_WAIT_DAYS = 90;

const watchingSchema = z.object({
  waitDays: z
    .int({ error: expected(`a whole number from 0 to ${MOST_WAIT_DAYS}`) })
    .min(0, `from 0 to ${MOST_WAIT_DAYS} days`)
    .max(MOST_WAIT_DAYS, `from 0 to ${MOST_WAIT_DAYS} days`),
  minimumCoverage: z.number().min(0, 'from 0 to 1').max(1, 'from 0 to 1').nullable(),
});

/** Sets when the periods of an operator are judged. Refuses an operator that there is not, and values out of range. */
export const setWatching = (
  keeper: Keeper,
  operator: string,
  watching: { waitDays: number; minimumCoverage: number | null },
): Promise<OperatorSet | Invalid | NotFound> =>
  changeOperator(keeper, operator, problemsIn(watchingSchema, watching), async (tx, world, found) => {
    await putWatching(tx, found.id, watching);
    await markHistory(tx, editionsOf(world), [found.id]);
    await markAllReporting(tx, null, [found.id]);
    return null;
  });

const pauseSchema = z
  .object({ from: date, to: date, why })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'ends before it begins' });

/** Notes days on which nobody of an operator reports: nothing is expected on them. The same days again: another reason. */
export const noReporting = (
  keeper: Keeper,
  operator: string,
  pause: { from: string; to: string; why: string },
): Promise<OperatorSet | Invalid | NotFound> =>
  changeOperator(keeper, operator, problemsIn(pauseSchema, pause), async (tx, world, found) => {
    await putPause(tx, found.id, pause);
    await markHistory(tx, editionsOf(world), [found.id], yearsAround(pause.from, pause.from).from);
    await markAllReporting(tx, null, [found.id]);
    return null;
  });

/** Takes back that nobody reports on these days. Refuses days that were not noted as these. */
export const removeNoReporting = (
  keeper: Keeper,
  operator: string,
  { from, to }: { from: string; to: string },
): Promise<OperatorSet | Invalid | NotFound> =>
  changeOperator(keeper, operator, [], async (tx, world, found) => {
    if (!found.pauses.some((it) => it.from === from && it.to === to))
      return {
        outcome: 'notFound',
        message: `${operator} has noted no days without reports from ${from} to ${to}`,
      };
    await removePause(tx, found.id, { from, to });
    await markHistory(tx, editionsOf(world), [found.id], yearsAround(from, from).from);
    await markAllReporting(tx, null, [found.id]);
    return null;
  });

const rhythmSchema = z.object({
  rhythm: z.enum(GRAINS).nullable(),
  weekdays: z
    .array(z.int().min(1, 'from 1, Monday, to 7, Sunday').max(7, 'from 1, Monday, to 7, Sunday'))
    .min(1, 'at least one day of the week')
    .nullable(),
});

/** Sets how often an operator reports an input, and on which days of the week; null: as its definition has it, every day. */
export const setRhythm = (
  keeper: Keeper,
  { operator, input }: { operator: string; input: string },
  rhythm: { rhythm: Grain | null; weekdays: readonly number[] | null },
): Promise<InputSet | Invalid | NotFound> =>
  changeInput(
    keeper,
    { operator, input },
    problemsIn(rhythmSchema, rhythm),
    async (tx, world, found, { id }) => {
      const weekdays = rhythm.weekdays && [...new Set(rhythm.weekdays)].sort();
      await putOperatorRhythm(tx, { operatorId: found.id, inputId: id }, { ...rhythm, weekdays });
      await markReaders(tx, world.kpis, new Set([input]), [found.id]);
      await markAllReporting(tx, withParts(new Set([input]), world.reference.inputs), [found.id]);
      return null;
    },
  );

/** How an operator reports one of its inputs. */
export interface InputRhythm {
  operator: string;
  input: string;
  rhythm: Grain;
}

/** Sets how often operators report many inputs, all in one go. Throws for an operator or input that there is not. */
export const setRhythms = (keeper: Keeper, rhythms: readonly InputRhythm[]): Promise<void> =>
  keeper.change((db, world) =>
    db.transaction(async (tx) => {
      await begin(tx, world);
      const { operators, inputs } = world.reference;
      await putOperatorRhythms(
        tx,
        rhythms.map(({ operator, input, rhythm }) => ({
          operatorId: operators.get(operator)!.id,
          inputId: inputs.get(input)!.id,
          rhythm,
        })),
      );
      const ids = [...new Set(rhythms.map((it) => operators.get(it.operator)!.id))];
      await markReaders(tx, world.kpis, new Set(rhythms.map((it) => it.input)), ids);
      const keys = new Set(rhythms.map((it) => it.input));
      await markAllReporting(tx, withParts(keys, inputs), ids);
      await raiseRevision(tx);
    }),
  );

const endSchema = z.object({ from: date, why });

/** Notes that nobody reports an input at a line and unit any longer, from a day on. Refuses a place where it never was reported. */
export const endReporting = (
  keeper: Keeper,
  { input, ...place }: ScopeCodes & { input: string },
  end: { from: string; why: string },
): Promise<InputSet | Invalid | NotFound> =>
  changeInput(
    keeper,
    { operator: place.operator, input },
    problemsIn(endSchema, end),
    async (tx, world, operator, { id }) => {
      const scope = findScope(world.reference, place);
      if (Array.isArray(scope)) return { outcome: 'notFound', message: scope[0]!.message };
      const at = { inputId: id, placeId: scope.place.id, lineId: lineIdOf(scope) };
      if (!(await isReported(tx, operator.id, at)))
        return invalid([{ path: ['input'], message: `"${input}" was never reported at this line and unit` }]);
      await putReportingEnd(tx, at, end);
      await markHistory(tx, editionsOf(world), [operator.id], yearsAround(end.from, end.from).from);
      await markAllReporting(tx, [id], [operator.id]);
      return null;
    },
  );

function problemsIn(schema: z.ZodType, value: unknown): Problem[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).map((it) => ({ path: it.path.map(String), message: it.message }));
}

const notKnown = (world: World, operator: string): NotFound => ({
  outcome: 'notFound',
  message: unknownCode('operator', operator, world.reference.operators.keys()),
});

/** Every way in which figures are computed now. */
const editionsOf = ({ kpis }: World): number[] => [
  ...new Set(kpis.flatMap((it) => [it.editionId, it.computedEditionId]).filter((id) => id !== 0)),
];

async function begin(tx: Statements, world: World): Promise<void> {
  await lockReference(tx);
  await refuseStale(tx, world);
}

type Refusal = Invalid | NotFound;

/** Changes something of an operator in one transaction, unless `write` refuses: then nothing is kept. */
async function changeOperator(
  keeper: Keeper,
  operator: string,
  problems: Problem[],
  write: (tx: Statements, world: World, found: Operator) => Promise<Refusal | null>,
): Promise<OperatorSet | Refusal> {
  const refused = await keeper.change(async (db, world): Promise<Refusal | null> => {
    const found = wholeOperator(world.reference, operator);
    if (!found) return notKnown(world, operator);
    if (problems.length > 0) return invalid(problems);
    return db.transaction(async (tx) => {
      await begin(tx, world);
      const refusal = await write(tx, world, found);
      if (refusal === null) await raiseRevision(tx);
      return refusal;
    });
  });
  return refused ?? { outcome: 'set', operator };
}

/** The same of how it reports an input. */
async function changeInput(
  keeper: Keeper,
  { operator, input }: { operator: string; input: string },
  problems: Problem[],
  write: (tx: Statements, world: World, operator: Operator, input: Input) => Promise<Refusal | null>,
): Promise<InputSet | Refusal> {
  const outcome = await changeOperator(keeper, operator, [], async (tx, world, found) => {
    const { inputs } = world.reference;
    const known = inputs.get(input);
    if (!known) return { outcome: 'notFound', message: unknownCode('input', input, inputs.keys()) };
    return problems.length > 0 ? invalid(problems) : write(tx, world, found, known);
  });
  return outcome.outcome === 'set' ? { outcome: 'set', input } : outcome;
}
