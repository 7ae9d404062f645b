/** The commands that ask a server: over the real API. */
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kpiSchema } from '../../../src/kpi/definition.ts';
import { type Api, fill, startApi } from '../../graphql/api.ts';
import { authorsDirectory } from '../inDirectory.ts';

let api: Api;
let url: string;
let close: () => void;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
  const server = createServer((request, response) => void api.yoga(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => server.close();
}, 120_000);
afterAll(async () => {
  close();
  await api.close();
});

const REGISTER = `mutation { registerKpi(input: {
  code: "hurried-answers", name: { en: "Hurried answers", zh: "快答" }, description: "Two lines\\nand 'quotes' \\"of\\" both kinds.",
  dimension: OPERATIONS, process: HOTLINE, lifecycleStage: USAGE, cadence: DAY, unit: "percent",
  formula: "scale * callsAnsweredIn15s / callsOfferedToAgents", parameters: [{ name: "scale", value: 100 }],
  limits: [{ severity: WARNING, side: BELOW, value: 85 }, { severity: CRITICAL, side: BELOW, value: 80 }], consecutive: 2,
  scoring: [{ value: 60, score: 0 }, { value: 96, score: 100 }], minimumSample: { input: "callsOfferedToAgents", count: 10 },
  weight: 3,
  sources: [{ reference: "judgement", says: "limits" }],
  examples: [
    { inputs: [{ input: "callsAnsweredIn15s", value: 88 }, { input: "callsOfferedToAgents", value: 100 }], value: 88, status: OK }
    { inputs: [{ input: "callsAnsweredIn15s", value: 78 }, { input: "callsOfferedToAgents", value: 100 }], value: 78, status: CRITICAL }
    { inputs: [{ input: "callsAnsweredIn15s" }, { input: "callsOfferedToAgents", value: 0 }], value: null, status: NO_DATA }
  ] }) { __typename } }`;

test('an export has every field that a KPI may have', async () => {
  const full = REGISTER.replace('hurried-answers', 'hurried-mobile-answers').replace(
    'weight: 3',
    'weight: 3, minimumCoverage: 0.8, businessLines: ["mobile"]',
  );
  expect(await api.dataOf(full)).toEqual({ registerKpi: { __typename: 'RegisterKpiSuccess' } });
  const { run } = await authorsDirectory();
  const { stdout } = await run(['kpi', 'export', 'hurried-mobile-answers', '--url', url, '--stdout']);
  expect(Object.keys(kpiSchema.shape).filter((it) => !stdout.includes(`\n  ${it}: `))).toEqual([]);
});

test('a registered KPI is exported as a file that is the same KPI, and previewed beside itself', async () => {
  expect(await api.dataOf(REGISTER)).toEqual({ registerKpi: { __typename: 'RegisterKpiSuccess' } });
  await api.engine.drain();
  const { run } = await authorsDirectory();
  const exported = await run(['kpi', 'export', 'hurried-answers', '--url', url]);
  const file = 'plugins/hotline/hurried-answers.ts';
  expect(exported).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`${file} is version 1.`) as string,
  });
  expect(await run(['kpi', 'check', file])).toMatchObject({ code: 0, stderr: '' });
  expect((await run(['kpi', 'export', 'hurried-answers', '--url', url])).code).toBe(2);
  const printed = await run(['kpi', 'export', 'hurried-answers', '--url', url, '--stdout']);
  expect(printed.stdout).toBe(await readFile(file, 'utf8'));

  await writeFile(file, (await readFile(file, 'utf8')).replace('warning: 85', 'warning: 92'));
  const scope = [
    '--operator',
    'china-mobile',
    '--unit',
    'north',
    '--from',
    '2012-03-28',
    '--to',
    '2012-03-30',
    '--locale',
    'en',
  ];
  const { code, stdout, stderr } = await run(['kpi', 'preview', file, ...scope, '--url', url]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('hurried-answers, beside version 1 of it');
  expect(stdout).toMatch(/2012-03-29 +89 +OK +89 +WARNING/);
  expect(stdout).toContain('1 of 3 periods change their status');
});

test('what cannot be previewed says why', async () => {
  const { run } = await authorsDirectory();
  expect(await run(['kpi', 'export', 'no-such-kpi', '--url', url])).toMatchObject({ code: 2 });
  await run(['kpi', 'new', 'hotline/half-done']);
  const text = await readFile('plugins/hotline/half-done.ts', 'utf8');
  await writeFile('plugins/hotline/half-done.ts', text.replace('100 *', '100 *** '));
  const range = ['--operator', 'china-mobile', '--from', '2012', '--url', url];
  expect(await run(['kpi', 'preview', 'plugins/hotline/half-done.ts', ...range])).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('formula:') as string,
  });
});
