/** The registry for those who write KPIs: read from the files at hand, judged as strictly as the product's own, never stored. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { admit, type Candidate, type Problem } from '../kpi/admit.ts';
import type { Authored, AuthoredKpi, Authoring } from '../kpi/authoring.ts';
import type { KpiDefinition } from '../kpi/definition.ts';
import { valueOf } from '../kpi/examples.ts';
import { sameFigure } from '../kpi/figures.ts';
import type { Kpi } from '../kpi/kpi.ts';
import { limitsOf, statusOf } from '../kpi/threshold.ts';
import type { BusinessProcess } from '../kpi/vocabulary.ts';
import { readAddOns } from './addOns.ts';
import { admitInputs, type KnownInput } from './admitInputs.ts';
import { readBuiltIn } from './builtIn.ts';
import { importBundled } from './bundle.ts';
import { catalogueMarkdown } from './catalogue.ts';
import { contractProblems } from './contract.ts';
import { fieldOf } from './fieldOf.ts';
import { type Found, together } from './found.ts';
import { pluginFolder } from './pluginFolder.ts';
import { buildRegistry } from './registry.ts';

/** The commands for authors in a working directory. */
export function createAuthoring(
  directory: string,
  env: Readonly<Record<string, string | undefined>>,
): Authoring {
  const own = isProduct(directory);
  const names = (env.KPI_PLUGINS ?? '')
    .split(',')
    .map((it) => it.trim())
    .filter(Boolean);
  const beside = !own && existsSync(join(directory, 'plugins')) ? ['plugins'] : [];
  const builtIn = () => (own ? readSources(directory) : readBuiltIn(pluginFolder()));
  const find = async (files: readonly string[]): Promise<Found> => {
    const known = new Set([...names, ...beside].map((it) => resolve(directory, it)));
    const fresh = files.filter((it) => !isBelow(directory, it) && !known.has(resolve(directory, it)));
    return together([await builtIn(), await readAddOns([...names, ...beside, ...fresh], directory)]);
  };
  const isBelow = (at: string, file: string) =>
    (own || beside.length > 0) && existsSync(join(at, file)) && sourceIn(at, file).startsWith('plugins/');
  return {
    read: async (files) =>
      judged(
        await find(files),
        files.map((it) => sourceIn(directory, it)),
      ),
    inputsFor: async (process) => firstInputs(await find([]), process),
    asInput,
    catalogue: async () => catalogueMarkdown(buildRegistry(await builtIn())),
  };
}

/** Whether the directory holds the product's sources, whose plugins are then read instead of the compiled ones. */
function isProduct(directory: string): boolean {
  const manifest = join(directory, 'package.json');
  if (!existsSync(manifest) || !existsSync(join(directory, 'plugins'))) return false;
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }).name === 'kpi-matrix';
}

/** Compiled one by one, because Node alone cannot read TypeScript. */
const readSources = (directory: string): Promise<Found> =>
  readBuiltIn(pathToFileURL(join(directory, 'plugins/')), (file) =>
    importBundled(fileURLToPath(file), directory),
  );

/** A path as problems name it; a package keeps its name. */
const sourceIn = (directory: string, file: string): string =>
  existsSync(resolve(directory, file))
    ? relative(directory, resolve(directory, file)).replaceAll('\\', '/')
    : file;

function judged(found: Found, sources: readonly string[]): Authored {
  const { inputs, problems } = admitInputs(found.inputs);
  const admitted = admit(found.kpis, { inputs: inputs.values() });
  const isWanted = (source: string) =>
    sources.length === 0 ||
    sources.some((it) => source === it || source.startsWith(`${it}/`) || source.startsWith(`${it}#`));
  const all: Problem[] = [
    ...found.problems,
    ...problems,
    ...admitted.problems,
    ...admitted.kpis.flatMap(contractProblems),
  ];
  return {
    problems: all.filter((it) => isWanted(it.source)),
    kpis: computable(found, inputs).filter((it) => isWanted(it.source)),
  };
}

/** Every KPI that can be computed, with what its examples give: these are held against it apart. */
function computable(found: Found, inputs: ReadonlyMap<string, KnownInput>): AuthoredKpi[] {
  const bare = found.kpis.map((it): Candidate => ({
    ...it,
    origin: 'REGISTERED',
    value: withoutExamples(it.value),
  }));
  const { kpis } = admit(bare, { inputs: inputs.values() });
  const byCode = new Map(kpis.map((kpi) => [kpi.definition.code, kpi]));
  return kpis.map((kpi) => {
    const literal = found.kpis.find(
      (it) => it.source === kpi.source && fieldOf(it.value, 'code') === kpi.definition.code,
    );
    const examples = readable(fieldOf(literal?.value, 'examples'));
    const definition = { ...kpi.definition, examples };
    return { source: kpi.source, definition, examples: examples.map((it) => computed(kpi, it, byCode)) };
  });
}

const withoutExamples = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? { ...value, examples: [] } : value;

type Example = KpiDefinition['examples'][number];

const readable = (examples: unknown): Example[] =>
  (Array.isArray(examples) ? examples : []).filter(
    (it): it is Example => typeof fieldOf(it, 'inputs') === 'object' && fieldOf(it, 'inputs') !== null,
  );

function computed(kpi: Kpi, { inputs, ...expected }: Example, byCode: ReadonlyMap<string, Kpi>) {
  const value = valueOf(kpi, inputs, byCode);
  const sample = kpi.definition.minimumSample?.input;
  const status = statusOf(
    kpi,
    value,
    (sample !== undefined && Object.hasOwn(inputs, sample) ? inputs[sample] : null) ?? null,
  );
  return {
    expected,
    actual: { value, status },
    holds: sameFigure(value, expected.value) && status === expected.status,
  };
}

/** Two inputs of the process, the smaller part first where one is counted among the other. */
function firstInputs(found: Found, process: BusinessProcess): [string, string] {
  const folder = process.toLowerCase().replaceAll('_', '-');
  const own = found.inputs.filter((it) => it.source.includes(`/${folder}/`));
  const keys = [...own, ...found.inputs].map((it) => String(fieldOf(it.value, 'key')));
  return [keys[1]!, keys[0]!];
}

function asInput(definition: KpiDefinition): object {
  const { parameters, threshold, examples, ...same } = definition;
  return {
    ...same,
    parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
    limits: limitsOf(threshold),
    consecutive: threshold.consecutive,
    examples: examples.map(({ inputs, value, status }) => ({
      inputs: Object.entries(inputs).map(([input, amount]) => ({ input, value: amount })),
      value,
      status,
    })),
  };
}
