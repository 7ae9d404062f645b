import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import type { BusinessProcess } from '../../kpi/vocabulary.ts';
import { EXIT, ExitError } from '../exit.ts';
import { ask } from '../graphql.ts';
import type { Io } from '../io.ts';
import type { Limit } from '../limits.ts';
import { SERVER_ENVIRONMENT_HELP, urlOption } from '../options.ts';
import { print, printable } from '../print.ts';
import { serverAt } from '../server.ts';
import { folderOf } from './newKpi.ts';
import { pluginText } from './pluginText.ts';

interface Options {
  url?: string;
  stdout?: true;
  force?: true;
}

const QUERY = `query Export($code: String!) {
  kpiDefinition(code: $code) {
    code version origin en: name zh: name(locale: ZH) description dimension process lifecycleStage businessLines { code } cadence unit formula
    parameters { name value } threshold { limits { severity side value } consecutive } scoring { value score } weight
    minimumSample { input { key } count } minimumCoverage sources { reference says }
    examples { inputs { input { key } value } value status }
  }
}`;

interface Found {
  [field: string]: unknown;
  code: string;
  version: number;
  en: string;
  zh: string;
  process: BusinessProcess;
  businessLines: { code: string }[];
  parameters: { name: string; value: number }[];
  threshold: { limits: Limit[]; consecutive: number };
  minimumSample: { input: { key: string }; count: number } | null;
  minimumCoverage: number | null;
  examples: {
    inputs: { input: { key: string }; value: number | null }[];
    value: number | null;
    status: string;
  }[];
}

const HELP = `
Examples:
  $ kpi-matrix kpi export my-experiment              writes plugins/<process>/my-experiment.ts
  $ kpi-matrix kpi export my-experiment --stdout > somewhere.ts
${SERVER_ENVIRONMENT_HELP}`;

/** Adds `kpi-matrix kpi export`. */
export function addExport(kpi: Command, io: Io): void {
  kpi
    .command('export')
    .argument('<code>', 'code of a KPI that the server knows')
    .summary('write a registered KPI as a plugin file')
    .description(
      'Writes a KPI of the server as a plugin file, so that what began as an experiment can be committed.',
    )
    .option('--stdout', 'print it instead of writing a file')
    .option('--force', 'overwrite the file')
    .addOption(urlOption())
    .addHelpText('after', HELP)
    .action((code: string, options: Options) => exportKpi(code, options, io));
}

async function exportKpi(code: string, options: Options, io: Io): Promise<void> {
  const answer = await ask<{ kpiDefinition: Found | null }>(serverAt(options.url, io.env), QUERY, { code });
  const found = answer.kpiDefinition;
  if (!found) throw new ExitError(EXIT.USAGE, `no KPI has the code ${printable(code)}`);
  const text = pluginText(literalOf(found));
  if (options.stdout) return print(io.stdout, text.trimEnd());
  const file = `plugins/${folderOf(found.process)}/${found.code}.ts`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { flag: options.force ? 'w' : 'wx' }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST'
      ? new ExitError(EXIT.USAGE, `${file} is there already; --force overwrites it`)
      : error;
  });
  await print(
    io.stdout,
    `${file} is version ${found.version}. Retire the registered one before a server loads the file.`,
  );
}

/** In the order in which the fields of plugin files stand. */
function literalOf(kpi: Found): object {
  const {
    code,
    en,
    zh,
    description,
    dimension,
    process,
    lifecycleStage,
    cadence,
    unit,
    formula,
    scoring,
    weight,
    sources,
  } = kpi;
  const { parameters, threshold, minimumSample, minimumCoverage, examples } = kpi;
  return {
    code,
    name: { en, zh },
    description,
    dimension,
    process,
    lifecycleStage,
    businessLines: kpi.businessLines.map((it) => it.code),
    cadence,
    unit,
    formula,
    parameters: Object.fromEntries(parameters.map((it) => [it.name, it.value])),
    threshold: {
      atLeast: sideOf(threshold.limits, 'BELOW'),
      atMost: sideOf(threshold.limits, 'ABOVE'),
      consecutive: threshold.consecutive === 1 ? undefined : threshold.consecutive,
    },
    scoring,
    weight,
    minimumSample: minimumSample && { input: minimumSample.input.key, count: minimumSample.count },
    minimumCoverage: minimumCoverage ?? undefined,
    sources,
    examples: examples.map(({ inputs, value, status }) => ({
      inputs: Object.fromEntries(inputs.map((it) => [it.input.key, it.value])),
      value,
      status,
    })),
  };
}

function sideOf(limits: readonly Limit[], side: Limit['side']): object | undefined {
  const own = limits.filter((it) => it.side === side);
  return own.length === 0
    ? undefined
    : Object.fromEntries(own.map((it) => [it.severity.toLowerCase(), it.value]));
}
