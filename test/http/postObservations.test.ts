import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { defineReference } from '../../src/engine/definitions/define.ts';
import { type WholeEngine, startEngine } from '../../src/engine/engine.ts';
import { takeAddress } from '../../src/http/address.ts';
import { EVERYBODY } from '../../src/http/identity/admission.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { type RunningServer, startServer } from '../../src/http/server.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import type { Database } from '../../src/store/database.ts';
import { freshPglite } from '../support/database.ts';
import { fileSender } from './fileSender.ts';

/** How long a connection may stand still, in milliseconds. */
const STANDSTILL = 500;

let db: Database;
let engine: WholeEngine;
let server: RunningServer;

beforeAll(async () => {
  db = await freshPglite();
  const registry = await loadRegistry({ folder: new URL('../../plugins/', import.meta.url) });
  const log = pino({ level: 'silent' });
  engine = await startEngine({ db, registry, log, now: () => new Date('2026-11-23T12:00:00Z') });
  const metrics = createMetrics();
  const down = async () => {
    await db.rows(sql`select 1`);
    return [];
  };
  const door = {
    server: await takeAddress('127.0.0.1', 0, STANDSTILL),
    allowedHosts: ['kpi.example'],
    admission: EVERYBODY,
  };
  server = startServer({ ...door, api: { engine, graphql: () => {} }, metrics, log, down });
  const name = { en: 'One', zh: '一' };
  await defineReference(engine, {
    operators: [{ code: 'one', name }],
    orgUnits: ['north', 'south'].map((code) => ({ code, operator: 'one', name })),
  });
});

afterAll(async () => {
  await server.stop(1000);
  await engine.stop();
  await db.close();
});

test('a file that takes longer to record than a connection may stand still is answered', async () => {
  const busy = db.transaction(() => sleep(3 * STANDSTILL));
  const { status } = await send(`${HEADER}callsOfferedToAgents,one,,north,2026-05-01,12\n`);
  expect(status).toBe(200);
  await busy;
});

const HEADER = 'input,operator,businessLine,orgUnit,date,value\n';

const send = fileSender(() => server.url);

const recordedAt = async (date: string) =>
  (
    await db.rows<{ n: number }>(sql`select count(*)::int as n from observation where date = ${date}::date`)
  )[0]!.n;

test('a CSV file is recorded once, whoever wrote its line ends, marks and quotes', async () => {
  const body = `\uFEFF${HEADER.trimEnd()}\r\n"callsOfferedToAgents",one,,"north",2026-01-01,10\r\n\r\ncallsAnsweredIn15s,one,,north,2026-01-01,9.0e0\r\n`;
  expect(await send(body, { key: 'same' })).toMatchObject({
    status: 200,
    result: { inserted: 2, unchanged: 0, invalid: 0 },
  });
  expect(await send(body, { key: 'same' })).toMatchObject({ status: 200, result: { inserted: 2 } });
  expect(await recordedAt('2026-01-01')).toBe(2);
});

test('a key that was used for another file is a conflict and changes nothing', async () => {
  await send(`${HEADER}callsOfferedToAgents,one,,,2026-01-02,1\n`, { key: 'taken' });
  const other = await send(`${HEADER}callsOfferedToAgents,one,,,2026-01-02,2\n`, { key: 'taken' });
  expect(other).toMatchObject({ status: 409, result: { error: 'CONFLICT' } });
});

test('lines of JSON are recorded like CSV', async () => {
  const line = { input: 'callsOfferedToAgents', operator: 'one', date: '2026-01-03', value: 7 };
  const answer = await send(`${JSON.stringify(line)}\n`, { type: 'application/x-ndjson' });
  expect(answer).toMatchObject({ status: 200, result: { inserted: 1 } });
});

