/**
 * What is known at one moment, joined: reference data with ids, and the registry's KPIs with their versions and editions.
 * Immutable; a change of either makes a new world, noticed by the revision.
 */
import type { Kpi } from '../kpi/kpi.ts';
import { type Grain, GRAINS, type Origin } from '../kpi/vocabulary.ts';
import { buildRegistry, type Registered, type Registry } from '../registry/registry.ts';
import type { Statements } from '../store/database.ts';
import {
  editionRows,
  type EditionRow,
  kpiRows,
  type KpiRow,
  storedDefinitions,
  versionRows,
  type VersionRow,
} from '../store/kpis.ts';
import { type Line, loadReference, type Operator, type Place, type Reference } from '../store/reference.ts';

/** A KPI with what the store knows of it. */
export interface KnownKpi {
  kpi: Kpi;
  id: number;
  origin: Origin;
  /** The newest version. */
  version: number;
  /** Takes part no longer; its history stays readable. */
  retired: boolean;
  /** The edition readers see. */
  editionId: number;
  /** The edition the engine computes: the same, or one that is being built. */
  computedEditionId: number;
}

/** Where a figure stands: an operator's place and a line, or (null) all lines. */
export interface Scope {
  operator: Operator;
  place: Place;
  line: Line | null;
}

export interface World {
  reference: Reference;
  registry: Registry;
  /** Those that take part, in order of their codes by code point. */
  kpis: readonly KnownKpi[];
  /** Those that take part no longer. */
  retired: readonly KnownKpi[];
  /** Also a retired one. */
  kpi(code: string): KnownKpi | undefined;
  /** The KPI of an edition and the version that its figures stand for. */
  edition(id: number): { known: KnownKpi; version: number } | undefined;
  /** The lines whose observations the KPI takes, by id; null for all, and those without a line. */
  linesOf(kpi: Kpi): ReadonlySet<number> | null;
}

/** The world as it stands: `plugins` and what is registered beside them. */
export async function loadWorld(db: Statements, plugins: Registry): Promise<World> {
  const reference = await loadReference(db);
  const registry = registryWith(plugins, registeredIn(reference, await storedDefinitions(db)));
  const [kpis, versions, editions] = [await kpiRows(db), await versionRows(db), await editionRows(db)];
  return assemble(reference, registry, kpis, versions, editions);
}

/** What the store has beside the plugins: registered and retired KPIs, registered inputs. */
export function registeredIn(
  reference: Reference,
  definitions: readonly { definition: unknown }[],
): Registered {
  const inputs = [...reference.inputs.values()]
    .filter((it) => it.origin === 'REGISTERED')
    .map((it) => it.definition);
  return { kpis: definitions.map((it) => it.definition), inputs };
}

/** The registry of the plugins with registered rows beside them; the plugins' own where there are none. */
export function registryWith(plugins: Registry, rows: Registered): Registry {
  return rows.kpis.length + rows.inputs.length === 0 ? plugins : buildRegistry(plugins.found, rows);
}

function assemble(
  reference: Reference,
  registry: Registry,
  rows: KpiRow[],
  versions: VersionRow[],
  editions: EditionRow[],
): World {
  const known = rows.flatMap((row) => knownKpi(row, registry, versions, editions));
  known.sort((a, b) => (a.kpi.definition.code < b.kpi.definition.code ? -1 : 1));
  const byCode = new Map(known.map((it) => [it.kpi.definition.code, it]));
  const byId = new Map(known.map((it) => [it.id, it]));
  const versionOf = newestVersions(versions);
  const byEdition = new Map(
    editions.flatMap((it) => {
      const owner = byId.get(it.kpiId);
      return owner ? [[it.id, { known: owner, version: versionOf(it) ?? owner.version }] as const] : [];
    }),
  );
  const lines = new Map(registry.kpis.map((kpi) => [kpi, allowedLines(kpi, reference)]));
  return {
    reference,
    registry,
    kpis: known.filter((it) => !it.retired),
    retired: known.filter((it) => it.retired),
    kpi: (code) => byCode.get(code),
    edition: (id) => byEdition.get(id),
    linesOf: (kpi) => lines.get(kpi) ?? null,
  };
}

function knownKpi(
  row: KpiRow,
  registry: Registry,
  versions: VersionRow[],
  editions: EditionRow[],
): KnownKpi[] {
  const kpi = registry.byCode.get(row.code);
  const newest = versions.findLast((it) => it.kpiId === row.id);
  const computed = editions.findLast((it) => it.kpiId === row.id && it.state !== 'OLD');
  if (!kpi || !newest || !computed) return [];
  const current = editions.findLast((it) => it.kpiId === row.id && it.state === 'CURRENT') ?? computed;
  const { id, origin, retiredAt } = row;
  return [
    {
      kpi,
      id,
      origin,
      version: newest.version,
      retired: retiredAt !== null,
      editionId: current.id,
      computedEditionId: computed.id,
    },
  ];
}

/** The newest version whose result-relevant part an edition computes. */
function newestVersions(versions: VersionRow[]): (edition: EditionRow) => number | undefined {
  const newest = new Map(versions.map((it) => [`${it.kpiId} ${it.resultHash}`, it.version]));
  return (edition) => newest.get(`${edition.kpiId} ${edition.resultHash}`);
}

function allowedLines(kpi: Kpi, reference: Reference): ReadonlySet<number> | null {
  const { businessLines } = kpi.definition;
  if (businessLines.length === 0) return null;
  return new Set(businessLines.flatMap((code) => reference.lines.get(code)?.subtree ?? []));
}

/** Whether the KPI has figures at a scope with this line (null: all lines), for a grain or any. */
export function applies(world: World, kpi: Kpi, line: Line | null, grain?: Grain): boolean {
  if (grain && GRAINS.indexOf(grain) < GRAINS.indexOf(kpi.definition.cadence)) return false;
  const allowed = world.linesOf(kpi);
  return line === null || allowed === null || line.subtree.some((id) => allowed.has(id));
}
