import type { Command } from 'commander';
import { type Period, periodOf } from '../kpi/period.ts';
import { type Grain, GRAINS } from '../kpi/vocabulary.ts';
import { oneOf } from './choice.ts';
import { EXIT, ExitError } from './exit.ts';
import { ask } from './graphql.ts';
import type { Io } from './io.ts';
import { localeOf } from './language.ts';
import { MATRIX_QUERY, type MatrixAnswer, showMatrix } from './matrixTable.ts';
import {
  addReadOptions,
  addScopeOptions,
  type ReadOptions,
  scopeInput,
  type ScopeOptions,
  SERVER_ENVIRONMENT_HELP,
} from './options.ts';
import { dateArgument, lastCompletePeriod, periodArgument } from './periodArgument.ts';
import { print } from './print.ts';
import { serverAt } from './server.ts';

interface MatrixOptions extends ScopeOptions, ReadOptions {
  period?: Period;
  grain?: Grain;
  date?: string;
  all?: true;
}

const EXAMPLES = `
Examples:
  $ kpi-matrix matrix --operator china-telecom --period 2012-Q1
  $ kpi-matrix matrix --operator china-mobile --line mobile --grain WEEK --date 2013-06-30
  $ kpi-matrix matrix --operator china-mobile --period 2013 --locale zh --json`;

/** Adds `kpi-matrix matrix`. */
export function addMatrix(program: Command, io: Io): void {
  const command = program
    .command('matrix')
    .summary('show the quality matrix of an operator: processes by dimensions, and what is not in order')
    .description(
      'Shows the service quality index of an operator, the scores (0 to 100) of its nine processes in three dimensions, ' +
        'and the KPIs that are beyond a limit or have too small a sample. Without a period: the last complete month.',
    );
  addReadOptions(
    addScopeOptions(command)
      .option('--period <label>', '2013-06-30, 2013-W26, 2013-06, 2013-Q2 or 2013', periodArgument)
      .option(
        '--grain <grain>',
        `${GRAINS.join(', ')}: with --date, or the last complete period`,
        oneOf(GRAINS),
      )
      .option('--date <date>', 'a day within the period, for --grain', dateArgument)
      .option('--all', 'list every KPI, also those that are OK or without data'),
  )
    .addHelpText('after', EXAMPLES + '\n' + SERVER_ENVIRONMENT_HELP)
    .action((options: MatrixOptions) => matrix(options, io));
}

async function matrix(options: MatrixOptions, io: Io): Promise<void> {
  const { grain, start } = periodAsked(options, io.now?.() ?? new Date());
  const locale = localeOf(options.locale, io.env);
  const answer = await ask<MatrixAnswer>(serverAt(options.url, io.env), MATRIX_QUERY, {
    scope: scopeInput(options),
    period: { grain, date: start },
    locale,
  });
  const { pending, sample } = answer.engine;
  if (sample?.loading) await print(io.stderr, stillLoading(sample));
  else if (pending > 0) await print(io.stderr, 'figures are still being computed: some are missing or old');
  if (options.json) return print(io.stdout, JSON.stringify({ matrix: answer.matrix }, null, 2));
  await showMatrix(answer.matrix, { io, locale, all: options.all ?? false });
}

const stillLoading = ({ done, total }: { done: number; total: number }): string =>
  `the sample data are still loading, ${done} of ${total} batches: figures are missing or incomplete`;

function periodAsked({ period, grain, date }: MatrixOptions, now: Date): Period {
  if (period && (grain || date))
    throw new ExitError(EXIT.USAGE, 'give either --period, or --grain with --date');
  if (period) return period;
  if (date && !grain)
    throw new ExitError(EXIT.USAGE, '--date needs --grain: the week, or the quarter, of that day?');
  return date && grain ? periodOf(grain, date) : lastCompletePeriod(grain ?? 'MONTH', now);
}
