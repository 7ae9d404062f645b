import { type Command, Option } from 'commander';
import type { Locale } from '../kpi/vocabulary.ts';
import { oneOf } from './choice.ts';
import { DEFAULT_URL } from './server.ts';

/** The options of a scope as commander hands them over. */
export interface ScopeOptions {
  operator: string;
  line?: string;
  unit?: string;
}

/** The options that every command which reads has. */
export interface ReadOptions {
  locale?: Locale;
  json?: true;
  url?: string;
}

const LOCALES: readonly Locale[] = ['EN', 'ZH'];

/** `--url`, with its default in the help. */
export const urlOption = (): Option =>
  new Option('--url <url>', `address of the server (or KPI_MATRIX_URL; default ${DEFAULT_URL})`);

/** Adds `--operator`, `--line` and `--unit`. */
export function addScopeOptions(command: Command): Command {
  return command
    .requiredOption('--operator <code>', 'the operator, such as china-mobile')
    .option('--line <code>', 'one business line; all lines together if left out')
    .option('--unit <code>', 'one org unit of the operator; the whole operator if left out');
}

/** Adds `--locale`, `--json` and `--url`. */
export function addReadOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--locale <en|zh>', "language of names (default: the system's)").argParser(oneOf(LOCALES)),
    )
    .option('--json', 'print the data of the GraphQL answer instead of tables')
    .addOption(urlOption());
}

/** The scope as the API takes it. */
export function scopeInput({ operator, line, unit }: ScopeOptions): object {
  return { operator, businessLine: line, orgUnit: unit };
}

/** What every help text of a command that talks to a server ends with. */
export const SERVER_ENVIRONMENT_HELP = `
Environment:
  KPI_MATRIX_URL    address of the server, if --url is not given
  KPI_MATRIX_TOKEN  token, sent as "Authorization: Bearer …"
  KPI_MATRIX_TOKEN_FILE  a file with the token, read at every connection, so that it may be replaced`;
