import { type Command, Option } from 'commander';
import type { Io } from '../io.ts';
import { SERVER_ENVIRONMENT_HELP, urlOption } from '../options.ts';
import { interruptible } from '../record/interruption.ts';
import { exportFile, type ExportOptions, FILTERS } from './exportFile.ts';

const KINDS = ['measurements', 'observations', 'breaches', 'matrix'];
const FORMATS = ['csv', 'ndjson', 'xlsx', 'parquet'];

const HELP = `
What passes:
  Each filter may be given more than once: what matches one of its values passes. Without a filter everything that you
  may read is exported. Measurements and the matrix need a --grain. The server says which filters a file has.

The file:
  It is written beside its place, and put there when it is whole; a file that is there is replaced. Without --out it goes
  to the standard output. Texts of CSV that a spreadsheet would take for formulas begin with a quote; dates are ISO, and
  numbers are not rounded. Observations as CSV, NDJSON or XLSX can be recorded again as they are.

Examples:
  $ kpi-matrix export measurements --operator china-mobile --grain MONTH --from 2026-01-01 --out kpis.xlsx
  $ kpi-matrix export observations --input callsOfferedToAgents --format csv --lang zh --bom --out calls.csv
  $ kpi-matrix export breaches --state OPEN --format ndjson | head

Exit codes: 0 written, 5 server not reachable or the answer broke off, 2 wrong usage or an unknown code, 1 anything else,
130 stopped with Ctrl-C.`;

/** Adds `kpi-matrix export`. */
export function addExport(program: Command, io: Io): void {
  const command = program
    .command('export')
    .argument('<what>', KINDS.join(', '))
    .summary('write figures to a file')
    .description('Fetches figures from a running server as a file of any size.')
    .addOption(new Option('--format <format>', 'form of the file (default: by its name)').choices(FORMATS))
    .option('--out <file>', 'where it goes (default: the standard output)')
    .option('--grain <grain>', 'DAY, WEEK, MONTH, QUARTER or YEAR')
    .option('--from <date>', 'the first day')
    .option('--to <date>', 'the last day');
  for (const [name, { flag, text }] of Object.entries(FILTERS))
    command.addOption(
      new Option(`--${flag} <${text}>`, `${name} that passes; may be given again`).argParser(each),
    );
  command
    .addOption(new Option('--lang <language>', 'language of titles and names').choices(['en', 'zh']))
    .option('--bom', 'begin a CSV file with the mark that tells Excel that it is UTF-8')
    .option('--quiet', 'print errors only')
    .addOption(urlOption())
    .addHelpText('after', HELP + '\n' + SERVER_ENVIRONMENT_HELP)
    .action((what: string, options: ExportOptions) =>
      interruptible(
        (signal) => exportFile(what, { ...options, io, signal }),
        'stopped: nothing was put in the place of the file',
      ),
    );
}

const each = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];
