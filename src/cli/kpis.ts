import type { Command } from 'commander';
import {
  type BusinessProcess,
  type Dimension,
  DIMENSIONS,
  type Grain,
  type Locale,
  PROCESSES,
} from '../kpi/vocabulary.ts';
import { oneOf } from './choice.ts';
import type { Io } from './io.ts';
import { localeOf, wordFor, wordsIn } from './language.ts';
import { describeLimits, type Limit } from './limits.ts';
import { addReadOptions, type ReadOptions, SERVER_ENVIRONMENT_HELP } from './options.ts';
import { allPages } from './pages.ts';
import { painter } from './paint.ts';
import { print } from './print.ts';
import { serverAt } from './server.ts';
import { cell, table } from './table.ts';

interface KpisOptions extends ReadOptions {
  process?: BusinessProcess;
  dimension?: Dimension;
  line?: string;
  search?: string;
}

interface Kpi {
  code: string;
  name: string;
  process: BusinessProcess;
  dimension: Dimension;
  cadence: Grain;
  unit: string;
  threshold: { limits: Limit[] };
}

const QUERY = `query Kpis($filter: KpiDefinitionFilter, $first: Int, $after: String, $locale: Locale) {
  kpiDefinitions(filter: $filter, first: $first, after: $after) {
    totalCount
    edges {
      node {
        code version origin name(locale: $locale) description process dimension lifecycleStage
        cadence unit direction formula weight
        businessLines { code }
        threshold { limits { severity side value } consecutive }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

const EXAMPLES = `
Examples:
  $ kpi-matrix kpis --process hotline
  $ kpi-matrix kpis --dimension complaint --line broadband
  $ kpi-matrix kpis --search 投诉 --locale zh --json`;

/** Adds `kpi-matrix kpis`. */
export function addKpis(program: Command, io: Io): void {
  const command = program
    .command('kpis')
    .summary('list the KPIs that the server knows')
    .description('Lists the KPIs that the server knows, with their limits.')
    .option('--process <process>', `only of one process: ${PROCESSES.join(', ')}`, oneOf(PROCESSES))
    .option('--dimension <dimension>', `only of one dimension: ${DIMENSIONS.join(', ')}`, oneOf(DIMENSIONS))
    .option('--line <code>', 'only those that apply to this business line')
    .option('--search <text>', 'only those with this text in their code or names');
  addReadOptions(command)
    .addHelpText('after', EXAMPLES + '\n' + SERVER_ENVIRONMENT_HELP)
    .action((options: KpisOptions) => kpis(options, io));
}

async function kpis(options: KpisOptions, io: Io): Promise<void> {
  const locale = localeOf(options.locale, io.env);
  const { process, dimension, line, search } = options;
  const filter = { process, dimension, businessLine: line, search };
  const list = { query: QUERY, field: 'kpiDefinitions' };
  const found = await allPages<Kpi>(serverAt(options.url, io.env), list, { filter, locale });
  if (options.json) return print(io.stdout, JSON.stringify({ kpiDefinitions: found }, null, 2));
  await show(
    found.edges.map(({ node }) => node),
    locale,
    io,
  );
}

async function show(found: Kpi[], locale: Locale, io: Io): Promise<void> {
  const words = wordsIn(locale);
  const paint = painter(io.stdout, io.env);
  const heads = [words.code, words.processHead, words.dimensionHead, words.grainHead, words.unit];
  const rows = found.map(({ code, name, process, dimension, cadence, unit, threshold: { limits } }) => [
    cell(code),
    cell(wordFor(words.process, process)),
    cell(wordFor(words.dimension, dimension)),
    cell(cadence),
    cell(unit),
    paint('yellow', describeLimits(limits, 'WARNING')),
    paint('red', describeLimits(limits, 'CRITICAL')),
    cell(name),
  ]);
  const columns = [...heads, words.warning, words.critical, words.name].map((head) => ({ head }));
  if (rows.length > 0) await print(io.stdout, `${await table(columns, rows, paint)}\n`);
  await print(io.stdout, words.definitions(found.length));
}
