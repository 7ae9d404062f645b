/**
 * Start-up and switch-over of definitions. What the plugins say is written to the store: lines that are missing, inputs, KPIs with
 * their versions, and an edition where results could change. An edition's history is computed beside the one that
 * readers see; when nothing of it is pending, readers switch in one step.
 */
import { createHash } from 'node:crypto';
import { isReshaped } from '../../kpi/input.ts';
import type { Kpi } from '../../kpi/kpi.ts';
import type { EarlierLimits } from '../../kpi/threshold.ts';
import { BUSINESS_LINES } from '../../registry/businessLines.ts';
import type { Registry } from '../../registry/registry.ts';
import { resolveBreachesOf } from '../../store/breaches.ts';
import type { Database, Statements } from '../../store/database.ts';
import { addMissingLines, putInputs } from '../../store/definitions.ts';
import {
  addEditions,
  addVersions,
  buildingWithoutMarks,
  type EditionRow,
  editionRows,
  kpiRows,
  type NewVersion,
  putKpis,
  refreshDefinitions,
  removeEditionAt,
  removeEditions,
  retireKpis,
  setEditionState,
  storedDefinitions,
  takeFailed,
  versionRows,
} from '../../store/kpis.ts';
import { lockComputing, lockReference, tryComputing } from '../../store/locks.ts';
import { markHistory } from '../../store/marks.ts';
import { loadReference, raiseRevision } from '../../store/reference.ts';
import { carryRetired } from '../../store/retirement.ts';
import { ownPlugins, registryWith } from '../../world/plugins.ts';
import { loadWorld, registeredIn, takingPart, type World } from '../../world/world.ts';
import { planFor } from '../settling/plan.ts';
import { watchThroughout } from '../settling/watch.ts';
import { markHeldOtherwise, settleRhythms } from './rhythms.ts';

/** Writes what the plugins bring to the store, in one transaction; marks history that has to be computed again. */
export async function publishRegistry(db: Database, plugins: Registry): Promise<void> {
  await db.transaction(async (tx) => {
    await lockReference(tx);
    await addMissingLines(tx, BUSINESS_LINES);
    await publishInputs(tx, plugins);
    await retireMissing(tx, plugins);
    const stored = await storedDefinitions(tx);
    const registry = registryWith(ownPlugins(plugins), registeredIn(await loadReference(tx), stored));
    const retired = new Set(
      stored.filter((it) => it.retired && !plugins.byCode.has(it.code)).map((it) => it.code),
    );
    const live = takingPart(registry, retired);
    await publishKpis(tx, live);
    await layAside(tx, new Set(live.map((kpi) => kpi.definition.code)));
    await tryFailedAgain(tx, live);
    await settleRhythms(tx, plugins);
    await raiseRevision(tx);
  });
}

/**
 * Registered KPIs that are no longer valid beside these plugins: their breaches end, and their figures go, because nobody
 * keeps them up to date. Where they are valid again, history is computed anew.
 */
async function layAside(tx: Statements, live: ReadonlySet<string>): Promise<void> {
  const skipped = (await kpiRows(tx)).filter((it) => !it.retiredAt && !live.has(it.code)).map((it) => it.id);
  if (skipped.length === 0) return;
  const { operatorById } = await loadReference(tx);
  await lockComputing(tx, operatorById.keys());
  const editions = (await editionRows(tx)).filter((it) => skipped.includes(it.kpiId));
  await setEditionState(
    tx,
    editions.map((it) => it.id),
    'OLD',
  );
  await resolveBreachesOf(tx, skipped);
}

/** What threw when it was computed may be mended by now: its history is computed again, with that of the KPIs derived from it. */
async function tryFailedAgain(tx: Statements, live: readonly Kpi[]): Promise<void> {
  const failed = new Set((await takeFailed(tx)).map((it) => it.kpiId));
  if (failed.size === 0) return;
  const ids = new Map((await kpiRows(tx)).map((it) => [it.code, it.id]));
  for (const { definition, derivedFrom } of live)
    if (derivedFrom.some((code) => failed.has(ids.get(code)!))) failed.add(ids.get(definition.code)!);
  const editions = (await editionRows(tx)).filter((it) => it.state !== 'OLD' && failed.has(it.kpiId));
  await markHistory(
    tx,
    editions.map((it) => it.id),
  );
}

/** KPIs of plugins that are there no longer. */
async function retireMissing(tx: Statements, plugins: Registry): Promise<void> {
  const stored = await kpiRows(tx);
  const gone = stored.filter(
    (it) => !it.retiredAt && it.origin !== 'REGISTERED' && !plugins.byCode.has(it.code),
  );
  await takeOut(
    tx,
    gone.map((it) => it.id),
  );
}