test('a line of JSON is told everything that is wrong with it', async () => {
  const rows = [
    { input: 'noSuchInput', date: '2026-02-30', value: 'many' },
    { input: 'callsOfferedToAgents', operator: 'nobody', date: '2026-02-01', value: 1, more: 1 },
  ];
  const text = `${rows.map((it) => JSON.stringify(it)).join('\n')}\nx\n`;
  const { status, problems } = await send(text, { type: 'application/x-ndjson' });
  expect(status).toBe(422);
  expect(problems.map((it) => [it.line, it.column, it.message])).toEqual([
    [1, 'input', expect.stringContaining('no input "noSuchInput"')],
    [1, 'date', expect.stringContaining('not a date')],
    [1, 'operator', 'must be a text'],
    [1, 'value', 'must be a number'],
    [2, 'operator', expect.stringContaining('no operator "nobody"')],
    [2, null, expect.stringContaining('"more"')],
    [3, null, 'this line is not JSON'],
  ]);
});

const BAD = `${HEADER}callsOfferedToAgents,one,,,2026-02-01,1
noSuchInput,nobody,,,2026-02-01,1
callsOfferedToAgents,one,,west,2026-02-30,many
callsOfferedToAgents,one,,,2026-02-01,3
callsAnsweredIn15s,one,"mo
bile",,2026-02-01,3
callsAnsweredIn15s,one,,north,2027-02-01,1e300
callsAnsweredIn15s,one,,,2026-02-01
callsAnsweredIn15s,one,,,2026-02-01,3
`;

test('every bad row is told with its line, column and reason, in order, and nothing of the file is kept', async () => {
  const { status, problems, result } = await send(BAD);
  expect(status).toBe(422);
  expect(problems.map((it) => [it.line, it.column])).toEqual([
    [3, 'input'],
    [3, 'operator'],
    [4, 'orgUnit'],
    [4, 'date'],
    [4, 'value'],
    [5, 'input'],
    [6, 'businessLine'],
    [8, 'date'],
    [8, 'value'],
    [9, null],
  ]);
  expect(result).toMatchObject({ error: 'VALIDATION', problems: problems.length });
  expect(await recordedAt('2026-02-01')).toBe(0);
});

test('asked to skip bad rows, the good ones are recorded and the bad ones told', async () => {
  const { status, result } = await send(BAD, { query: '?invalid=skip&source=mended' });
  expect(status).toBe(200);
  expect(result).toMatchObject({ inserted: 2, invalid: 6 });
  expect(await recordedAt('2026-02-01')).toBe(2);
});

test('a place that overlaps what is recorded is refused, with both places named', async () => {
  await send(`${HEADER}complaintsTotal,one,,,2026-03-01,5\n`);
  const { status, problems } = await send(`${HEADER}complaintsTotal,one,mobile,north,2026-03-01,2\n`);
  expect(status).toBe(422);
  expect(problems[0]).toMatchObject({ line: 2, column: 'orgUnit' });
  expect(problems[0]!.message).toContain('no line, whole operator');
});

test('asked to skip bad rows, a row stays although it overlaps one that is refused', async () => {
  await send(`${HEADER}complaintsTotal,one,,north,2026-03-02,5\n`);
  const rows = ['', 'mobile', 'broadband', ''].map((line) => `complaintsTotal,one,${line},,2026-03-02,1`);
  const middle = `${HEADER}complaintsTotal,one,mobile,south,2026-03-02,1\n${rows.join('\n')}\n`;
  const { status, problems, result } = await send(middle, { query: '?invalid=skip' });
  expect([status, result.inserted, result.invalid]).toEqual([200, 1, 4]);
  expect(problems.map((it) => it.line)).toEqual([3, 4, 5, 6]);
  expect(problems[3]!.message).toContain('in row 3 already, which is refused');
});

test('a file that cannot be read at all says why', async () => {
  const header = await send('input,operator,day,value\nx,y,2026-01-01,1\n');
  expect(header).toMatchObject({ status: 422, result: { error: 'VALIDATION' } });
  expect(header.result.message).toContain('"date" is missing');
  expect(await send('')).toMatchObject({ status: 422 });
  expect((await send(HEADER)).result.message).toContain('no rows');
  expect(await send(`${HEADER}${'x'.repeat(100_000)},one,,,2026-01-01,1\n`)).toMatchObject({ status: 422 });
});

