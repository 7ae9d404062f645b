/** Every step of plugins/GUIDE.md, in its order, on one server. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { authorsDirectory } from '../cli/inDirectory.ts';
import { fill, startApi } from '../graphql/api.ts';

const guide = readFileSync(new URL('../../plugins/GUIDE.md', import.meta.url), 'utf8');
const blocks = (kind: string) =>
  [...guide.matchAll(new RegExp(`\`\`\`${kind}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((it) => it[1]!);

test('from an idea to a live indicator', async () => {
  const api = await startApi();
  onTestFinished(() => api.close());
  await fill(api);
  const server = createServer((request, response) => void api.yoga(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());

  const [search, define, record, check, register, trend, ...rest] = blocks('graphql');
  expect(rest).toEqual([]);
  expect((await api.dataOf(search!)).inputDefinitions.length).toBeGreaterThan(5);
  expect(await api.dataOf(define!)).toMatchObject({
    defineReferenceData: { __typename: 'DefineReferenceDataSuccess' },
  });
  expect(await api.dataOf(record!)).toMatchObject({
    recordObservations: { __typename: 'RecordObservationsSuccess' },
  });
  const { checkKpi } = await api.dataOf(check!);
  expect([checkKpi.problems, checkKpi.examples.map((it: { holds: boolean }) => it.holds)]).toEqual([
    [],
    [true, true, true],
  ]);
  expect(await api.dataOf(register!)).toMatchObject({
    registerKpi: { __typename: 'RegisterKpiSuccess', kpi: { version: 1 } },
  });
  await api.engine.drain();
  expect(await api.dataOf(trend!)).toEqual({
    kpiDefinition: {
      computing: null,
      trend: [
        { value: 94, status: 'OK' },
        { value: 71, status: 'CRITICAL' },
      ],
    },
  });

  const { run } = await authorsDirectory();
  const env = { KPI_MATRIX_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  const commands = blocks('console').flatMap((it) =>
    it
      .trim()
      .split('\n')
      .map((line) => line.replace('$ kpi-matrix ', '').split(' ')),
  );
  const [exported, checked, tested] = commands;
  expect(await run(exported!, { env })).toMatchObject({ code: 0 });
  // Its inputs are registered, and a file can only read those of files: the guide says to define them beside it.
  expect((await run(checked!, { env })).stderr).toContain('"callBacksMade" is no input');
  const { writeFile } = await import('node:fs/promises');
  await writeFile('plugins/hotline/inputs.ts', INPUTS);
  expect(await run(checked!, { env })).toMatchObject({ code: 0 });
  expect(await run(tested!, { env })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('3 examples of 1 KPI, all hold') as string,
  });
}, 120_000);

const INPUTS = `import { defineInputs } from 'kpi-matrix';

export default defineInputs([
  { key: 'callBacksPromised', name: { en: 'Call-backs promised', zh: '承诺回拨量' }, unit: 'calls', timeAggregation: 'SUM', spaceAggregation: 'SUM' },
  { key: 'callBacksMade', name: { en: 'Call-backs made', zh: '完成回拨量' }, unit: 'calls', timeAggregation: 'SUM', spaceAggregation: 'SUM' },
]);
`;
