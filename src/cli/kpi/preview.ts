import type { Command } from 'commander';
import { label, type Period } from '../../kpi/period.ts';
import { type Grain, GRAINS, type Locale, type Status } from '../../kpi/vocabulary.ts';
import { oneOf } from '../choice.ts';
import { EXIT, ExitError } from '../exit.ts';
import { figure, scoreFigure } from '../figure.ts';
import { ask } from '../graphql.ts';
import type { Io } from '../io.ts';
import { localeOf, type Words, wordsIn } from '../language.ts';
import {
  addReadOptions,
  addScopeOptions,
  type ReadOptions,
  scopeInput,
  type ScopeOptions,
  SERVER_ENVIRONMENT_HELP,
} from '../options.ts';
import { type Paint, painter } from '../paint.ts';
import { periodArgument } from '../periodArgument.ts';
import { print, printable } from '../print.ts';
import { describeScope, type Scope, SCOPE_FIELDS } from '../scope.ts';
import { serverAt } from '../server.ts';
import { statusCell } from '../status.ts';
import { cell, table } from '../table.ts';
import { authoringOf, refuse } from './problems.ts';

interface Options extends ScopeOptions, ReadOptions {
  from: Period;
  to?: Period;
  grain?: Grain;
}

interface Figure {
  value: number | null;
  score: number | null;
  status: Status;
}

interface Move {
  before: number | null;
  after: number | null;
}

interface Preview {
  problems: { path: string[]; message: string }[];
  scope: Scope;
  existing: { version: number } | null;
  applies: boolean;
  colourChanges: number;
  derived: { code: string }[];
  periods: { period: { label: string }; changesColour: boolean; before: Figure | null; after: Figure }[];
  matrices: { index: Move }[];
}

const QUERY = `query Preview($input: KpiDefinitionInput!, $scope: ScopeInput!, $range: PeriodRangeInput!, $locale: Locale) {
  previewKpi(input: $input, scope: $scope, range: $range) {
    problems { path message }
    scope {${SCOPE_FIELDS}
    }
    existing { version }
    applies
    colourChanges
    derived { code }
    periods { period { label } changesColour before { value score status } after { value score status } }
    matrices { index { before after } }
  }
}`;

const HELP = `
Examples:
  $ kpi-matrix kpi preview plugins/hotline/mine.ts --operator china-mobile --from 2012-01 --to 2012-12
  $ kpi-matrix kpi preview plugins/network/call-drop-rate.ts --operator china-mobile --line mobile --from 2012-03-01 --to 2012-03-31

Nothing is stored. At most 400 periods at once.
${SERVER_ENVIRONMENT_HELP}`;

/** Adds `kpi-matrix kpi preview`. */
export function addPreview(kpi: Command, io: Io): void {
  const command = kpi
    .command('preview')
    .argument('<file>', 'a plugin file with one KPI')
    .summary('show what a definition would give over stored data')
    .description(
      'Asks a running server what the definition of a file would give, beside what the present one gives.',
    );
  addReadOptions(
    addScopeOptions(command)
      .requiredOption('--from <period>', 'first day, or a label such as 2012-Q1', periodArgument)
      .option('--to <period>', 'last day, or a label (default: today)', periodArgument)
      .option('--grain <grain>', `${GRAINS.join(', ')} (default: that of --from)`, oneOf(GRAINS)),
  )
    .addHelpText('after', HELP)
    .action((file: string, options: Options) => preview(file, options, io));
}

async function preview(file: string, options: Options, io: Io): Promise<void> {
  const authoring = await authoringOf(io);
  const { kpis, problems } = await authoring.read([file]);
  const [kpi] = kpis;
  if (!kpi) refuse(problems);
  if (!kpi || kpis.length > 1)
    throw new ExitError(EXIT.USAGE, `${printable(file)} should hold one KPI, not ${kpis.length}`);
  const locale = localeOf(options.locale, io.env);
  const { previewKpi } = await ask<{ previewKpi: Preview | null }>(serverAt(options.url, io.env), QUERY, {
    // Examples may still have to follow what is tried.
    input: authoring.asInput({ ...kpi.definition, examples: [] }),
    scope: scopeInput(options),
    range: rangeOf(options, io.now?.() ?? new Date()),
    locale,
  });
  if (!previewKpi) throw new ExitError(EXIT.FAILED, 'the server answered no preview');
  if (options.json) return print(io.stdout, JSON.stringify({ previewKpi }, null, 2));
  refuse(previewKpi.problems.map((it) => ({ source: file, ...it })));
  await show(previewKpi, kpi.definition.code, locale, io);
}

function rangeOf({ from, to, grain }: Options, now: Date): object {
  const last = to?.end ?? now.toISOString().slice(0, 10);
  if (last < from.start)
    throw new ExitError(EXIT.USAGE, `the range ends (${last}) before it begins (${label(from)})`);
  return { grain: grain ?? from.grain, from: from.start, to: last };
}

async function show(found: Preview, code: string, locale: Locale, io: Io): Promise<void> {
  const words = wordsIn(locale);
  const paint = painter(io.stdout, io.env);
  const before = found.existing ? `version ${found.existing.version} of it` : 'nothing: it is new';
  await print(
    io.stdout,
    `${paint('bold', printable(code))}, beside ${before}\n${describeScope(found.scope, words)}\n`,
  );
  if (!found.applies) throw new ExitError(EXIT.USAGE, 'it does not apply to this scope and grain');
  await print(io.stdout, `${await rows(found, words, paint)}\n`);
  const derived =
    found.derived.length > 0 ? `; moves with it: ${found.derived.map((it) => it.code).join(', ')}` : '';
  await print(
    io.stdout,
    `${found.colourChanges} of ${found.periods.length} periods change their status${derived}`,
  );
}

function rows({ periods, matrices }: Preview, words: Words, paint: Paint): Promise<string> {
  const right = 'right' as const;
  return table(
    [
      { head: words.period },
      { head: 'before', align: right },
      { head: words.statusHead },
      { head: 'after', align: right },
      { head: words.statusHead },
      { head: words.score, align: right },
      { head: words.index, align: right },
    ],
    periods.map(({ period, before, after, changesColour }, at) => [
      cell(period.label),
      figure(before?.value ?? null),
      before ? statusCell(before.status, words, paint) : '',
      changesColour ? paint('bold', figure(after.value)) : figure(after.value),
      statusCell(after.status, words, paint),
      moved({ before: before?.score ?? null, after: after.score }),
      matrices[at] ? moved(matrices[at].index) : '',
    ]),
    paint,
  );
}

const moved = ({ before, after }: Move): string =>
  scoreFigure(before) === scoreFigure(after)
    ? scoreFigure(after)
    : `${scoreFigure(before)} → ${scoreFigure(after)}`;