/** Retires KPIs: what is being computed of them is given up, and their breaches end. */
export async function takeOut(tx: Statements, kpiIds: readonly number[]): Promise<void> {
  if (kpiIds.length === 0) return;
  const { operatorById } = await loadReference(tx);
  await lockComputing(tx, operatorById.keys());
  await retireKpis(tx, kpiIds);
  const editions = (await editionRows(tx)).filter((it) => kpiIds.includes(it.kpiId));
  const shown = new Set(editions.filter((it) => it.state === 'CURRENT').map((it) => it.kpiId));
  const [replacing, first] = [true, false].map((it) =>
    editions
      .filter(({ kpiId, state }) => state === 'BUILDING' && shown.has(kpiId) === it)
      .map(({ id }) => id),
  );
  await setEditionState(tx, replacing!, 'OLD');
  await setEditionState(tx, first!, 'CURRENT');
  await resolveBreachesOf(tx, kpiIds);
}

async function publishInputs(tx: Statements, registry: Registry): Promise<void> {
  const reference = await loadReference(tx);
  const inputs = [...registry.inputs.values()];
  await putInputs(tx, inputs);
  const known = inputs.flatMap((definition) => {
    const before = reference.inputs.get(definition.key);
    return before ? [{ id: before.id, before: before.definition, definition }] : [];
  });
  if (known.some((it) => isReshaped(it.before, it.definition))) await markHistory(tx, null);
  await markHeldOtherwise(tx, reference, known);
}

/** Who publishes, and by code which limits hold before those of a new version. */
export interface Author {
  by: string | null;
  earlierLimits: ReadonlyMap<string, EarlierLimits[]>;
}

const NOBODY: Author = { by: null, earlierLimits: new Map() };

/** Writes KPIs that take part, each after those it is derived from, with new versions and editions where they differ. */
export async function publishKpis(
  tx: Statements,
  kpis: readonly Kpi[],
  author: Author = NOBODY,
): Promise<void> {
  const retired = (await kpiRows(tx)).filter((it) => it.retiredAt !== null).map((it) => it.id);
  const ids = await putKpis(
    tx,
    kpis.map((kpi) => ({ code: kpi.definition.code, origin: kpi.origin })),
  );
  await publishVersions(tx, kpis, ids, author);
  await publishEditions(tx, kpis, ids, new Set(retired));
}

async function publishVersions(
  tx: Statements,
  kpis: readonly Kpi[],
  ids: ReadonlyMap<string, number>,
  { by, earlierLimits }: Author,
): Promise<void> {
  const newest = new Map((await versionRows(tx)).map((it) => [it.kpiId, it]));
  const fresh: NewVersion[] = [];
  const same: NewVersion[] = [];
  for (const { definition, inputs, resultHash, otherHash } of kpis) {
    const { minimumSample } = definition;
    const kpiId = ids.get(definition.code)!;
    const last = newest.get(kpiId);
    const unchanged = last?.resultHash === resultHash && last.otherHash === otherHash;
    const version = {
      kpiId,
      version: (last?.version ?? 0) + (unchanged ? 0 : 1),
      definition,
      resultHash,
      otherHash,
      samplePosition: minimumSample ? inputs.indexOf(minimumSample.input) + 1 : null,
      createdBy: by,
      earlierLimits: earlierLimits.get(definition.code) ?? null,
    };
    (unchanged ? same : fresh).push(version);
  }
  await addVersions(tx, fresh);
  await refreshDefinitions(tx, same);
}

async function publishEditions(
  tx: Statements,
  kpis: readonly Kpi[],
  ids: ReadonlyMap<string, number>,
  retired: ReadonlySet<number>,
): Promise<void> {
  const stored = await editionRows(tx);
  const lineages = lineageHashes(kpis);
  const building = new Set<string>();
  const wanted = kpis.flatMap((kpi): Omit<EditionRow, 'id'>[] => {
    const kpiId = ids.get(kpi.definition.code)!;
    const lineageHash = lineages.get(kpi)!;
    const live = stored.filter((it) => it.kpiId === kpiId && it.state !== 'OLD');
    // A first edition is seen at once, unless it is computed from what readers do not see yet.
    const hidden =
      live.some((it) => it.state === 'CURRENT') || kpi.derivedFrom.some((code) => building.has(code));
    const state = hidden ? 'BUILDING' : 'CURRENT';
    const same = live.at(-1)?.lineageHash === lineageHash;
    if (same ? live.at(-1)!.state === 'BUILDING' : hidden) building.add(kpi.definition.code);
    return same ? [] : [{ kpiId, resultHash: kpi.resultHash, lineageHash, state }];
  });
  // What was retired missed the recordings since: its history is computed again even if its definition is the same.
  const back = stored.filter((it) => retired.has(it.kpiId) && it.state === 'CURRENT' && isPublished(it, ids));
  if (back.length > 0)
    await markHistory(
      tx,
      back.map((it) => it.id),
    );
  if (wanted.length === 0) return;
  const replaced = new Set(wanted.map((it) => it.kpiId));
  const abandoned = stored.filter((it) => it.state === 'BUILDING' && replaced.has(it.kpiId));
  await setEditionState(
    tx,
    abandoned.map((it) => it.id),
    'OLD',
  );
  await markHistory(tx, await addEditions(tx, wanted));
}

