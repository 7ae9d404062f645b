/**
 * What is known: every admitted KPI and every input that formulas may name. A registry never changes; what changes
 * it builds a new one and swaps the reference. It reads no database and decides nothing about values.
 */
import { admit, type Candidate, type Problem } from '../kpi/admit.ts';
import type { Kpi } from '../kpi/kpi.ts';
import { readAddOns } from './addOns.ts';
import { admitInputs, type KnownInput } from './admitInputs.ts';
import { readBuiltIn } from './builtIn.ts';
import { type Found, together } from './found.ts';
import { nameOf } from './literals.ts';
import { RegistryError } from './registryError.ts';
import { withoutClashes } from './withoutClashes.ts';

export interface Registry {
  /** Each after those that it is derived from. */
  readonly kpis: readonly Kpi[];
  readonly byCode: ReadonlyMap<string, Kpi>;
  readonly inputs: ReadonlyMap<string, KnownInput>;
  /** The KPIs that read the input, also through other KPIs; none for an unknown key. */
  readersOf(inputKey: string): readonly Kpi[];
  /** What is wrong with registered KPIs and inputs that were left out. */
  readonly skipped: readonly Problem[];
  /** The plugins it was built from, to build upon again. */
  readonly found: Found;
}

/** Definitions that users registered while the system ran, unchecked, as they are stored. */
export interface Registered {
  kpis: readonly unknown[];
  inputs: readonly unknown[];
}

export interface LoadOptions {
  /** The product's own plugins: `plugins/`, or its compiled twin. */
  folder: URL;
  /** Folders, files and packages beside them, as in `KPI_PLUGINS`. */
  plugins?: readonly string[];
  /** Where relative folders and packages are looked for; the working directory. */
  from?: string;
  registered?: Registered;
}

/**
 * Reads all plugins and builds the registry.
 * Rejects with a `RegistryError` that lists every problem of every plugin; problems of registered rows are only noted.
 */
export async function loadRegistry(options: LoadOptions): Promise<Registry> {
  return buildRegistry(await readPlugins(options), options.registered);
}

/** Reads all plugins without judging them; the result can be built upon again whenever registered rows change. */
async function readPlugins({ folder, plugins = [], from = process.cwd() }: LoadOptions): Promise<Found> {
  return together(await Promise.all([readBuiltIn(folder), readAddOns(plugins, from)]));
}

/**
 * Builds a registry. A problem of a registered row skips the row; a problem of a plugin throws a `RegistryError`, unless there
 * are `others`, plugins of other servers as they are stored: this server was not started with them, and goes on without.
 */
export function buildRegistry(
  found: Found,
  registered: Registered = { kpis: [], inputs: [] },
  others = NOTHING,
): Registry {
  const plugins = together([found, others]);
  const rows = { kpis: registered.kpis.map(kpiRow), inputs: registered.inputs.map(inputRow) };
  const beside = withoutClashes(rows, plugins);
  const { inputs, problems } = admitInputs([...plugins.inputs, ...beside.inputs]);
  const admitted = admit([...plugins.kpis, ...beside.kpis], { inputs: inputs.values() });
  const all = [...plugins.problems, ...problems, ...beside.problems, ...admitted.problems];
  const ofRows = new Set([...rows.kpis, ...rows.inputs].map((row) => row.source));
  const fatal = others === NOTHING ? all.filter((problem) => !ofRows.has(problem.source)) : [];
  if (fatal.length > 0) throw new RegistryError(fatal);
  return registryOf(admitted.kpis, inputs, all, found);
}

/** No plugins of other servers. */
export const NOTHING: Found = Object.freeze(together([]));

/** Rows are named one by one, because `skipped` is all that is heard of a bad one. */
const kpiRow = (value: unknown): Candidate => ({
  value,
  origin: 'REGISTERED',
  source: `registered#${nameOf(value, 'code')}`,
});
const inputRow = (value: unknown): Candidate => ({
  value,
  origin: 'REGISTERED',
  source: `registered#${nameOf(value, 'key')}`,
});

function registryOf(
  kpis: Kpi[],
  inputs: Map<string, KnownInput>,
  skipped: Problem[],
  found: Found,
): Registry {
  // Most registries are made to try a definition, and nobody asks.
  let readers: Map<string, readonly Kpi[]> | undefined;
  return Object.freeze({
    kpis: Object.freeze([...kpis]),
    byCode: new Map(kpis.map((kpi) => [kpi.definition.code, kpi])),
    inputs,
    readersOf: (inputKey: string) => (readers ??= readersIn(kpis)).get(inputKey) ?? [],
    skipped: Object.freeze(skipped),
    found,
  });
}

function readersIn(kpis: readonly Kpi[]): Map<string, readonly Kpi[]> {
  const readers = new Map<string, Kpi[]>();
  for (const kpi of kpis)
    for (const key of kpi.allInputs) {
      const known = readers.get(key);
      if (known) known.push(kpi);
      else readers.set(key, [kpi]);
    }
  readers.forEach(Object.freeze);
  return readers;
}
