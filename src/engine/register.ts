/**
 * KPIs that come and go while the system runs: through the same door as the plugins, as a new version where a result or its
 * place could change, with the history computed beside what readers see.
 */
import type { Kpi } from '../kpi/kpi.ts';
import type { Problem as AdmissionProblem } from '../kpi/problem.ts';
import type { Registry } from '../registry/registry.ts';
import { resolveBreachesOf } from '../store/breaches.ts';
import type { Database, Statements } from '../store/database.ts';
import { countCells, retireKpis } from '../store/kpis.ts';
import { lockReference } from '../store/locks.ts';
import { raiseRevision } from '../store/reference.ts';
import { refuseStale } from './compute.ts';
import { publishKpis } from './editions.ts';
import type { Conflict, Invalid, Problem } from './services.ts';
import { type KnownKpi, loadWorld, registeredIn, registryWith, type World } from './world.ts';

export interface Registration {
  /** A definition as in a plugin file; nothing of it is checked yet. */
  literal: unknown;
  /** Who registers it, for the list of versions. */
  by: string | null;
  /** The version that is known to whoever registers, 0 for none; undefined takes whatever is there. */
  expectedVersion: number | undefined;
}

export interface KpiRegistered {
  outcome: 'registered';
  kpi: KnownKpi;
  /** How many measurements are being computed. */
  recomputing: number;
}

export interface KpiRetired {
  outcome: 'retired';
  kpi: KnownKpi;
}

/** A conflict with a KPI that is there. */
export interface KpiConflict extends Conflict {
  existing: KnownKpi;
}

export interface NotFound {
  outcome: 'not-found';
  message: string;
}

/** What the registry would be with a definition in it, or everything that is wrong with it. */
export function tryRegistry(
  world: World,
  plugins: Registry,
  literal: unknown,
): { registry: Registry; kpi: Kpi } | Invalid {
  const code = codeOf(literal);
  const others = world.registry.kpis.filter(
    (kpi) => kpi.origin === 'REGISTERED' && kpi.definition.code !== code,
  );
  const rows = registeredIn(
    world.reference,
    others.map((kpi) => ({ definition: kpi.definition })),
  );
  const registry = registryWith(plugins, { ...rows, kpis: [...rows.kpis, literal] });
  const known = new Set(world.registry.skipped.map((it) => it.source));
  const problems = registry.skipped.filter(
    (it) => it.source === `registered#${code}` || !known.has(it.source),
  );
  const kpi = registry.byCode.get(code);
  if (problems.length > 0 || !kpi) return invalid(problems, code);
  return { registry, kpi };
}

function invalid(problems: readonly AdmissionProblem[], code: string): Invalid {
  const told: Problem[] = problems.map(({ source, path, message }) =>
    source === `registered#${code}`
      ? { path: path.map(String), message }
      : {
          path: ['code'],
          message: `with this definition ${source.replace('registered#', '')} could not stay: ${message}`,
        },
  );
  const count = told.length === 1 ? 'a problem' : `${told.length} problems`;
  return {
    outcome: 'invalid',
    message: `${count} with this definition; nothing was registered`,
    problems: told,
  };
}

const codeOf = (literal: unknown): string => String((literal as { code?: unknown } | null)?.code ?? '');

/** Registers a KPI or a new version of one. Throws StaleWorld where the world is out of date. */
export async function registerKpi(
  db: Database,
  world: World,
  plugins: Registry,
  { literal, by, expectedVersion }: Registration,
): Promise<KpiRegistered | Invalid | KpiConflict> {
  const code = codeOf(literal);
  const existing = world.kpi(code);
  if (existing && plugins.byCode.has(code)) {
    const message = `"${code}" comes with ${existing.kpi.source} and cannot be registered; choose another code`;
    return { outcome: 'conflict', message, existing };
  }
  if (existing && expectedVersion !== undefined && expectedVersion !== existing.version) {
    const message = `"${code}" is at version ${existing.version}, not ${expectedVersion}: somebody else registered it`;
    return { outcome: 'conflict', message, existing };
  }
  const tried = tryRegistry(world, plugins, literal);
  if ('outcome' in tried) return tried;
  return db.transaction(async (tx) => {
    await lockReference(tx);
    await refuseStale(tx, world);
    const retired = new Set(world.retired.map((it) => it.kpi.definition.code));
    const live = tried.registry.kpis.filter((kpi) => kpi === tried.kpi || !retired.has(kpi.definition.code));
    await publishKpis(tx, live, by);
    await raiseRevision(tx);
    const kpi = (await loadWorld(tx, plugins)).kpi(code)!;
    const changed = kpi.computedEditionId !== existing?.computedEditionId || existing.retired;
    return {
      outcome: 'registered',
      kpi,
      recomputing: changed ? await cellsOf(tx, world, tried.kpi) : 0,
    } as const;
  });
}

/** How many measurements the KPI has over all scopes, periods and operators. */
async function cellsOf(tx: Statements, { reference, linesOf }: World, kpi: Kpi): Promise<number> {
  const inputIds = kpi.allInputs.map((key) => reference.inputs.get(key)!.id);
  const lines = linesOf(kpi);
  return countCells(tx, inputIds, lines && [...lines], kpi.definition.cadence);
}

/** Takes a registered KPI out; its history stays readable. Throws StaleWorld where the world is out of date. */
export async function retireKpi(
  db: Database,
  world: World,
  plugins: Registry,
  code: string,
): Promise<KpiRetired | NotFound | KpiConflict> {
  const existing = world.kpi(code);
  if (!existing) return { outcome: 'not-found', message: `there is no KPI "${code}"` };
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
    await retireKpis(tx, [existing.id]);
    await resolveBreachesOf(tx, [existing.id]);
    await raiseRevision(tx);
    return { outcome: 'retired', kpi: (await loadWorld(tx, plugins)).kpi(code)! } as const;
  });
}
