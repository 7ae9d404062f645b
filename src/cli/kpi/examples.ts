import type { Command } from 'commander';
import type { AuthoredKpi, Outcome } from '../../kpi/authoring.ts';
import { EXIT, ExitError } from '../exit.ts';
import { counted, figure } from '../figure.ts';
import type { Io } from '../io.ts';
import { painter } from '../paint.ts';
import { print, printable } from '../print.ts';
import { authoringOf, problemsText } from './problems.ts';

const HELP = `
Examples:
  $ kpi-matrix kpi test                      the examples of every KPI
  $ kpi-matrix kpi test call-drop-rate       of one

Exit code 4 where an example does not hold.`;

/** Adds `kpi-matrix kpi test`. */
export function addTest(kpi: Command, io: Io): void {
  kpi
    .command('test')
    .argument('[codes...]', 'codes of KPIs; all if left out')
    .summary("compute the KPIs' examples")
    .description("Computes the KPIs' examples and prints what each gives. Needs no server.")
    .addHelpText('after', HELP)
    .action((codes: string[]) => test(codes, io));
}

async function test(codes: string[], io: Io): Promise<void> {
  const { kpis, problems } = await (await authoringOf(io)).read([]);
  const wanted = kpis.filter((it) => codes.length === 0 || codes.includes(it.definition.code));
  const missing = codes.filter((code) => !wanted.some((it) => it.definition.code === code));
  if (missing.length > 0) throw unknown(missing, problems);
  const paint = painter(io.stdout, io.env);
  for (const it of wanted)
    await print(
      io.stdout,
      report(it, (holds) => paint(holds ? 'green' : 'red', holds ? '✓' : '✗')),
    );
  const all = wanted.flatMap((it) => it.examples);
  const failed = all.filter((it) => !it.holds).length;
  if (failed > 0)
    throw new ExitError(EXIT.REFUSED, `${failed} of ${counted(all.length, 'example')} do not hold`);
  await print(io.stdout, `${counted(all.length, 'example')} of ${counted(wanted.length, 'KPI')}, all hold`);
}

function unknown(codes: readonly string[], problems: Parameters<typeof problemsText>[0]): ExitError {
  const names = codes.map(printable).join(', ');
  const why = problems.length > 0 ? `\n\n${problemsText(problems)}` : '';
  return new ExitError(problems.length > 0 ? EXIT.REFUSED : EXIT.USAGE, `cannot compute ${names}${why}`);
}

function report({ definition, examples }: AuthoredKpi, mark: (holds: boolean) => string): string {
  const lines = examples.map(({ expected, actual, holds }, at) => {
    const found = holds ? inWords(actual) : `expected ${inWords(expected)}, but it gives ${inWords(actual)}`;
    return `  ${mark(holds)} example ${at + 1}: ${found}`;
  });
  return [definition.code, ...lines].join('\n');
}

const inWords = ({ value, status }: Outcome): string =>
  `${value === null ? 'no value' : figure(value)}, ${status}`;
