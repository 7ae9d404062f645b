/** Tokens from the command line, by the program as it is: the first one before there is a server, and commands that come with one. */
import { chmodSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { until } from '../delivery/world.ts';
import {
  freshDataDirectory,
  runProgram,
  type RunningProgram,
  type RunningServer,
  startProgram,
  startServer,
  temporaryDirectory,
} from '../support/server.ts';
import { ask } from './doorWorld.ts';

const FORM = /^kpi_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}\n$/;

let settings: Record<string, string>;
let admin: string;
let revokedId: string;
let server: RunningServer;

beforeAll(async () => {
  settings = { DATA_DIR: await freshDataDirectory() };
}, 60_000);

const idOf = (token: string): string => token.slice(4, 14);
const tokenCommand = (...args: string[]) => runProgram(['token', ...args], settings);

describe('before there is a server', { timeout: 120_000 }, () => {
  test('the first token is made, and shown alone on stdout', async () => {
    const { code, stdout, stderr } = await tokenCommand('create', '--role', 'admin', '--name', 'head of IT');
    expect([code, stdout]).toEqual([0, expect.stringMatching(FORM)]);
    expect(stderr).toContain('admin:*');
    admin = stdout.trim();
  });

  test('a grant that is none is refused by its name, and nothing is made', async () => {
    for (const [args, named] of [
      [['--grant', 'boss:acme'], 'boss'],
      [['--grant', 'reader:nowhere'], 'reader:nowhere'],
      [['--role', 'admim'], 'admim'],
      [['--role', 'reader', '--days', 'soon'], '--days'],
      [['--role', 'reader', '--days', '1000000000000'], 'expiresAt'],
      [[], '--role'],
    ] as const) {
      const { code, stdout, stderr } = await tokenCommand('create', ...args);
      expect([args, code, stdout]).toEqual([args, 2, '']);
      expect(stderr).toContain(named);
    }
    const { stdout } = await tokenCommand('list');
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(stdout).toContain('head of IT');
    expect(stdout).not.toContain(admin);
  });

  test('one is revoked by its id, and an unknown id is told', async () => {
    const { stdout } = await tokenCommand('create', '--grant', 'reader:*', '--days', '2');
    const id = (revokedId = idOf(stdout));
    expect(await tokenCommand('revoke', id)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(id) as string,
    });
    expect((await tokenCommand('list')).stdout).toMatch(new RegExp(`${id} .*revoked`));
    // Whoever pastes the whole token in is told as well, and it is not noted.
    expect((await tokenCommand('revoke', admin)).code).toBe(4);
    const unknown = await tokenCommand('revoke', 'nobody1234');
    expect([unknown.code, unknown.stderr]).toEqual([4, expect.stringContaining('nobody1234')]);
  });
});

const CREATE = `mutation { createAccessToken(input: { name: "watcher", grants: [{ role: READER }] }) {
  ... on CreateAccessTokenSuccess { secret accessToken { id } } } }`;
const REVOKE = 'mutation ($id: ID!) { revokeAccessToken(id: $id) { __typename } }';

async function made(): Promise<{ id: string; secret: string }> {
  const { data } = await ask(server.url, CREATE, { token: admin });
  const { secret, accessToken } = data.createAccessToken;
  return { id: accessToken.id, secret };
}

const watching = (env: Record<string, string>): Promise<RunningProgram> =>
  startProgram(['watch', '--url', server.url, '--after', ''], env);
const revoke = (id: string) => ask(server.url, REVOKE, { token: admin, variables: { id } });

/** How many streams the server has. */
async function streams(): Promise<number> {
  const answer = await fetch(`${server.url}/metrics`, { headers: { Authorization: `Bearer ${admin}` } });
  return Number(/^\w*subscriptions (\d+)$/m.exec(await answer.text())![1]);
}

describe('a server that requires tokens', { timeout: 180_000 }, () => {
  test('is asked with the one that was made before', async () => {
    server = await startServer({ ...settings, AUTH: 'required' });
    const { data } = await ask(server.url, '{ viewer { name grants { role } } }', { token: admin });
    expect(data.viewer).toEqual({ name: 'head of IT', grants: [{ role: 'ADMIN' }] });
    const env = { KPI_MATRIX_TOKEN: admin };
    expect((await runProgram(['kpis', '--url', server.url], env)).code).toBe(0);
    const nobody = await runProgram(['kpis', '--url', server.url]);
    expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('KPI_MATRIX_TOKEN')]);
  });

  test('finds in the audit what was made, revoked and refused on the command line, by whom, and no secret', async () => {
    const { data } = await ask(
      server.url,
      '{ auditEvents { edges { node { by principal from action targets outcome } } } }',
      { token: admin },
    );
    const rows = data.auditEvents.edges.map((it: { node: object }) => it.node).reverse();
    const person = `command line (${userInfo().username})`;
    const row = (action: string, target: string, outcome: string) => ({
      ...{ by: person, principal: 'command line', from: null, action, targets: [target], outcome },
    });
    expect(rows[0]).toEqual(row('createAccessToken', 'head of IT', 'DONE'));
    expect(rows).toContainEqual(row('createAccessToken', 'reader:nowhere', 'REFUSED'));
    expect(rows).toContainEqual(row('revokeAccessToken', revokedId, 'DONE'));
    expect(rows).toContainEqual(row('revokeAccessToken', 'nobody1234', 'REFUSED'));
    expect(JSON.stringify(rows)).not.toContain(admin.slice(15));
  });

  test('tells whoever watches without a token that is accepted, and so does the command', async () => {
    for (const token of ['', 'kpi_wrong']) {
      const { code, stdout, stderr } = await (await watching({ KPI_MATRIX_TOKEN: token })).ended;
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/does not accept the token.*KPI_MATRIX_TOKEN/);
    }
    const empty = await (await watching({ KPI_MATRIX_TOKEN_FILE: '/nowhere/token' })).ended;
    expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining('KPI_MATRIX_TOKEN_FILE')]);
  });

  test('whoever watches goes on when the token in its file was replaced, and ends when it was not', async () => {
    const file = join(temporaryDirectory(), 'token');
    const [first, second] = [await made(), await made()];
    writeFileSync(file, `${first.secret}\n`);
    chmodSync(file, 0o600);
    const [replaced, left] = [
      await watching({ KPI_MATRIX_TOKEN_FILE: file }),
      await watching({ KPI_MATRIX_TOKEN: first.secret }),
    ];
    await until(async () => (await streams()) === 2, 'both are subscribed', 30_000);
    writeFileSync(file, `${second.secret}\n`);
    await revoke(first.id);
    const { code, stderr } = await left.ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining('does not accept the token')]);
    await until(() => replaced.stderr().includes('again in'), 'it says that it comes back', 60_000);
    await until(async () => (await streams()) === 1, 'it came back', 30_000);
    await revoke(second.id);
    expect((await replaced.ended).code).toBe(1);
    await server.stop();
  });
});
