import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from '../io.ts';
import { SERVER_ENVIRONMENT_HELP, urlOption } from '../options.ts';
import { keyArgument } from './idempotencyKey.ts';
import { interruptible } from './interruption.ts';
import { record, type RecordOptions } from './record.ts';
import { FORMATS } from './rowFile.ts';

const RETRIES = 5;

const HELP = `
The file:
  CSV with the header input,operator,businessLine,orgUnit,date,value (businessLine and orgUnit may be empty),
  an Excel workbook (.xlsx) with the same columns, or NDJSON with one object of these fields a line. It is
  streamed: its size does not matter. Titles may be Chinese (输入 运营商 业务线 单位 日期 数值) and in any case,
  fields parted by commas, semicolons or tabs, text in UTF-8, UTF-16 or GB18030 (GBK). A table with a column
  for each input is recorded by an import map: { "columns": { "Branch": "orgUnit", "Date": "date",
  "Calls": "callsOfferedToAgents" }, "constants": { "operator": "china-mobile" } }.

Bad rows:
  Every bad row is reported as FILE:LINE: COLUMN: REASON. Nothing of a file with bad rows is kept, unless
  --skip-invalid keeps the good rows and copies the bad ones to a file, to mend and record again.

Once only:
  A load has a key. By default it is derived from the file's content (SHA-256) and form, --source,
  --skip-invalid and the path of the address, so that the same command run twice records once: the server
  answers the second time as the first. It is safe to run the command again whenever its end is in doubt.
  To record the same file anew, for example after values were corrected in between, give another --key.

Examples:
  $ kpi-matrix record miit-2012-q1.csv
  $ kpi-matrix record branches.xlsx --sheet 日报 --map branches.json
  $ kpi-matrix record daily.ndjson --source "call centre" --url https://kpi.example
  $ kpi-matrix record daily.csv --skip-invalid --rejects to-mend.csv
  $ zcat daily.csv.gz | kpi-matrix record - --format csv

Exit codes: 0 recorded (also with rows left out by --skip-invalid), 4 refused (bad rows, or the key was used
with other data), 5 server not reachable, 2 wrong usage, 1 anything else, 130 stopped with Ctrl-C.`;

const STOPPED =
  'stopped: the file is recorded wholly or not at all; running the command again finds out and is safe';

/** Adds `kpi-matrix record`. */
export function addRecord(program: Command, io: Io): void {
  program
    .command('record')
    .argument('<file>', 'FILE.csv, FILE.xlsx, FILE.ndjson, or - for the standard input')
    .summary('record a file of raw quantities')
    .description('Sends a file of observations to a running server, as one batch.')
    .addOption(urlOption())
    .option('--key <key>', 'key of the load (default: derived from the file, see below)', keyArgument)
    .option('--source <text>', 'where the data is from; kept with the batch')
    .addOption(
      new Option('--format <format>', 'form of the data (default: by the name of the file)').choices(FORMATS),
    )
    .option('--charset <name>', 'characters of a text file (default: found out)')
    .option('--sheet <name>', 'sheet of a workbook, by name or number (default: the first)')
    .option('--map <file>', 'JSON file that says what the columns hold')
    .option('--map-name <name>', 'the same, kept by the server by this name')
    .option('--skip-invalid', 'keep the good rows of a file with bad ones')
    .option(
      '--rejects <file>',
      'with --skip-invalid: where the bad rows go (default: FILE.rejected.csv or .ndjson)',
    )
    .option('--retries <count>', 'how often to try again when the connection fails', retriesArgument, RETRIES)
    .option('--quiet', 'print bad rows and errors only')
    .addHelpText('after', HELP + '\n' + SERVER_ENVIRONMENT_HELP)
    .action((file: string, options: RecordOptions) =>
      interruptible((signal) => record(file, { ...options, io, signal }), STOPPED),
    );
}

function retriesArgument(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError('A whole number from 0 to 999.');
  return Number(text);
}
