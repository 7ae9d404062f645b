import { type Command, InvalidArgumentError } from 'commander';
import { isDate } from '../kpi/period.ts';
import type { Io } from './io.ts';
import { SERVER_ENVIRONMENT_HELP, urlOption } from './options.ts';
import { eachPage } from './pages.ts';
import { print } from './print.ts';
import { serverAt } from './server.ts';

interface AuditOptions {
  from?: string;
  to?: string;
  url?: string;
}

/** One row, as the API answers it; null stays an empty field. */
interface AuditEvent {
  at: string;
  by: string;
  principal: string;
  from: string | null;
  action: string;
  targets: string[];
  outcome: string;
  rows: number | null;
}

const COLUMNS = ['at', 'by', 'principal', 'from', 'action', 'targets', 'outcome', 'rows'] as const;

const QUERY = `query Audit($filter: AuditFilter, $first: Int, $after: String) {
  auditEvents(filter: $filter, first: $first, after: $after) {
    edges { node { ${COLUMNS.join(' ')} } }
    pageInfo { hasNextPage endCursor }
  }
}`;

const HELP = `
One line each, newest first: when, who, from which address, what, what it was about (separated by spaces), with which
outcome, and how many observations were recorded. It takes the token of an admin.

Examples:
  $ kpi-matrix audit --from 2026-10-01 --to 2026-10-31 > october.csv
  $ kpi-matrix audit | grep REFUSED`;

/** Adds `kpi-matrix audit`. */
export function addAudit(program: Command, io: Io): void {
  program
    .command('audit')
    .summary('write who did what, as CSV')
    .description('Writes who did what, or was refused, as CSV to standard output.')
    .option('--from <date>', 'the first day, UTC, such as 2026-10-01 (default: the oldest kept)', day)
    .option('--to <date>', 'the last day, UTC (default: now)', day)
    .addOption(urlOption())
    .addHelpText('after', HELP + '\n' + SERVER_ENVIRONMENT_HELP)
    .action((options: AuditOptions) => audit(options, io));
}

function day(text: string): string {
  if (isDate(text)) return text;
  throw new InvalidArgumentError('expected a date such as 2026-10-01');
}

async function audit({ from, to, url }: AuditOptions, io: Io): Promise<void> {
  const filter = { from: from && `${from}T00:00:00.000Z`, to: to && `${to}T23:59:59.999Z` };
  const list = { query: QUERY, field: 'auditEvents' };
  let isBegun = false;
  for await (const { edges } of eachPage<AuditEvent>(serverAt(url, io.env), list, { filter })) {
    const lines = edges.map(({ node }) => lineOf(node));
    await print(io.stdout, (isBegun ? lines : [COLUMNS.join(','), ...lines]).join('\r\n') + '\r');
    isBegun = true;
  }
}

const lineOf = (event: AuditEvent): string =>
  COLUMNS.map((name) => field([event[name] ?? ''].flat().join(' '))).join(',');

/** As RFC 4180 has it; what a spreadsheet would take for a formula is kept a text by a quote before it. */
function field(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
