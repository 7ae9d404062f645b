/** The README's path for a new user: define, record the ministry's file with the command line, ask. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { freshDataDirectory, runProgram, startServer } from '../support/server.ts';

const FILE = fileURLToPath(new URL('../data/miit-2012-q1.csv', import.meta.url));

const REFERENCE = fileURLToPath(new URL('../data/miit-operators.json', import.meta.url));

const OPERATORS = ['china-telecom', 'china-mobile', 'china-unicom'];

async function ask<Data>(url: string, query: string, variables: object = {}): Promise<Data> {
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ query, variables });
  const { data, errors } = (await (
    await fetch(`${url}/graphql`, { method: 'POST', headers, body })
  ).json()) as {
    data: Data;
    errors?: unknown;
  };
  expect(errors).toBeUndefined();
  return data;
}

test("the ministry's figures for 2012-Q1, recorded from the command line, answer 13.6, 8.6 and 20.2 per million", async () => {
  const server = await startServer({ DATA_DIR: await freshDataDirectory() });
  const defined = await runProgram(['define', REFERENCE, '--url', server.url]);
  expect(defined).toMatchObject({ code: 0, stdout: 'defined: 3 operators\n' });

  const recorded = await runProgram(['record', FILE, '--url', server.url]);
  expect(recorded).toMatchObject({ code: 0 });
  expect(recorded.stdout + recorded.stderr).toContain('6 new');
  const again = await runProgram(['record', FILE, '--url', server.url]);
  expect(again).toMatchObject({ code: 0 });

  // The answer comes after the figures, but for a machine so busy that this would take many seconds.
  const pending = async () =>
    (await ask<{ engine: { pending: number } }>(server.url, '{ engine { pending } }')).engine.pending;
  await expect.poll(pending, { timeout: 30_000 }).toBe(0);

  const trend = `query ($operator: String!) { kpiDefinition(code: "regulator-appeal-rate") {
    trend(scope: { operator: $operator }, range: { grain: QUARTER, from: "2012-01-01", to: "2012-03-31" }) {
      period { label } value status isComplete } } }`;
  type Trend = {
    kpiDefinition: {
      trend: { period: { label: string }; value: number; status: string; isComplete: boolean }[];
    };
  };
  const points = await Promise.all(
    OPERATORS.map(
      async (operator) => (await ask<Trend>(server.url, trend, { operator })).kpiDefinition.trend,
    ),
  );
  expect(points.map(([point]) => point!.status)).toEqual(['CRITICAL', 'OK', 'CRITICAL']);
  expect(points.map(([point]) => Number(point!.value.toFixed(6)))).toEqual([13.6, 8.6, 20.2]);
  expect(points.map(([point, ...more]) => [point!.period.label, point!.isComplete, more.length])).toEqual(
    OPERATORS.map(() => ['2012-Q1', true, 0]),
  );
  expect((await server.stop()).code).toBe(0);
}, 120_000);
