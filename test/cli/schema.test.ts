/** `kpi-matrix schema`: the API without a server. */
import { buildClientSchema, buildSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { expect, test } from 'vitest';
import { printedSchema } from '../../src/graphql/schema.ts';
import { runProgram, temporaryDirectory } from '../support/server.ts';

// No server can be reached there, and nothing may be left in the directory.
const NOWHERE = { KPI_MATRIX_URL: 'http://localhost:1', DATA_DIR: `${temporaryDirectory()}/none` };

const sorted = (sdl: string) => printSchema(lexicographicSortSchema(buildSchema(sdl)));

test('prints the schema of this version, sorted and with descriptions', async () => {
  const { code, stdout, stderr } = await runProgram(['schema'], NOWHERE);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`${sorted(printedSchema())}\n`);
  expect(stdout).toContain('"""The service quality index, 0 to 100."""');
});

test('prints it as the answer to an introspection query, which says the same', async () => {
  const { code, stdout } = await runProgram(['schema', '--json'], NOWHERE);
  expect(code).toBe(0);
  const { data } = JSON.parse(stdout) as { data: Parameters<typeof buildClientSchema>[0] };
  expect(printSchema(buildClientSchema(data))).toBe(sorted(printedSchema()));
});
