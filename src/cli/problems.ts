import { type Command, Option } from 'commander';
import { DATA_PROBLEM_KINDS, type DataProblemKind } from '../kpi/dataProblem.ts';
import type { Locale } from '../kpi/vocabulary.ts';
import { oneOf } from './choice.ts';
import { EXIT, ExitError } from './exit.ts';
import type { Io } from './io.ts';
import { localeOf, wordsIn } from './language.ts';
import { addReadOptions, type ReadOptions, SERVER_ENVIRONMENT_HELP } from './options.ts';
import { allPages } from './pages.ts';
import { painter } from './paint.ts';
import { print } from './print.ts';
import { describeScope, type Scope, SCOPE_FIELDS } from './scope.ts';
import { serverAt } from './server.ts';
import { cell, table } from './table.ts';

interface ProblemsOptions extends ReadOptions {
  operator?: string;
  line?: string;
  unit?: string;
  kind?: DataProblemKind;
  input?: string;
  all?: true;
}

interface Problem {
  kind: DataProblemKind;
  state: 'OPEN' | 'RESOLVED';
  scope: Scope;
  text: string;
}

const QUERY = `query Problems($filter: DataProblemFilter, $first: Int, $after: String, $locale: Locale) {
  dataProblems(filter: $filter, first: $first, after: $after) {
    totalCount
    edges {
      node {
        id kind state from to openedAt resolvedAt text(locale: $locale)
        input { key name(locale: $locale) }
        scope {${SCOPE_FIELDS}
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

const EXAMPLES = `
Examples:
  $ kpi-matrix problems --operator china-mobile
  $ kpi-matrix problems --kind stopped
  $ kpi-matrix problems --input callsOfferedToAgents --all --json`;

/** Adds `kpi-matrix problems`. */
export function addProblems(program: Command, io: Io): void {
  const command = program
    .command('problems')
    .summary('list what is wrong with the data: missing, stopped, implausible')
    .description(
      'Lists the open data problems, those found last first: what is missing though it was waited for, what is no longer reported, ' +
        'and what is implausible.',
    )
    .option('--operator <code>', 'only of one operator, such as china-mobile')
    .option('--line <code>', 'with --operator: one business line and what is below it')
    .option('--unit <code>', 'with --operator: one org unit and what is below it')
    .addOption(
      new Option('--kind <kind>', `only of one kind: ${DATA_PROBLEM_KINDS.join(', ')}`).argParser(
        oneOf(DATA_PROBLEM_KINDS),
      ),
    )
    .option('--input <key>', 'only of one input')
    .option('--all', 'also those that are resolved');
  addReadOptions(command)
    .addHelpText('after', EXAMPLES + '\n' + SERVER_ENVIRONMENT_HELP)
    .action((options: ProblemsOptions) => problems(options, io));
}

async function problems(options: ProblemsOptions, io: Io): Promise<void> {
  const locale = localeOf(options.locale, io.env);
  const list = { query: QUERY, field: 'dataProblems' };
  const variables = { filter: filterOf(options), locale };
  const found = await allPages<Problem>(serverAt(options.url, io.env), list, variables);
  if (options.json) return print(io.stdout, JSON.stringify({ dataProblems: found }, null, 2));
  await show(
    found.edges.map(({ node }) => node),
    locale,
    io,
  );
}

function filterOf({ operator, line, unit, kind, input, all }: ProblemsOptions): object {
  if (operator === undefined && (line ?? unit) !== undefined)
    throw new ExitError(EXIT.USAGE, '--line and --unit need --operator: whose?');
  return {
    within: operator === undefined ? undefined : { operator, businessLine: line, orgUnit: unit },
    kinds: kind && [kind],
    inputs: input === undefined ? undefined : [input],
    states: all ? undefined : ['OPEN'],
  };
}

async function show(found: Problem[], locale: Locale, io: Io): Promise<void> {
  const words = wordsIn(locale);
  const paint = painter(io.stdout, io.env);
  const rows = found.map(({ state, scope, text }) => [
    state === 'OPEN' ? paint('yellow', words.problemState[state]) : words.problemState[state],
    cell(text),
    describeScope(scope, words),
  ]);
  const columns = [words.statusHead, words.problem, words.where].map((head) => ({ head }));
  if (rows.length > 0) await print(io.stdout, `${await table(columns, rows, paint)}\n`);
  await print(io.stdout, words.problems(found.length));
}
