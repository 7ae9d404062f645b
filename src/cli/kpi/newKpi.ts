import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { type BusinessProcess, PROCESSES } from '../../kpi/vocabulary.ts';
import { EXIT, ExitError } from '../exit.ts';
import type { Io } from '../io.ts';
import { print, printable } from '../print.ts';
import { authoringOf } from './problems.ts';

const HELP = `
Example:
  $ kpi-matrix kpi new hotline/first-minute-answer-rate

The process is one of the nine, in lower case with hyphens; the file name is the code. What is there is never overwritten.`;

/** Adds `kpi-matrix kpi new`. */
export function addNew(kpi: Command, io: Io): void {
  kpi
    .command('new')
    .argument('<process/code>', 'where it belongs and what it is called, such as hotline/call-back-rate')
    .summary('write a new KPI to begin with')
    .description(
      'Writes plugins/<process>/<code>.ts with three examples that fail until you say what is right.',
    )
    .addHelpText('after', HELP)
    .action((place: string) => newKpi(place, io));
}

async function newKpi(place: string, io: Io): Promise<void> {
  const { process, code } = placeOf(place);
  const inputs = await (await authoringOf(io)).inputsFor(process);
  const file = `plugins/${folderOf(process)}/${code}.ts`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, template(process, code, inputs), { flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST' ? new ExitError(EXIT.USAGE, `${file} is there already`) : error;
    },
  );
  await print(io.stdout, `${file} is written. What next:\n${NEXT(file, code)}`);
}

const NEXT = (file: string, code: string): string =>
  [
    `  1. Say in ${file} what it measures: names, formula, threshold, scoring. "kpi-matrix help kpi" names the commands.`,
    '  2. Put right figures into its three examples.',
    `  3. kpi-matrix kpi check ${file}     lists what is still wrong`,
    `  4. kpi-matrix kpi test ${code}     computes the examples`,
    `  5. kpi-matrix kpi preview ${file} --operator <code> --from 2012-01 --to 2012-12`,
  ].join('\n');

export const folderOf = (process: BusinessProcess): string => process.toLowerCase().replaceAll('_', '-');

function placeOf(text: string): { process: BusinessProcess; code: string } {
  const [folder = '', code = '', ...rest] = text.split('/');
  const process = PROCESSES.find((it) => folderOf(it) === folder);
  if (!process || rest.length > 0)
    throw new ExitError(
      EXIT.USAGE,
      `${printable(text)} does not begin with a process: ${PROCESSES.map(folderOf).join(', ')}`,
    );
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(code) || code.length > 64)
    throw new ExitError(
      EXIT.USAGE,
      'a code is made of a-z and 0-9 in words joined by single hyphens, such as call-back-rate',
    );
  return { process, code };
}

const template = (process: BusinessProcess, code: string, [part, whole]: [string, string]): string =>
  `import { defineKpi } from '#kpi';

export default defineKpi({
  code: '${code}',
  name: { en: '${words(code)}', zh: '${words(code)}' },
  description: 'What it measures, and why somebody should care.',
  // PERCEPTION: what customers say; COMPLAINT: what they complain about; OPERATIONS: what counters say.
  dimension: 'OPERATIONS',
  process: '${process}',
  lifecycleStage: 'USAGE',
  // The grain at which the threshold is watched: DAY, WEEK, MONTH, QUARTER or YEAR.
  cadence: 'MONTH',
  unit: 'percent',
  // Over inputs, parameters of your own and other KPIs (their codes in camelCase).
  formula: '100 * ${part} / ${whole}',
  // atLeast: higher is better; atMost: lower is better; both: on target.
  threshold: { atLeast: { warning: 85, critical: 80 } },
  // The values that score 0 and 100.
  scoring: { zero: 60, full: 95 },
  weight: 1,
  sources: [{ reference: 'judgement', says: 'where the definition and the limits come from' }],
  // They fail until you say what is right.
  examples: [
    { inputs: { ${part}: 90, ${whole}: 100 }, value: 0, status: 'OK' },
    { inputs: { ${part}: 70, ${whole}: 100 }, value: 0, status: 'CRITICAL' },
    { inputs: { ${part}: 0, ${whole}: 0 }, value: 0, status: 'NO_DATA' },
  ],
});
`;

function words(code: string): string {
  const text = code.replaceAll('-', ' ');
  return text[0]!.toUpperCase() + text.slice(1);
}
