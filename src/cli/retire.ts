import type { Command } from 'commander';
import type { Period } from '../kpi/period.ts';
import type { Io, SetAside } from './io.ts';
import { type Paint, painter } from './paint.ts';
import { periodArgument } from './periodArgument.ts';
import { DATABASE_ENVIRONMENT } from './serverCommands.ts';
import { table } from './table.ts';

const HELP = `
Observations and the figures of days and weeks before the beginning of a year are set aside: their tables stay in the
database under names that begin with "retired_", to be dumped and dropped, or go with --drop. Figures of months,
quarters and years stay readable as they were computed, and so do breaches and events. Nothing may be recorded any
longer for days before. Servers on a PostgreSQL may go on; one with an embedded database has to be stopped.

Environment:${DATABASE_ENVIRONMENT}

Examples:
  $ DATABASE_URL=postgres://kpi@db.example/kpi kpi-matrix retire --before 2024-01 --dry-run
  $ DATABASE_URL=postgres://kpi@db.example/kpi kpi-matrix retire --before 2024-01`;

interface Options {
  before: Period;
  drop?: boolean;
  dryRun?: boolean;
}

/** Adds `kpi-matrix retire`, which the caller runs: it is the server side. */
export function addRetire(program: Command, io: Io): void {
  program
    .command('retire')
    .summary('set old observations and daily figures aside')
    .description('Sets observations, and figures of days and weeks, before a year aside.')
    .requiredOption(
      '--before <period>',
      'the first month or year that is kept, such as 2024-01',
      periodArgument,
    )
    .option('--drop', 'remove them for good')
    .option('--dry-run', 'only say what would go')
    .addHelpText('after', HELP)
    .action(async ({ before, drop = false, dryRun = false }: Options) => {
      const today = (io.now?.() ?? new Date()).toISOString().slice(0, 10);
      const gone = await io.retire({ env: io.env, day: before.start, today, drop, dryRun });
      const paint = painter(io.stdout, io.env);
      const text =
        gone.length === 0
          ? `nothing is stored before ${before.start}`
          : await said(gone, drop, dryRun, paint);
      io.stdout.write(`${text}\n`);
    });
}

async function said(
  gone: readonly SetAside[],
  drop: boolean,
  dryRun: boolean,
  paint: Paint,
): Promise<string> {
  const columns = [
    { head: 'what' },
    { head: 'days' },
    { head: 'size', align: 'right' as const },
    { head: drop ? '' : 'table' },
  ];
  const rows = gone.map(({ table: of, name, from, to, bytes }) => [
    of === 'observation' ? 'observations' : 'figures of days and weeks',
    `${from ?? '…'} until before ${to}`,
    `${(bytes / 2 ** 20).toFixed(1)} MiB`,
    drop ? '' : `retired_${name}`,
  ]);
  const tables = gone.length === 1 ? '1 table' : `${gone.length} tables`;
  const became = `${dryRun ? 'would be ' : ''}${drop ? 'removed for good' : 'set aside'}`;
  return `${await table(columns, rows, paint)}\n${tables} ${became}`;
}
