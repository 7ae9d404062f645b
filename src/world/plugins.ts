/**
 * What the plugins bring, as all servers on a database agree on it: as the one that started last published it. A server that
 * still runs with other files computes with the definitions in the store, so that no figure depends on who computed it.
 */
import type { Candidate } from '../kpi/draft.ts';
import type { Found } from '../registry/found.ts';
import { nameOf } from '../registry/literals.ts';
import { buildRegistry, NOTHING, type Registered, type Registry } from '../registry/registry.ts';
import type { Statements } from '../store/database.ts';
import { definitionsOf, type KpiRow, type VersionRow } from '../store/kpis.ts';
import type { Reference } from '../store/reference.ts';

/** The registries of a process: of its files, and with what is registered. */
export interface Plugins {
  /** Of this server's own files. */
  own: Registry;
  /** What of these files holds. */
  found: Found;
  /** What another server's files say instead, as it is stored. */
  others: Found;
}

/** The plugins of this server's files alone. */
export const ownPlugins = (own: Registry): Plugins => ({ own, found: own.found, others: NOTHING });

/** The plugins as they are stored: this server's own where nobody published anything else. One statement where somebody did. */
export async function agreedPlugins(
  db: Statements,
  own: Registry,
  reference: Reference,
  { kpis, versions }: { kpis: readonly KpiRow[]; versions: readonly VersionRow[] },
): Promise<Plugins> {
  const newest = new Map(versions.map((it) => [it.kpiId, it]));
  const published = kpis.filter((it) => it.origin !== 'REGISTERED' && it.retiredAt === null);
  const differing = published.filter((it) => !isSame(own, it.code, newest.get(it.id)));
  const retired = kpis.filter((it) => it.retiredAt !== null && own.byCode.has(it.code));
  if (differing.length + retired.length === 0) return ownPlugins(own);
  const definitions = await definitionsOf(
    db,
    differing.flatMap((it) => newest.get(it.id) ?? []),
  );
  const definitionOf = new Map(definitions.map((it) => [it.kpiId, it.definition]));
  const replaced = new Set([...differing, ...retired].map((it) => it.code));
  return {
    own,
    found: { ...own.found, kpis: own.found.kpis.filter((it) => !replaced.has(nameOf(it.value, 'code'))) },
    others: {
      kpis: differing.map(({ id, code, origin }) => candidate(definitionOf.get(id), origin, code)),
      inputs: [...reference.inputs.values()]
        .filter((it) => it.origin !== 'REGISTERED' && !own.inputs.has(it.definition.key))
        .map((it) => candidate(it.definition, it.origin, it.definition.key)),
      problems: [],
    },
  };
}

/** Names its source, so that a definition that this server cannot read is told of. */
const candidate = (value: unknown, origin: Candidate['origin'], name: string): Candidate => ({
  value,
  origin,
  source: `published by another server#${name}`,
});

function isSame({ byCode }: Registry, code: string, stored: VersionRow | undefined): boolean {
  const kpi = byCode.get(code);
  return kpi !== undefined && kpi.resultHash === stored?.resultHash && kpi.otherHash === stored.otherHash;
}

/** The registry of the plugins with registered rows beside them; this server's own where there is nothing else. */
export function registryWith({ own, found, others }: Plugins, rows: Registered): Registry {
  const isOwn = found === own.found && rows.kpis.length + rows.inputs.length === 0;
  return isOwn ? own : buildRegistry(found, rows, others);
}

/** Whether some plugin's definition cannot be read here, because another server has a newer release: then others have to compute. */
export const isBehind = ({ found, others }: Plugins, { byCode }: Registry): boolean =>
  [...found.kpis, ...others.kpis].some((it) => !byCode.has(nameOf(it.value, 'code')));
