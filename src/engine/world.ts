/**
 * What is known at one moment, joined: reference data with ids, and the registry's KPIs with their versions and editions.
 * Immutable; a change of either makes a new world, noticed by the revision.
 */
import type { Kpi } from '../kpi/kpi.ts';
import type { Grain } from '../kpi/vocabulary.ts';
import { GRAINS } from '../kpi/vocabulary.ts';
import type { Registry } from '../registry/registry.ts';
import type { Statements } from '../store/database.ts';
import { editionRows, type EditionRow, kpiRows, type KpiRow, versionRows, type VersionRow } from '../store/kpis.ts';
import { type Line, loadReference, type Operator, type Place, type Reference } from '../store/reference.ts';

/** A KPI that takes part, with what the store knows of it. */
export interface KnownKpi {
  kpi: Kpi;
  id: number;
  version: number;
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
  /** In order of their codes by code point. */
  kpis: readonly KnownKpi[];
  kpi(code: string): KnownKpi | undefined;
  /** The KPI of an edition and the version that its figures stand for. */
  edition(id: number): { known: KnownKpi; version: number } | undefined;
  /** The lines whose observations the KPI takes, by id; null for all, and those without a line. */
  linesOf(kpi: Kpi): ReadonlySet<number> | null;
}

/** The world as it stands; `registry` is the one whose KPIs were written to the store. */
export async function loadWorld(db: Statements, registry: Registry): Promise<World> {
  const reference = await loadReference(db);
  const [kpis, versions, editions] = [await kpiRows(db), await versionRows(db), await editionRows(db)];
  return assemble(reference, registry, kpis, versions, editions);
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
    kpis: known,
    kpi: (code) => byCode.get(code),
    edition: (id) => byEdition.get(id),
    linesOf: (kpi) => lines.get(kpi) ?? null,
  };
}

function knownKpi(row: KpiRow, registry: Registry, versions: VersionRow[], editions: EditionRow[]): KnownKpi[] {
  const kpi = registry.byCode.get(row.code);
  const newest = versions.findLast((it) => it.kpiId === row.id);
  const computed = editions.findLast((it) => it.kpiId === row.id && it.state !== 'OLD');
  if (!kpi || !newest || !computed || row.retiredAt) return [];
  const current = editions.findLast((it) => it.kpiId === row.id && it.state === 'CURRENT') ?? computed;
  return [{ kpi, id: row.id, version: newest.version, editionId: current.id, computedEditionId: computed.id }];
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
