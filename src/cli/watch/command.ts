import { type Command, Option } from 'commander';
import { SEVERITIES, type Severity } from '../../kpi/vocabulary.ts';
import { oneOf } from '../choice.ts';
import { EXIT, ExitError } from '../exit.ts';
import type { Io } from '../io.ts';
import { localeOf } from '../language.ts';
import { addReadOptions, type ReadOptions, SERVER_ENVIRONMENT_HELP } from '../options.ts';
import { painter } from '../paint.ts';
import { print } from '../print.ts';
import { interruptible } from '../record/interruption.ts';
import { serverAt } from '../server.ts';
import { type BreachEvent, EVENT_FIELDS, eventLine } from './eventLine.ts';
import { subscription } from './subscription.ts';

interface WatchOptions extends ReadOptions {
  operator?: string;
  line?: string;
  unit?: string;
  kpi?: string[];
  severity?: Severity;
  widest?: true;
  after?: string;
}

const QUERY = `subscription Watch($filter: BreachFilter, $after: String, $locale: Locale) {
  breachEvents(filter: $filter, after: $after) { ${EVENT_FIELDS} }
}`;

const EXAMPLES = `
Examples:
  $ kpi-matrix watch --operator china-mobile --widest
  $ kpi-matrix watch --kpi call-drop-rate --kpi hotline-answer-rate-15s --severity critical
  $ kpi-matrix watch --after "" --json | jq .breach.kpi.code     everything of the last 30 days, then what comes

It goes on until Ctrl-C. When the connection is cut it comes back and misses nothing; to go on another day, pass the
"cursor" of the last event (--json shows it) with --after. To replace its token while it runs, keep the token in a file
(KPI_MATRIX_TOKEN_FILE): write the new one there, then revoke the old one.`;

/** Adds `kpi-matrix watch`. */
export function addWatch(program: Command, io: Io): void {
  const command = program
    .command('watch')
    .summary('show breaches as they open, change and resolve')
    .description('Shows the changes of breaches as they happen, one line each.')
    .option('--operator <code>', 'only at this operator, its lines and units')
    .option('--line <code>', 'only at this business line and those below it (with --operator)')
    .option('--unit <code>', 'only at this org unit and those below it (with --operator)')
    .option('--kpi <code>', 'only of this KPI; may be given several times', (code, codes: string[] = []) => [
      ...codes,
      code,
    ])
    .addOption(
      new Option('--severity <severity>', 'only warning, or only critical').argParser(oneOf(SEVERITIES)),
    )
    .option('--widest', 'leave out what is within an open breach of the same KPI at a wider scope')
    .option('--after <cursor>', 'begin after this event; "" is the oldest one kept (default: now)');
  addReadOptions(command)
    .addHelpText('after', EXAMPLES + '\n' + SERVER_ENVIRONMENT_HELP)
    .action((options: WatchOptions) => interruptible((signal) => watch(options, io, signal), 'stopped'));
}

async function watch(options: WatchOptions, io: Io, signal: AbortSignal): Promise<void> {
  const locale = localeOf(options.locale, io.env);
  const paint = painter(io.stdout, io.env);
  const variables = { filter: filterOf(options), after: options.after, locale };
  const onCut = (error: Error, pauseMs: number) =>
    void io.stderr.write(`${error.message.split('\n')[0]}; again in ${pauseMs / 1000} s\n`);
  for await (const data of subscription(serverAt(options.url, io.env), {
    query: QUERY,
    variables,
    signal,
    onCut,
  })) {
    const { breachEvents: event } = data as { breachEvents: BreachEvent };
    await print(io.stdout, options.json ? JSON.stringify(event) : eventLine(event, locale, paint));
  }
}

function filterOf({ operator, line, unit, kpi, severity, widest }: WatchOptions): object {
  if (operator === undefined && (line !== undefined || unit !== undefined)) {
    throw new ExitError(EXIT.USAGE, 'say with --operator whose line or unit is meant');
  }
  const within = operator === undefined ? undefined : { operator, businessLine: line, orgUnit: unit };
  return { within, kpis: kpi, severity, widestOnly: widest };
}
