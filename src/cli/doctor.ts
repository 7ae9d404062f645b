import type { Command } from 'commander';
import { EXIT, ExitError } from './exit.ts';
import type { Finding, Io } from './io.ts';
import { painter, type Style } from './paint.ts';
import { printable } from './print.ts';
import { DATABASE_ENVIRONMENT } from './serverCommands.ts';

const HELP = `
Run it with the environment that the server has: it says who reaches the server, who may come in, and what is
missing for a network. It reads the settings and the database, asks the identity provider for its keys, and
changes nothing. A server on a PostgreSQL may go on; an embedded database cannot be looked into while a server
has it open.

It ends with 1 where something has to be mended, with 0 otherwise.

Environment: that of "kpi-matrix serve", of which these say which database:${DATABASE_ENVIRONMENT}

Examples:
  $ kpi-matrix doctor
  $ HOST=10.0.0.5 ALLOWED_HOSTS=kpi.example.com kpi-matrix doctor --json`;

/** Adds `kpi-matrix doctor`, which the caller runs: it is the server side. */
export function addDoctor(program: Command, io: Io): void {
  program
    .command('doctor')
    .summary('say what is open, who may come in and what is missing')
    .description('Looks at the settings and the database of a server, and changes nothing.')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', HELP)
    .action(async ({ json = false }: { json?: boolean }) => {
      const findings = await io.doctor({ env: io.env, now: io.now?.() ?? new Date() });
      io.stdout.write(`${json ? JSON.stringify(findings, null, 2) : said(findings, io)}\n`);
      const problems = findings.filter(({ level }) => level === 'problem').length;
      if (problems > 0)
        throw new ExitError(EXIT.FAILED, `${problems === 1 ? '1 problem' : `${problems} problems`} to mend`);
    });
}

const STYLES: Readonly<Record<Finding['level'], Style>> = { ok: 'green', note: 'yellow', problem: 'red' };
const WIDTH = 'problem'.length;

function said(findings: readonly Finding[], io: Io): string {
  const paint = painter(io.stdout, io.env);
  const lineOf = ({ level, about, text, remedy }: Finding): string[] => [
    `${paint(STYLES[level], level.padEnd(WIDTH))}  ${paint('bold', about)}: ${printable(text)}`,
    ...(remedy === null ? [] : [`${' '.repeat(WIDTH)}  → ${printable(remedy)}`]),
  ];
  return findings.flatMap(lineOf).join('\n');
}
