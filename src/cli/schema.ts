import type { Command } from 'commander';
import type { Io } from './io.ts';
import { print } from './print.ts';

const HELP = `
It is the API of this version of the program, for code generators, editors and reviews: no server and no
database is asked. Types, fields and values are sorted, so that two versions can be compared line by line.

Examples:
  $ kpi-matrix schema > schema.graphql
  $ kpi-matrix schema --json > introspection.json`;

/** Adds `kpi-matrix schema`, for which the caller brings the schema along: it is the server side. */
export function addSchema(program: Command, io: Io): void {
  program
    .command('schema')
    .summary('print the GraphQL schema')
    .description('Prints the GraphQL schema, with its descriptions, in the schema definition language.')
    .option('--json', 'print it as the answer to an introspection query')
    .addHelpText('after', HELP)
    .action(async ({ json = false }: { json?: boolean }) =>
      print(io.stdout, await io.schema(json ? 'introspection' : 'sdl')),
    );
}
