/**
 * KPIs that come and go while the system runs: through the same door as the plugins, as a new version where a result or its
 * place could change, with the history computed beside what readers see.
 */
import { line } from '../../kpi/fields.ts';
import type { Kpi } from '../../kpi/kpi.ts';
import { isDate } from '../../kpi/period.ts';
import type { Database } from '../../store/database.ts';
import { type CellSource, countCells } from '../../store/kpis.ts';
import { lockReference } from '../../store/locks.ts';
import { raiseRevision } from '../../store/reference.ts';
import type { Keeper } from '../../world/keeper.ts';
import type { Conflict, Invalid, NotFound } from '../../world/outcome.ts';
import { unknownCode } from '../../world/scope.ts';
import { earlierLimitsOf } from '../../world/rules.ts';
import { refuseStale } from '../../world/stale.ts';
import { applies, type KnownKpi, loadWorld, takingPart, type World } from '../../world/world.ts';
import { publishKpis, takeOut } from './editions.ts';
import { settleRhythms } from './rhythms.ts';
import { codeOf, tryDefinition } from './tryDefinition.ts';

/** A KPI to register, or to change. */
export interface Registration {
  /** A definition as in a plugin file; nothing of it is checked yet. */
  literal: unknown;
  /** Who registers it, for the list of versions. */
  by: string | null;
  /** The day from which on its limits hold; earlier ones' before. Undefined: for all periods. */
  limitsFrom?: string | undefined;
  /** The version that is known to whoever registers, 0 for none; undefined takes whatever is there. */
  expectedVersion: number | undefined;
}

/** A KPI that was registered or changed. */
export interface KpiRegistered {
  outcome: 'registered';
  kpi: KnownKpi;
  /** How many measurements are being computed. */
  recomputing: number;
}

/** A KPI that was retired. */
export interface KpiRetired {
  outcome: 'retired';
  kpi: KnownKpi;
}

/** A conflict with a KPI that is there. */
export interface KpiConflict extends Conflict {
  existing: KnownKpi;
}

const author = line(200);

/** Registers a KPI or a new version of one; its history is computed behind the answer. */
export async function registerKpi(
  keeper: Keeper,
  registration: Registration,
): Promise<KpiRegistered | Invalid | KpiConflict> {
  // What somebody else registers between now and the commit is a conflict, not a version to overwrite.
  const known = (await keeper.moment()).world.kpi(codeOf(registration.literal));
  const expectedVersion = registration.expectedVersion ?? known?.version ?? 0;
  return keeper.change((db, world) => register(db, world, { ...registration, expectedVersion }));
}

async function register(
  db: Database,
  world: World,
  { literal, by, limitsFrom, expectedVersion }: Registration,
): Promise<KpiRegistered | Invalid | KpiConflict> {
  const code = codeOf(literal);
  const existing = world.kpi(code);
  const conflict = existing && conflictWith(existing, expectedVersion);
  if (conflict) return conflict;
  const tried = tryDefinition(world, literal);
  const wrongAuthor = by === null ? undefined : author.safeParse(by).error?.issues[0]?.message;
  if (wrongAuthor !== undefined) return badAuthor(wrongAuthor, 'outcome' in tried ? tried : null);
  if ('outcome' in tried) return tried;
  if (limitsFrom !== undefined && !isDate(limitsFrom)) return badDay(limitsFrom);
  const earlierLimits = new Map([[code, earlierLimitsOf(existing, tried.kpi, limitsFrom)]]);
  const after = await db.transaction(async (tx) => {
    await lockReference(tx);
    await refuseStale(tx, world);
    const retired = new Set(world.retired.map((it) => it.kpi.definition.code));
    retired.delete(code);
    await publishKpis(tx, takingPart(tried.registry, retired), { by, earlierLimits });
    await settleRhythms(tx, world.plugins.own);
    await raiseRevision(tx);
    return loadWorld(tx, world.plugins.own);
  });
  const kpi = after.kpi(code)!;
  const changed = kpi.computedEditionId !== existing?.computedEditionId || existing.retired;
  return { outcome: 'registered', kpi, recomputing: changed ? await cellsOf(db, after, kpi.kpi) : 0 };
}

