/** The rhythm of inputs: as their definition has it, else as often as the finest KPI that reads them is computed. */
import { type InputDefinition, isHeldOtherwise } from '../../kpi/input.ts';
import { rhythmsOf } from '../../kpi/rhythm.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Statements } from '../../store/database.ts';
import { markAllReporting, markHistory } from '../../store/marks.ts';
import type { Reference } from '../../store/reference.ts';
import { putRhythmsInUse, rhythmRows } from '../../store/reporting.ts';
import { withParts } from '../../world/reporting.ts';
import { type KnownKpi, loadWorld } from '../../world/world.ts';

/**
 * Brings the rhythms up to date with the definitions, in the transaction that changed them; what was computed with others is computed
 * again. The caller raises the revision.
 */
export async function settleRhythms(tx: Statements, own: Registry): Promise<void> {
  const { kpis, reference } = await loadWorld(tx, own);
  const finest = rhythmsOf(kpis.map((it) => it.kpi));
  const changed = (await rhythmRows(tx)).flatMap((it) => {
    const now = it.rhythm ?? finest.get(it.key) ?? 'DAY';
    return now === it.rhythmInUse ? [] : [{ ...it, now }];
  });
  if (changed.length === 0) return;
  await putRhythmsInUse(
    tx,
    changed.map(({ id, now }) => ({ id, rhythm: now })),
  );
  const observed = changed.filter((it) => it.isObserved);
  // What was recorded by a release that knew no rhythms says not yet on which days it was.
  if (observed.some((it) => it.rhythmInUse === null)) await markHistory(tx, null);
  else await markReaders(tx, kpis, new Set(observed.map((it) => it.key)));
  if (observed.length > 0) {
    const keys = new Set(observed.map((it) => it.key));
    await markAllReporting(tx, withParts(keys, reference.inputs));
  }
}

/** Marks the history of all that is computed from these inputs; of some operators where they are named. */
export async function markReaders(
  tx: Statements,
  kpis: readonly KnownKpi[],
  keys: ReadonlySet<string>,
  operatorIds: number[] | null = null,
): Promise<void> {
  const reads = (all: readonly string[]) => all.some((key) => keys.has(key));
  const editions = kpis.flatMap((it) => [
    ...(it.editionId !== 0 && reads(it.seen.allInputs) ? [it.editionId] : []),
    ...(reads(it.kpi.allInputs) ? [it.computedEditionId] : []),
  ]);
  if (editions.length > 0) await markHistory(tx, [...new Set(editions)], operatorIds);
}

/** What is recorded of these is to be looked at where it is held against something else by now. */
export async function markHeldOtherwise(
  tx: Statements,
  { inputs }: Reference,
  after: readonly { id: number; definition: InputDefinition }[],
): Promise<void> {
  const changed = after.filter(({ definition }) => {
    const before = inputs.get(definition.key)?.definition;
    return before && isHeldOtherwise(before, definition);
  });
  const ids = changed.map((it) => it.id);
  if (ids.length > 0) await markAllReporting(tx, ids);
}