const isPublished = ({ kpiId }: EditionRow, ids: ReadonlyMap<string, number>) =>
  [...ids.values()].includes(kpiId);

/** Of each KPI the hash of its result-relevant part and those of all KPIs below it. */
function lineageHashes(kpis: readonly Kpi[]): Map<Kpi, string> {
  const hashes = new Map<Kpi, string>();
  const byCode = new Map(kpis.map((kpi) => [kpi.definition.code, kpi]));
  for (const kpi of kpis) {
    const below = kpi.derivedFrom.map((code) => hashes.get(byCode.get(code)!)!);
    hashes.set(
      kpi,
      createHash('sha256')
        .update([kpi.resultHash, ...below].join())
        .digest('hex'),
    );
  }
  return hashes;
}

/** What came of it; busy: there was something to switch, but somebody computes an operator at this moment. */
export type Switching = 'switched' | 'nothing' | 'busy';

/**
 * Lets readers see the editions that are complete, with the breaches that follow from them; KPIs that are derived from each
 * other only together.
 */
export async function switchEditions(db: Database, registry: Registry): Promise<Switching> {
  if ((await buildingWithoutMarks(db)).length === 0) return 'nothing';
  return db.transaction((tx) => switchIn(tx, registry));
}

async function switchIn(tx: Statements, registry: Registry): Promise<Switching> {
  await lockReference(tx);
  const { operators } = await loadReference(tx);
  for (const { id } of operators.values()) if (!(await tryComputing(tx, id))) return 'busy';
  const editions = await editionRows(tx);
  const building = editions.filter((it) => it.state === 'BUILDING').map((it) => it.kpiId);
  const complete = await buildingWithoutMarks(tx);
  const ready = withoutUnfinished(
    await loadWorld(tx, registry),
    building,
    complete.map((it) => it.kpiId),
  );
  if (ready.size === 0) return 'nothing';
  const replacing = new Map(complete.flatMap((it) => (ready.has(it.kpiId) ? [[it.kpiId, it.id]] : [])));
  const replaced = editions.filter((it) => it.state === 'CURRENT' && replacing.has(it.kpiId));
  await setEditionState(
    tx,
    replaced.map((it) => it.id),
    'OLD',
  );
  await setEditionState(tx, [...replacing.values()], 'CURRENT');
  await raiseRevision(tx);
  const world = await loadWorld(tx, registry);
  await carryRetired(
    tx,
    replaced.map((it) => ({ from: it.id, to: replacing.get(it.kpiId)! })),
    world.reference.keptFrom,
  );
  for (const operator of world.reference.operators.values()) {
    const plan = planFor(world, operator);
    await watchThroughout(
      tx,
      plan,
      plan.kpis.filter((it) => replacing.has(it.id)),
    );
  }
  return 'switched';
}

/**
 * The KPIs that may be switched now. A complete one has to wait where it reads, or is read by, a KPI whose history is still being
 * computed: by its present definition or by the earlier one, directly or through others.
 */
function withoutUnfinished(
  world: World,
  building: readonly number[],
  complete: readonly number[],
): ReadonlySet<number> {
  const unfinished = new Set(building.filter((id) => !complete.includes(id)));
  const known = [...world.kpis, ...world.retired];
  const pairs = known.flatMap(({ id, kpi, seen }) =>
    [...kpi.derivedFrom, ...seen.derivedFrom].flatMap((code) => {
      const below = world.kpi(code);
      return below && building.includes(id) && building.includes(below.id) ? [[id, below.id] as const] : [];
    }),
  );
  for (let before = -1; before !== unfinished.size;) {
    before = unfinished.size;
    for (const pair of pairs)
      if (pair.some((id) => unfinished.has(id))) pair.forEach((id) => unfinished.add(id));
  }
  return new Set(complete.filter((id) => !unfinished.has(id)));
}

/** Removes editions that nobody reads any longer, with their measurements. */
export async function removeOldEditions(db: Database, old: readonly number[]): Promise<void> {
  const { operators } = await loadReference(db);
  for (const { places } of operators.values()) {
    await removeEditionAt(
      db,
      old,
      places.map((it) => it.id),
    );
  }
  await removeEditions(db, old);
}