test('what is no recording is refused with its remedy', async () => {
  expect(await send(HEADER, { type: 'application/pdf' })).toMatchObject({ status: 415 });
  expect(await send(HEADER, { key: '' })).toMatchObject({ status: 400 });
  expect(await send(HEADER, { query: '?invalid=perhaps' })).toMatchObject({ status: 400 });
  expect((await fetch(`${server.url}/observations`)).status).toBe(405);
  expect((await fetch(`${server.url}/nowhere`)).status).toBe(404);
});

const spools = () => readdirSync(tmpdir()).filter((name) => /^kpi-matrix-[A-Za-z0-9]{6}$/.test(name)).length;

test('an upload that breaks off leaves nothing, neither recorded nor on disk', async () => {
  // What other tests upload at the same time is not to be counted.
  const own = mkdtempSync(join(tmpdir(), 'uploads-'));
  vi.stubEnv('TMPDIR', own);
  const before = spools();
  const headers = { 'Content-Type': 'text/csv', 'Idempotency-Key': 'broken', 'Content-Length': '100000' };
  const upload = request(`${server.url}/observations`, { method: 'POST', headers });
  upload.on('error', () => {});
  upload.write(`${HEADER}callsOfferedToAgents,one,,,2026-04-01,1\n`);
  await expect.poll(spools).toBe(before + 1);
  upload.destroy();
  await expect.poll(spools).toBe(before);
  await sleep(20);
  expect(await recordedAt('2026-04-01')).toBe(0);
  vi.unstubAllEnvs();
  rmSync(own, { recursive: true });
});

/** A request with headers that `fetch` would not let one choose. */
function statusWith(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const url = new URL(server.url);
    request({ host: '127.0.0.1', port: url.port, path: '/healthz', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

test('only requests to this machine or a configured name, and from their pages, are answered', async () => {
  expect(await statusWith({ Host: 'localhost:4000' })).toBe(200);
  expect(await statusWith({ Host: '[::1]:4000' })).toBe(200);
  expect(await statusWith({ Host: 'kpi.example' })).toBe(200);
  expect(await statusWith({ Host: 'evil.example' })).toBe(403);
  expect(await statusWith({ Host: 'localhost', Origin: 'http://localhost:5173' })).toBe(200);
  expect(await statusWith({ Host: 'localhost', Origin: 'https://evil.example' })).toBe(403);
  expect(await statusWith({ Host: 'localhost', Origin: 'null' })).toBe(403);
});

test('the server says that it lives, whether it is ready, and how it is doing', async () => {
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(
    'kpi_matrix_recorded_observations_total',
  );
});

test('what is implausible is recorded, and told on a line of its own among the problems', async () => {
  const rows = [
    'callsAnsweredIn15s,one,,south,2026-04-01,150',
    'callsOfferedToAgents,one,,south,2026-04-01,-1',
    'callsOfferedToAgents,one,,south,2026-04-01,100',
    'callsOfferedToAgents,one,,south,1989-04-01,100',
  ];
  const { status, problems, result } = await send(HEADER + rows.join('\n'), { query: '?invalid=skip' });
  expect(status).toBe(200);
  expect(problems).toEqual([
    {
      ...{ line: 2, column: 'value', cell: { column: 'F', title: 'value' }, warning: true },
      message: '150 is more than the 100 of "callsOfferedToAgents", of which it is a part',
    },
    {
      ...{ line: 3, column: 'value', cell: { column: 'F', title: 'value' } },
      message: '-1 is less than 0, the least that "callsOfferedToAgents" can be',
    },
    {
      ...{ line: 5, column: 'date', cell: { column: 'E', title: 'date' } },
      message: '1989-04-01 is before 1990-01-01, the earliest day that may be recorded',
    },
  ]);
  expect(result).toMatchObject({ inserted: 2, invalid: 2, warnings: 1 });
});
