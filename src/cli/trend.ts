import type { Command } from 'commander';
import { isFiner } from '../kpi/grain.ts';
import { label, type Period } from '../kpi/period.ts';
import { type Grain, GRAINS, type Locale } from '../kpi/vocabulary.ts';
import { oneOf } from './choice.ts';
import { EXIT, ExitError } from './exit.ts';
import { ask } from './graphql.ts';
import type { Io } from './io.ts';
import { localeOf } from './language.ts';
import {
  addReadOptions,
  addScopeOptions,
  type ReadOptions,
  scopeInput,
  type ScopeOptions,
  SERVER_ENVIRONMENT_HELP,
} from './options.ts';
import { periodArgument } from './periodArgument.ts';
import { print, printable } from './print.ts';
import { serverAt } from './server.ts';
import { type KpiTrend, showTrend, TREND_QUERY } from './trendTable.ts';

interface TrendOptions extends ScopeOptions, ReadOptions {
  from: Period;
  to?: Period;
  grain?: Grain;
}

const EXAMPLES = `
Examples:
  $ kpi-matrix trend regulator-appeal-rate --operator china-telecom --from 2012-Q1 --to 2013-Q2
  $ kpi-matrix trend hotline-answer-rate-15s --operator china-mobile --from 2013-06-01 --to 2013-06-30
  $ kpi-matrix trend call-drop-rate --operator china-mobile --line mobile --from 2013 --to 2013 --grain MONTH`;

/** Adds `kpi-matrix trend`. */
export function addTrend(program: Command, io: Io): void {
  const command = program
    .command('trend')
    .argument('<kpi>', 'code of the KPI, as listed by "kpi-matrix kpis"')
    .summary('show the values of one KPI over time')
    .description('Shows the values of one KPI over time, one line a period, also for periods without data.');
  addReadOptions(
    addScopeOptions(command)
      .requiredOption('--from <period>', 'first day, or a label such as 2012-Q1', periodArgument)
      .option('--to <period>', 'last day, or a label (default: today)', periodArgument)
      .option('--grain <grain>', `${GRAINS.join(', ')} (default: that of --from)`, oneOf(GRAINS)),
  )
    .addHelpText('after', EXAMPLES + '\n' + SERVER_ENVIRONMENT_HELP)
    .action((kpi: string, options: TrendOptions) => trend(kpi, options, io));
}

async function trend(code: string, options: TrendOptions, io: Io): Promise<void> {
  const locale = localeOf(options.locale, io.env);
  const range = rangeAsked(options, io.now?.() ?? new Date());
  const answer = await ask<{ kpiDefinition: KpiTrend | null }>(serverAt(options.url, io.env), TREND_QUERY, {
    code,
    scope: scopeInput(options),
    range,
    locale,
  });
  if (answer.kpiDefinition === null)
    throw new ExitError(EXIT.USAGE, `no KPI has the code ${printable(code)}`);
  if (options.json) return print(io.stdout, JSON.stringify(answer, null, 2));
  await showFound(answer.kpiDefinition, { io, locale, grain: range.grain });
}

function rangeAsked(
  { from, to, grain }: TrendOptions,
  now: Date,
): { grain: Grain; from: string; to: string } {
  const last = to?.end ?? now.toISOString().slice(0, 10);
  if (last < from.start)
    throw new ExitError(EXIT.USAGE, `the range ends (${last}) before it begins (${label(from)})`);
  return { grain: grain ?? from.grain, from: from.start, to: last };
}

function showFound(kpi: KpiTrend, show: { io: Io; locale: Locale; grain: Grain }): Promise<void> {
  if (kpi.trend && kpi.trend.length > 0) return showTrend(kpi, show);
  const finer = isFiner(show.grain, kpi.cadence);
  const reason = finer
    ? `by ${show.grain}: its finest grain is ${kpi.cadence} (--grain ${kpi.cadence})`
    : 'to this scope';
  throw new ExitError(EXIT.USAGE, `${printable(kpi.code)} does not apply ${reason}`);
}
