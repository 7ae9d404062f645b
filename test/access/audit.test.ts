/** What is noted of those who came, were refused and changed something: each a row, none with a secret, and none ever changed. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newToken, tokenOf } from '../../src/access/token.ts';
import { kpiMatrix } from '../cli/commandLine.ts';
import { ask, type Answer, type DoorServer, type DoorWorld, send, startDoors } from './doorWorld.ts';

let world: DoorWorld;
let server: DoorServer;
let admin: string;
let recorder: string;

beforeAll(async () => {
  world = await startDoors();
  server = await world.open({ settings: { TRUST_PROXY: '1' } });
  [admin, recorder] = [await world.token('admin:*'), await world.token('recorder:acme')];
});
afterAll(() => world.close());

interface Row {
  by: string;
  principal: string;
  from: string;
  action: string;
  targets: string[];
  outcome: string;
  rows: number | null;
}

const AUDIT = `query ($filter: AuditFilter, $first: Int, $after: String) { auditEvents(filter: $filter, first: $first, after: $after) {
  edges { node { at by principal from action targets outcome rows } } pageInfo { hasNextPage endCursor } } }`;

let addresses = 0;

/** Does something from an address of its own; the rows that were noted of it, oldest first. */
async function noted(work: (headers: Record<string, string>) => Promise<Answer>): Promise<[Answer, Row[]]> {
  const from = `192.0.2.${++addresses}`;
  const answer = await work({ 'X-Forwarded-For': from });
  return [answer, (await everything()).filter((it) => it.from === from).reverse()];
}

async function everything(first = 100): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | null = null; ;) {
    const { data } = await ask(server.url, AUDIT, { token: admin, variables: { first, after } });
    const { edges, pageInfo } = data.auditEvents;
    rows.push(...edges.map(({ node }: { node: Row }) => node));
    if (!pageInfo.hasNextPage) return rows;
    after = pageInfo.endCursor;
  }
}

const mutate = (token: string, query: string, variables: object = {}) =>
  noted((headers) => ask(server.url, query, { token, variables, headers }));

test('whoever is refused is noted: by what they said they were, never by what they sent', async () => {
  const wrong = newToken();
  for (const [token, principal] of [
    [undefined, 'nobody'],
    [wrong.text, `token:${wrong.id}`],
    [`${admin.slice(0, -1)}!`, 'no token'],
    ['a.b.c', 'jwt'],
  ] as const) {
    const [{ status }, rows] = await noted((headers) =>
      ask(server.url, '{ __typename }', { token, headers }),
    );
    expect(status).toBe(401);
    expect(rows).toEqual([
      expect.objectContaining({
        principal,
        action: 'authentication',
        outcome: 'REFUSED',
        targets: [],
        rows: null,
      }),
    ]);
  }
});

test('mutations are noted with what they change, done or refused', async () => {
  const kpi = 'call-drop-rate';
  const [, rows] = await mutate(
    admin,
    'mutation { removeNoReporting(operator: "acme", from: "2026-01-01", to: "2026-01-02") { __typename } }',
  );
  expect(rows).toMatchObject([
    {
      by: 'admin:*',
      principal: `token:${tokenOf(admin)!.id}`,
      action: 'removeNoReporting',
      targets: ['acme', '2026-01-01', '2026-01-02'],
    },
  ]);
  const create = `mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { __typename } }`;
  const [done, made] = await mutate(admin, create, {
    input: { name: 'new one', grants: [{ role: 'READER' }] },
  });
  expect([done.data.createAccessToken.__typename, made]).toMatchObject([
    'CreateAccessTokenSuccess',
    [{ action: 'createAccessToken', targets: ['new one'], outcome: 'DONE', rows: null }],
  ]);
  const [, invalid] = await mutate(admin, create, { input: { name: 'bad one', grants: [] } });
  expect(invalid).toMatchObject([{ targets: ['bad one'], outcome: 'REFUSED' }]);
  const [forbidden, refused] = await mutate(
    recorder,
    `mutation { retireKpi(code: "${kpi}") { __typename } }`,
  );
  expect([forbidden.code, refused]).toMatchObject([
    'FORBIDDEN',
    [{ action: 'retireKpi', targets: [kpi], outcome: 'REFUSED' }],
  ]);
});

const observation = (value: unknown) => ({
  operator: 'acme',
  input: 'callsOfferedToAgents',
  date: '2026-03-01',
  value,
});
const RECORD = `mutation ($input: RecordObservationsInput!) { recordObservations(input: $input) { __typename } }`;

test('a recording is noted with its key and its number of rows', async () => {
  const input = {
    idempotencyKey: 'one',
    observations: [observation(7), { ...observation(8), date: '2026-03-02' }],
  };
  expect((await mutate(recorder, RECORD, { input }))[1]).toMatchObject([
    { action: 'recordObservations', targets: ['one'], outcome: 'DONE', rows: 2 },
  ]);
  const foreign = { idempotencyKey: 'two', observations: [{ ...observation(7), operator: 'rival' }] };
  expect((await mutate(recorder, RECORD, { input: foreign }))[1]).toMatchObject([
    { targets: ['two'], outcome: 'REFUSED', rows: null },
  ]);
});

