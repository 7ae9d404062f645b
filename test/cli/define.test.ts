/** `kpi-matrix define` against a real server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../durability/recorder.ts';
import { freshDataDirectory, type RunningServer, startServer } from '../support/server.ts';
import { kpiMatrix } from './commandLine.ts';
import { file } from './files.ts';

let server: RunningServer;
beforeAll(async () => void (server = await startServer({ DATA_DIR: await freshDataDirectory() })), 60_000);
afterAll(() => server.stop());

const define = (path: string, more: object = {}) =>
  kpiMatrix(['define', path], { env: { KPI_MATRIX_URL: server.url }, ...more });
const name = { en: 'Name', zh: '名称' };

const WHOLE = {
  operators: [{ code: 'acme', name, isOwn: true }],
  orgUnits: [
    { code: 'city', operator: 'acme', parent: 'north', name },
    { code: 'north', operator: 'acme', name },
  ],
  businessLines: [{ code: 'fttr', parent: 'broadband', name }],
  inputs: [{ key: 'callBacksMade', name, unit: 'calls', timeAggregation: 'SUM', spaceAggregation: 'SUM' }],
};

test('defines what a file says, and says how much; a file may be sent again, or come from the standard input', async () => {
  const path = await file('operators.json', `\uFEFF${JSON.stringify(WHOLE)}`);
  const told = { code: 0, stdout: 'defined: 1 operator, 2 units, 1 line, 1 input\n', stderr: '' };
  expect(await define(path)).toEqual(told);
  expect(await define(path)).toEqual(told);
  expect(await define('-', { stdin: JSON.stringify({ operators: WHOLE.operators }) })).toMatchObject({
    code: 0,
    stdout: 'defined: 1 operator\n',
  });
  const { operators } = await ask<{ operators: object[] }>(server, '{ operators { code isOwn } }');
  expect(operators).toEqual([{ code: 'acme', isOwn: true }]);
});

test('a file with problems defines nothing, and all of them are listed with their places', async () => {
  const path = await file(
    'bad.json',
    JSON.stringify({
      operators: [
        { code: 'rival', name },
        { code: 'Not A Code', name },
      ],
      orgUnits: [{ code: 'x', operator: 'acme', name: { en: 'X', zh: '' } }],
    }),
  );
  const { code, stdout, stderr } = await define(path);
  expect([code, stdout]).toEqual([4, '']);
  expect(stderr).toContain(`bad.json: operators.1.code: a code is made of a-z`);
  expect(stderr).toContain('bad.json: orgUnits.0.name.zh: ');
  const { operators } = await ask<{ operators: { code: string }[] }>(server, '{ operators { code } }');
  expect(operators.map((it) => it.code)).not.toContain('rival');
});

test('what is no such file says what it is', async () => {
  expect(await define(await file('no.json', '{ "operators": [ }'))).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/no\.json is no JSON: /),
  });
  expect(await define(await file('list.json', '[]'))).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('expected an object with lists'),
  });
  expect(await define('/there/is/nothing.json')).toMatchObject({
    code: 2,
    stderr: 'error: /there/is/nothing.json cannot be read: ENOENT\n',
  });
  expect(await define(await file('odd.json', '{ "operator": [] }'))).toMatchObject({
    code: expect.toSatisfy((it: number) => [1, 2].includes(it)),
    stderr: expect.stringContaining('"operator"'),
  });
  expect(await define(await file('empty.json', '{}'))).toMatchObject({ code: 4, stdout: '' });
  const orphan = { orgUnits: [{ code: 'x', operator: 'nobody', name }] };
  expect(await define(await file('orphan.json', JSON.stringify(orphan)))).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('orphan.json: orgUnits.0.operator: '),
  });
});
