/**
 * What is known at one moment, joined: reference data with ids, and the registry's KPIs with their versions and editions.
 * Immutable; a change of either makes a new world, noticed by the revision.
 */
import type { KpiDefinition } from '../kpi/definition.ts';
import { earlierKpi } from '../kpi/earlier.ts';
import { isFiner } from '../kpi/grain.ts';
import type { Kpi } from '../kpi/kpi.ts';
import type { Problem } from '../kpi/problem.ts';
import type { EarlierLimits } from '../kpi/threshold.ts';
import type { Grain, Origin } from '../kpi/vocabulary.ts';
import type { Registered, Registry } from '../registry/registry.ts';
import type { Statements } from '../store/database.ts';
import {
  definitionsOf,
  type EditionRow,
  editionRows,
  type KpiRow,
  kpiRows,
  storedDefinitions,
  type VersionRow,
  versionRows,
} from '../store/kpis.ts';
import { type OverrideRow, overrideRows } from '../store/overrides.ts';
import { type Line, loadReference, type Operator, type Place, type Reference } from '../store/reference.ts';
import { agreedPlugins, isBehind, type Plugins, registryWith } from './plugins.ts';

/** A KPI with what the store knows of it. */
export interface KnownKpi {
  kpi: Kpi;
  /** What the figures that readers see were computed with: the same, or an earlier version while a new one is computed. */
  seen: Kpi;
  id: number;
  origin: Origin;
  /** The limits of periods before those of its own, earliest first: of `kpi`, and of `seen`. */
  earlierLimits: readonly EarlierLimits[];
  seenEarlierLimits: readonly EarlierLimits[];
  /** The newest version. */
  version: number;
  /** Takes part no longer; its history stays readable. */
  retired: boolean;
  /** The edition readers see; 0, which none is, while the first one is computed over KPIs that are being computed too. */
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

/** What is known at a revision; never changed. */
export interface World {
  reference: Reference;
  /** What the plugins bring, as all servers agree on it. */
  plugins: Plugins;
  /** The plugins and what is registered beside them. */
  registry: Registry;
  /** Whether some definition is of a newer release and cannot be read here: then other servers have to compute. */
  isBehind: boolean;
  /** What is registered beside the plugins, as it is stored; also what was left out. */
  registered: Registered;
  /** What is wrong with registered definitions that were left out. */
  skipped: readonly Problem[];
  /** Those that take part, in order of their codes by code point. */
  kpis: readonly KnownKpi[];
  /** Those that take part no longer. */
  retired: readonly KnownKpi[];
  /** Also a retired one. */
  kpi(code: string): KnownKpi | undefined;
  kpiById(id: number): KnownKpi | undefined;
  /** The codes of the KPIs that take part. */
  codes(): string[];
  /** The KPI of an edition and the version that its figures stand for. */
  edition(id: number): { known: KnownKpi; version: number } | undefined;
  /** The overrides of each KPI that has any, by its id. */
  overrides: ReadonlyMap<number, readonly OverrideRow[]>;
  /** The lines whose observations the KPI takes, by id; null for all, and those without a line. */
  linesOf(kpi: Kpi): ReadonlySet<number> | null;
  /** The lines with these codes and all below them, by id; null for no codes: all. */
  linesOfCodes(codes: readonly string[]): ReadonlySet<number> | null;
}

/** The world as it stands: this server's own plugins where no other server says otherwise, and what is registered beside them. */
export async function loadWorld(db: Statements, own: Registry): Promise<World> {
  const reference = await loadReference(db);
  const definitions = await storedDefinitions(db);
  const rows = { kpis: await kpiRows(db), versions: await versionRows(db), editions: await editionRows(db) };
  const registered = registeredIn(reference, definitions);
  const plugins = await agreedPlugins(db, own, reference, rows);
  const registry = registryWith(plugins, registered);
  const earlier = await definitionsOf(db, earlierVersions(registry, rows));
  const retired = definitions.filter((it) => it.retired).map((it) => it.code);
  const skipped = [...registry.skipped, ...orphanProblems(registry, new Set(retired))];
  const overrides = grouped(await overrideRows(db));
  const known = {
    reference,
    plugins,
    registry,
    isBehind: isBehind(plugins, registry),
    registered,
    skipped,
    overrides,
  };
  return assemble(known, rows, new Map(earlier.map((it) => [it.kpiId, it.definition])));
}

interface Rows {
  kpis: KpiRow[];
  versions: VersionRow[];
  editions: EditionRow[];
}

/** The versions whose figures readers still see, of KPIs that have a newer one. */
function earlierVersions(
  registry: Registry,
  { kpis, versions, editions }: Rows,
): { kpiId: number; version: number }[] {
  return kpis.flatMap(({ id, code }) => {
    const kpi = registry.byCode.get(code);
    const current = editions.findLast((it) => it.kpiId === id && it.state === 'CURRENT');
    if (!kpi || !current || current.resultHash === kpi.resultHash) return [];
    const seen = versions.findLast((it) => it.kpiId === id && it.resultHash === current.resultHash);
    return seen ? [seen] : [];
  });
}

/** The KPIs that take part: neither retired nor derived from one that is. */
export function takingPart(registry: Registry, retired: ReadonlySet<string>): Kpi[] {
  const out = new Set(retired);
  return registry.kpis.filter((kpi) => {
    const takes = !out.has(kpi.definition.code) && !kpi.derivedFrom.some((code) => out.has(code));
    if (!takes) out.add(kpi.definition.code);
    return takes;
  });
}

/** A KPI can lose what it is derived from when a plugin goes. */
function orphanProblems(registry: Registry, retired: ReadonlySet<string>): Problem[] {
  const parts = new Set(takingPart(registry, retired));
  const orphans = registry.kpis.filter((kpi) => !parts.has(kpi) && !retired.has(kpi.definition.code));
  return orphans.map(({ source, derivedFrom }) => {
    const gone = derivedFrom.filter((code) => !parts.has(registry.byCode.get(code)!));
    return {
      source,
      path: ['formula'],
      message: `reads ${gone.map((code) => `"${code}"`).join(', ')}, which takes part no longer`,
    };
  });
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

function assemble(
  known: Omit<
    World,
    'kpis' | 'retired' | 'kpi' | 'kpiById' | 'codes' | 'edition' | 'linesOf' | 'linesOfCodes'
  >,
  { kpis: rows, versions, editions }: Rows,
  earlier: ReadonlyMap<number, KpiDefinition>,
): World {
  const { reference, registry } = known;
  const newest = new Map(versions.map((it) => [it.kpiId, it]));
  const ofHash = new Map(versions.map((it) => [`${it.kpiId} ${it.resultHash}`, it.earlierLimits ?? []]));
  const all = rows.flatMap((row) =>
    knownKpi(row, registry, { newest, ofHash }, groupOf(editions, row.id), earlier),
  );
  all.sort((a, b) => (a.kpi.definition.code < b.kpi.definition.code ? -1 : 1));
  const byCode = new Map(all.map((it) => [it.kpi.definition.code, it]));
  const byId = new Map(all.map((it) => [it.id, it]));
  const versionOf = newestVersions(versions);
  const byEdition = new Map(
    editions.flatMap((it) => {
      const owner = byId.get(it.kpiId);
      return owner ? [[it.id, { known: owner, version: versionOf(it) ?? owner.version }] as const] : [];
    }),
  );
  const linesOfCodes = (codes: readonly string[]) => allowedLines(codes, reference);
  const lines = new Map(
    [...registry.kpis, ...all.map((it) => it.seen)].map((kpi) => [
      kpi,
      linesOfCodes(kpi.definition.businessLines),
    ]),
  );
  return {
    ...known,
    kpis: all.filter((it) => !it.retired),
    retired: all.filter((it) => it.retired),
    kpi: (code) => byCode.get(code),
    kpiById: (id) => byId.get(id),
    codes: () => all.filter((it) => !it.retired).map((it) => it.kpi.definition.code),
    edition: (id) => byEdition.get(id),
    linesOf: (kpi) => lines.get(kpi) ?? null,
    linesOfCodes,
  };
}

function grouped(rows: readonly OverrideRow[]): Map<number, OverrideRow[]> {
  const groups = new Map<number, OverrideRow[]>();
  for (const row of rows) groups.set(row.kpiId, [...(groups.get(row.kpiId) ?? []), row]);
  return groups;
}

const groupOf = (editions: readonly EditionRow[], kpiId: number) =>
  editions.filter((it) => it.kpiId === kpiId);

/** The newest version of each KPI, and by KPI and result hash the limits before those of the newest such version. */
interface KnownVersions {
  newest: ReadonlyMap<number, VersionRow>;
  ofHash: ReadonlyMap<string, EarlierLimits[]>;
}

function knownKpi(
  { id, code, origin, retiredAt }: KpiRow,
  registry: Registry,
  { newest, ofHash }: KnownVersions,
  editions: readonly EditionRow[],
  earlier: ReadonlyMap<number, KpiDefinition>,
): KnownKpi[] {
  const kpi = registry.byCode.get(code);
  const version = newest.get(id);
  const current = editions.findLast((it) => it.state === 'CURRENT');
  const computed = editions.findLast((it) => it.state !== 'OLD');
  if (!kpi || version === undefined || !computed) return [];
  const editionId = current?.id ?? 0;
  const before = earlier.get(id);
  const seen = before ? earlierKpi(kpi, before, registry) : kpi;
  const retired = retiredAt !== null;
  const earlierLimits = version.earlierLimits ?? [];
  const seenEarlierLimits = before ? (ofHash.get(`${id} ${current!.resultHash}`) ?? []) : earlierLimits;
  const limits = { earlierLimits, seenEarlierLimits };
  const editionIds = { editionId, computedEditionId: computed.id };
  return [{ kpi, seen, ...limits, id, origin, version: version.version, retired, ...editionIds }];
}

/** The newest version whose result-relevant part an edition computes. */
function newestVersions(versions: VersionRow[]): (edition: EditionRow) => number | undefined {
  const newest = new Map(versions.map((it) => [`${it.kpiId} ${it.resultHash}`, it.version]));
  return (edition) => newest.get(`${edition.kpiId} ${edition.resultHash}`);
}

function allowedLines(codes: readonly string[], reference: Reference): ReadonlySet<number> | null {
  if (codes.length === 0) return null;
  return new Set(codes.flatMap((code) => reference.lines.get(code)?.subtree ?? []));
}

/** Whether the KPI has figures at a scope with this line (null: all lines), for a grain or any. */
export function applies(world: World, kpi: Kpi, line: Line | null, grain?: Grain): boolean {
  if (grain && isFiner(grain, kpi.definition.cadence)) return false;
  const allowed = world.linesOf(kpi);
  return line === null || allowed === null || line.subtree.some((id) => allowed.has(id));
}