test('what went wrong on the server is noted as failed', async () => {
  await world.db.rows(sql`alter table observation rename to away`);
  const input = { idempotencyKey: 'three', observations: [{ ...observation(9), date: '2026-03-04' }] };
  const [{ code }, rows] = await mutate(recorder, RECORD, { input });
  const [file, posted] = await post(
    recorder,
    'four',
    'operator,date,input,value\nacme,2026-03-05,callsOfferedToAgents,5\n',
  );
  await world.db.rows(sql`alter table away rename to observation`);
  expect([code, file.status]).toEqual(['INTERNAL_SERVER_ERROR', 500]);
  expect(rows).toMatchObject([{ targets: ['three'], outcome: 'FAILED', rows: null }]);
  expect(posted).toMatchObject([{ targets: ['four'], outcome: 'FAILED', rows: null }]);
});

const post = (token: string, key: string, body: string) =>
  noted((headers) => {
    const all = { ...headers, 'Content-Type': 'text/csv', 'Idempotency-Key': key };
    return send(server.url, '/observations', { method: 'POST', token, headers: all, body });
  });

test('a file is noted with its key and its number of rows, or that it was refused', async () => {
  const csv =
    'operator,date,input,value\nacme,2026-04-01,callsOfferedToAgents,5\nacme,2026-04-02,callsOfferedToAgents,6\n';
  const [kept, rows] = await post(recorder, 'file', csv);
  expect(kept.status).toBe(200);
  expect(rows).toMatchObject([
    { by: 'recorder:acme', action: 'POST /observations', targets: ['file'], outcome: 'DONE', rows: 2 },
  ]);
  const [, bad] = await post(recorder, 'bad', csv.replace('acme', 'rival'));
  expect(bad).toMatchObject([{ targets: ['bad'], outcome: 'REFUSED', rows: null }]);
  const [forbidden, reader] = await post(await world.token('reader:acme'), 'reader', csv);
  expect(forbidden.status).toBe(403);
  expect(reader).toMatchObject([{ by: 'reader:acme', targets: ['reader'], outcome: 'REFUSED', rows: null }]);
});

test('no row can be changed, removed or emptied, in its month neither', async () => {
  const month = `audit_event_${new Date().toISOString().slice(0, 7).replace('-', '_')}`;
  for (const table of ['audit_event', month]) {
    for (const text of [`update ${table} set by = 'x'`, `delete from ${table}`, `truncate ${table}`])
      await expect(world.db.rows(sql.raw(text)), text).rejects.toThrow();
  }
  expect((await everything()).length).toBeGreaterThan(5);
});

test('pages give each row once, newest first, in whatever pieces', async () => {
  const whole = await everything();
  expect(await everything(3)).toEqual(whole);
  const [{ count }] = (await world.db.rows<{ count: number }>(
    sql`select count(*)::int as count from audit_event`,
  )) as [{ count: number }];
  expect(whole.length).toBe(count);
  const ats = whole.map((it) => (it as Row & { at: string }).at);
  expect(ats).toEqual([...ats].sort().reverse());
  const filter = { outcome: 'REFUSED', action: 'authentication' };
  const { data } = await ask(server.url, AUDIT, { token: admin, variables: { filter } });
  expect(data.auditEvents.edges).toHaveLength(
    whole.filter((it) => it.outcome === 'REFUSED' && it.action === 'authentication').length,
  );
});

test('none of them holds a secret', async () => {
  const all = JSON.stringify(await everything());
  for (const token of [admin, recorder]) expect(all).not.toContain(token.slice(20));
});

test('kpi-matrix audit writes them all, as CSV', async () => {
  const named = `a "quoted", name`;
  const create = `mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) { __typename } }`;
  for (const name of [named, '=1+1'])
    await mutate(admin, create, { input: { name, grants: [{ role: 'READER' }] } });
  const whole = await everything();
  const env = { KPI_MATRIX_TOKEN: admin };
  const { code, stdout } = await kpiMatrix(['audit', '--url', server.url], { env });
  expect(code).toBe(0);
  const lines = stdout.split('\r\n');
  expect(lines[0]).toBe('at,by,principal,from,action,targets,outcome,rows');
  expect(lines).toHaveLength(whole.length + 2);
  expect(stdout).toContain(',createAccessToken,"a ""quoted"", name",DONE,\r\n');
  expect(stdout).toContain(",createAccessToken,'=1+1,DONE,");
  expect(stdout).toContain(',POST /observations,file,DONE,2\r\n');
  const none = await kpiMatrix(['audit', '--url', server.url, '--to', '2020-01-01'], { env });
  expect([none.code, none.stdout]).toEqual([0, `${lines[0]}\r\n`]);
  const today = new Date().toISOString().slice(0, 10);
  const again = await kpiMatrix(['audit', '--url', server.url, '--from', today, '--to', today], { env });
  expect(again.stdout.split('\r\n')[0]).toBe(lines[0]);
});

test('kpi-matrix audit is for admins, and takes days', async () => {
  const readers = await kpiMatrix(['audit', '--url', server.url], { env: { KPI_MATRIX_TOKEN: recorder } });
  expect([readers.code, readers.stdout]).toEqual([1, '']);
  expect(readers.stderr).toContain('ADMIN');
  const nobody = await kpiMatrix(['audit', '--url', server.url]);
  expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('KPI_MATRIX_TOKEN')]);
  expect(await kpiMatrix(['audit', '--from', 'May'])).toMatchObject({ code: 2, stdout: '' });
  const { stdout } = await kpiMatrix(['audit', '--help']);
  for (const part of ['--from', '--to', 'KPI_MATRIX_TOKEN_FILE', 'october.csv'])
    expect(stdout).toContain(part);
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120);
});