function conflictWith(existing: KnownKpi, expectedVersion: number | undefined): KpiConflict | undefined {
  const { code } = existing.kpi.definition;
  const conflict = (message: string): KpiConflict => ({ outcome: 'conflict', message, existing });
  if (existing.origin !== 'REGISTERED' && !existing.retired)
    return conflict(
      `"${code}" comes with ${existing.kpi.source} and cannot be registered; choose another code`,
    );
  if (expectedVersion === undefined || expectedVersion === existing.version) return undefined;
  return conflict(
    `"${code}" is at version ${existing.version}, not ${expectedVersion}: somebody else registered it`,
  );
}

const badDay = (day: string): Invalid => ({
  outcome: 'invalid',
  message: 'it cannot be registered like this; nothing was registered',
  problems: [{ path: ['limitsFrom'], message: `${day} is not a date; write it as 2026-11-22` }],
});

function badAuthor(message: string, other: Invalid | null): Invalid {
  const problems = [{ path: ['by'], message }, ...(other?.problems ?? [])];
  return {
    outcome: 'invalid',
    message: 'it cannot be registered like this; nothing was registered',
    problems,
  };
}

/** How many measurements the KPI has over all scopes, periods and operators. */
const cellsOf = (db: Database, world: World, kpi: Kpi): Promise<number> =>
  countCells(db, sourcesOf(world, kpi), kpi.definition.cadence);

/**
 * Its own inputs on its lines, and those of the KPIs below it on theirs, at scopes where all on the way apply. Each KPI once,
 * after all that read it: of ways through KPIs that are read twice there may be more than can be walked.
 */
function sourcesOf(world: World, kpi: Kpi): CellSource[] {
  const { reference, registry } = world;
  const reached = new Map([[kpi.definition.code, new Set(reference.lineById.keys())]]);
  return registry.kpis.toReversed().flatMap((it) => {
    const above = reached.get(it.definition.code);
    if (!above) return [];
    const scopeLineIds = [...above].filter((id) => applies(world, it, reference.lineById.get(id)!));
    for (const code of it.derivedFrom)
      reached.set(code, new Set([...(reached.get(code) ?? []), ...scopeLineIds]));
    const lines = world.linesOf(it);
    const inputIds = it.inputs.map((key) => reference.inputs.get(key)!.id);
    return [{ inputIds, lineIds: lines && [...lines], scopeLineIds }];
  });
}

/** Takes a registered KPI out; its history stays readable. */
export const retireKpi = (keeper: Keeper, code: string): Promise<KpiRetired | NotFound | KpiConflict> =>
  keeper.change((db, world) => retire(db, world, code));

async function retire(
  db: Database,
  world: World,
  code: string,
): Promise<KpiRetired | NotFound | KpiConflict> {
  const existing = world.kpi(code);
  if (!existing) return { outcome: 'notFound', message: unknownCode('KPI', code, world.codes()) };
  const conflict = (message: string): KpiConflict => ({ outcome: 'conflict', message, existing });
  if (existing.retired) return conflict(`"${code}" is retired already`);
  if (existing.origin !== 'REGISTERED')
    return conflict(`"${code}" comes with ${existing.kpi.source}; only registered KPIs can be retired`);
  const readers = world.kpis
    .filter((it) => it.kpi.derivedFrom.includes(code))
    .map((it) => it.kpi.definition.code);
  if (readers.length > 0)
    return conflict(`"${code}" is read by ${readers.join(', ')}; retire or change these first`);
  return db.transaction(async (tx) => {
    await lockReference(tx);
    await refuseStale(tx, world);
    await takeOut(tx, [existing.id]);
    await settleRhythms(tx, world.plugins.own);
    await raiseRevision(tx);
    return { outcome: 'retired', kpi: (await loadWorld(tx, world.plugins.own)).kpi(code)! } as const;
  });
}
