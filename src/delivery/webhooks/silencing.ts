/**
 * Silences at work. A silence speaks of breaches as they are now, so all deliveries of a breach share one fate at any moment
 * and their order is kept. It never touches the finding, resolving or history of breaches.
 */
import { breachesAt } from '../../store/breachList.ts';
import type { Database, Statements } from '../../store/database.ts';
import { heldBy, type HeldPair, holdOn, letGo } from '../../store/deliveries.ts';
import {
  activeSilences,
  lockOver,
  noteSettled,
  type SilenceRow,
  unsettledSilences,
} from '../../store/silences.ts';
import { seenThrough } from '../../store/sight.ts';
import { type BreachFilter, criteriaOf, type Known, passes } from '../criteria.ts';
import type { Silenceable } from '../kinds/kind.ts';
import { knownTo } from '../owner.ts';

/** The id of the first silence that holds a breach back now; null for none. */
export type SilenceOf = (breach: Silenceable) => number | null;

/** Reads which silences hold now, and makes their judge. `known` is asked only where there are any. */
export async function silencesNow(
  db: Statements,
  known: () => Promise<Known>,
  now: Date,
): Promise<SilenceOf> {
  const silences = await activeSilences(db, now);
  return silences.length === 0 ? () => null : judgeOf(silences, await known());
}

function judgeOf(silences: readonly SilenceRow[], known: Known): SilenceOf {
  const judges = silences.map(({ id, filter, grants }) => {
    const seen = knownTo({ grants }, known);
    return { id, matches: passes(criteriaOf(filter as BreachFilter, seen), seen.reference.sight) };
  });
  return (breach) =>
    judges.find(({ matches }) => matches({ ...breach, reason: null, within: false, history: false }))?.id ??
    null;
}

/** Tells what was held back by silences that are over; answers whether there were any. */
export async function settleSilences(db: Database, known: () => Promise<Known>, now: Date): Promise<boolean> {
  const over = await unsettledSilences(db, now);
  if (over.length === 0) return false;
  // Asked for before the transactions: nothing else is to be awaited inside.
  const world = await known();
  for (const { id } of over) await db.transaction((tx) => settle(tx, id, world, now));
  return true;
}

async function settle(tx: Statements, id: number, known: Known, now: Date): Promise<void> {
  if (!(await lockOver(tx, id))) return;
  const held = await heldBy(tx, id);
  const silenceOf = judgeOf(await activeSilences(tx, now), known);
  const breaches = new Map(
    (await breachesAt(seenThrough(tx), [...new Set(held.map((it) => it.breachId))])).map((it) => [it.id, it]),
  );
  const free: HeldPair[] = [];
  const others = new Map<number, HeldPair[]>();
  for (const pair of held) {
    const breach = breaches.get(pair.breachId);
    const other = breach ? silenceOf(breach) : null;
    if (other === null) free.push(pair);
    else others.set(other, [...(others.get(other) ?? []), pair]);
  }
  for (const [other, pairs] of others) await holdOn(tx, pairs, other);
  if (free.length > 0) await letGo(tx, free, now);
  await noteSettled(tx, id, now);
}
