/** Logins of BI tools on a PostgreSQL: what they see, what they are refused, and that no query reads all facts. */
import { userInfo } from 'node:os';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logins } from '../../src/bi.ts';
import type { BiPlace } from '../../src/cli/io.ts';
import { defineReference } from '../../src/engine/definitions/define.ts';
import { startEngine } from '../../src/engine/engine.ts';
import type { Database } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { BI_TEXTS } from '../../src/store/bi/texts.ts';
import { pino } from 'pino';
import { kpiMatrix } from '../cli/commandLine.ts';
import { productRegistry } from '../graphql/api.ts';
import { freshPostgresUrl, onPostgres, VAULT } from '../support/database.ts';
import { filledIn } from './grafana.ts';

const name = { en: 'x', zh: 'x' };
/** Roles are of the whole server, which other tests use beside. */
const suffix = Math.random().toString(36).slice(2, 8);
const role = (it: string): string => `bi_${it}_${suffix}`;
const everywhere: BiPlace = { operator: null, orgUnit: null, businessLine: null };

test('an embedded database has no logins', async () => {
  await expect(logins({ env: { DATA_DIR: '/dev/null' }, action: 'list' })).rejects.toThrow('DATABASE_URL');
});

onPostgres('on a PostgreSQL', () => {
  let url: string;
  let db: Database;
  const opened: postgres.Sql[] = [];
  const made: string[] = [];
  /** What functions of logins told. */
  const told: string[] = [];

  beforeAll(async () => {
    url = await freshPostgresUrl();
    db = openPostgres(url, 2, VAULT);
    const engine = await startEngine({
      db,
      registry: await productRegistry(),
      log: pino({ level: 'silent' }),
    });
    await defineReference(engine, {
      operators: [
        { code: 'acme', name },
        { code: 'rival', name },
      ],
      orgUnits: [
        { code: 'north', operator: 'acme', name },
        { code: 'shop', operator: 'acme', name, parent: 'north' },
        { code: 'south', operator: 'acme', name },
      ],
    });
    await engine.stop();
    await manyFigures(db);
  });
  afterAll(async () => {
    for (const it of opened) await it.end();
    for (const it of made) {
      await db.rows(sql.raw(`drop owned by ${it}`));
      await db.rows(sql.raw(`drop role ${it}`));
    }
    await db.close();
  });

  const cli = (...args: string[]) => kpiMatrix(['bi', ...args], { env: { DATABASE_URL: url }, bi: logins });

  /** A login with what it was granted, and what it reads with. */
  async function login(who: string, ...places: Partial<BiPlace>[]): Promise<postgres.Sql> {
    let password = '';
    for (const place of places) {
      const [shown] = await logins({
        ...{ env: { DATABASE_URL: url }, action: 'grant', role: role(who) },
        place: { ...everywhere, ...place },
      });
      password = shown!.password ?? password;
    }
    made.push(role(who));
    return connect(role(who), password);
  }

  function connect(user: string, password: string): postgres.Sql {
    const client = postgres(url, {
      user,
      pass: password,
      max: 1,
      onnotice: ({ message }) => told.push(message!),
    });
    opened.push(client);
    return client;
  }

  const scopesOf = async (client: postgres.Sql, view = 'measurement'): Promise<string[]> => {
    const rows = await client.unsafe(
      `select distinct concat_ws('/', operator, org_unit) || coalesce('?' || business_line, '') as scope from bi.${view} order by 1`,
    );
    return rows.map((it) => it.scope as string);
  };

  test('a login sees what it was granted and all below, in every view', async () => {
    const unit = await login('unit', { operator: 'acme', orgUnit: 'north' });
    expect(await scopesOf(unit)).toEqual([
      'acme/north',
      'acme/north?mobile',
      'acme/shop',
      'acme/shop?mobile',
    ]);
    const line = await login('line', { businessLine: 'mobile' });
    expect(await scopesOf(line)).toEqual([
      'acme/north?mobile',
      'acme/shop?mobile',
      'acme/south?mobile',
      'acme?mobile',
      'rival?mobile',
    ]);
    expect(await scopesOf(unit, 'matrix_cell')).toEqual(await scopesOf(unit));
    for (const view of ['observation', 'breach', 'breach_event'])
      expect([view, await scopesOf(unit, view)]).toEqual([view, ['acme/shop']]);
    const [{ scopes } = { scopes: 0 }] =
      await unit`select count(distinct org_unit)::int as scopes from bi.scope`;
    expect(scopes).toBe(2);
    const shop = await login('shop', { operator: 'acme', orgUnit: 'shop' });
    for (const [client, parents] of [
      [unit, { north: null, shop: 'north' }],
      [shop, { shop: null }],
    ] as const) {
      const rows = await client`select distinct org_unit, parent_org_unit from bi.scope`;
      expect(Object.fromEntries(rows.map((it) => [it.org_unit, it.parent_org_unit]))).toEqual(parents);
    }
    const both = await login(
      'both',
      { operator: 'rival' },
      { operator: 'acme', orgUnit: 'south', businessLine: 'mobile' },
    );
    expect(await scopesOf(both)).toEqual(['acme/south?mobile', 'rival', 'rival?mobile']);
    const all = await login('all', {});
    expect(await scopesOf(all)).toHaveLength(10);
    const owner = await db.rows(sql`select distinct operator, org_unit, business_line from bi.measurement`);
    expect(owner).toHaveLength(10);
  });

  test('it is refused everything else, and no function of its own sees what it does not', async () => {
    const client = await login('curious', { operator: 'rival' });
    for (const text of [
      'select * from measurement',
      'select * from place',
      'select * from bi_grant',
      'select * from bi_seen',
      'select * from access_token',
      'select * from webhook',
      `insert into bi_grant (role) values ('${role('curious')}')`,
      'create table bi.mine ()',
      'delete from bi.kpi',
    ])
      await expect(client.unsafe(text), text).rejects.toThrow(
        /permission denied|read-only transaction|cannot delete from view/,
      );
    const [limit] = await client`show idle_in_transaction_session_timeout`;
    expect(limit).toEqual({ idle_in_transaction_session_timeout: '1min' });
    // Costs nearly nothing, so that a planner that may would call it first.
    await client`set default_transaction_read_only = off`;
    await client.unsafe(`create function pg_temp.leak(text) returns boolean cost 0.0000001 language plpgsql as
      $$ begin raise notice '%', $1; return true; end $$`);
    told.length = 0;
    for (const view of ['measurement', 'scope', 'breach', 'breach_event', 'observation', 'matrix_cell'])
      await client.unsafe(`select count(*) from bi.${view} where pg_temp.leak(operator)`);
    expect([...new Set(told)]).toEqual(['rival']);
  });

  test('by the command line: granted, listed, revoked, which takes effect for who is connected', async () => {
    const who = role('desk');
    made.push(who);
    const granted = await cli('grant', '--role', who, '--operator', 'acme', '--org-unit', 'south');
    expect(granted).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`${who} sees acme/south\n`) as string,
    });
    const client = connect(who, granted.stdout.trim());
    expect(await scopesOf(client)).toEqual(['acme/south', 'acme/south?mobile']);
    const again = await cli('grant', '--role', who, '--operator', '*', '--business-line', 'mobile');
    expect(again).toMatchObject({ code: 0, stdout: '', stderr: `${who} sees every operator, mobile\n` });
    expect(await scopesOf(client)).toHaveLength(6);
    expect((await cli('list')).stdout).toMatch(new RegExp(`${who} +every operator, mobile +20`));
    const one = await cli('revoke', '--role', who, '--operator', 'acme', '--org-unit', 'south');
    expect(one).toMatchObject({ code: 0, stdout: `${who} sees acme/south no longer\n` });
    expect(await scopesOf(client)).toHaveLength(5);
    expect(await cli('revoke', '--role', who)).toMatchObject({ code: 0 });
    await expect(scopesOf(client)).rejects.toThrow('permission denied');
    expect(await cli('revoke', '--role', who)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('was not granted') as string,
    });
    await cli('grant', '--role', who, '--operator', 'nobody');
    const notes = await db.rows(sql`
      select by, principal, action, targets, outcome from audit_event where targets[1] = ${who} order by id`);
    const by = { by: `command line (${userInfo().username})`, principal: 'command line' };
    expect(notes).toEqual([
      { ...by, action: 'grantBiLogin', targets: [who, 'reader:acme/south'], outcome: 'DONE' },
      { ...by, action: 'grantBiLogin', targets: [who, 'reader:*?mobile'], outcome: 'DONE' },
      { ...by, action: 'revokeBiLogin', targets: [who, 'reader:acme/south'], outcome: 'DONE' },
      { ...by, action: 'revokeBiLogin', targets: [who], outcome: 'DONE' },
      { ...by, action: 'revokeBiLogin', targets: [who], outcome: 'REFUSED' },
      { ...by, action: 'grantBiLogin', targets: [who, 'reader:nobody'], outcome: 'REFUSED' },
    ]);
  });

  test('a login without grants sees nothing; what is wrong is told at once', async () => {
    const client = await login('none', { operator: 'acme' });
    await db.rows(sql`delete from bi_grant where role = ${role('none')}`);
    expect(await scopesOf(client)).toEqual([]);
    expect(await client`select * from bi.scope`).toEqual([]);
    const bad = await cli('grant', '--role', 'Bad Role', '--operator', 'acmee', '--business-line', 'mobil');
    expect(bad.code).toBe(2);
    for (const part of ['role: expected', 'did you mean "acme"', 'did you mean "mobile"'])
      expect(bad.stderr).toContain(part);
    const owner = new URL(url).username;
    expect((await cli('grant', '--role', owner, '--operator', 'acme')).stderr).toContain(
      'sees everything already',
    );
    expect((await cli('grant', '--role', role('x'))).stderr).toContain('--operator');
  });

  test('who may not make roles is told what to do', async () => {
    const plain = role('plain');
    made.push(plain);
    await db.rows(sql.raw(`create role ${plain} login password 'known'`));
    await db.rows(sql.raw(`grant all on schema public, bi, drizzle to ${plain}`));
    await db.rows(sql.raw(`grant all on all tables in schema public, drizzle to ${plain}`));
    await db.rows(sql.raw(`grant create on database ${new URL(url).pathname.slice(1)} to ${plain}`));
    const mine = new URL(url);
    mine.username = plain;
    mine.password = 'known';
    const refused = await kpiMatrix(['bi', 'grant', '--role', role('x'), '--operator', 'acme'], {
      env: { DATABASE_URL: mine.href },
      bi: logins,
    });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('CREATEROLE') as string });
    expect(await db.rows(sql`select from bi_grant where role = ${role('x')}`)).toEqual([]);
  });

  const AT = `operator = 'acme' and org_unit = 'north' and business_line is null and grain = 'DAY'`;
  const QUERIES = {
    'a period': `select * from bi.measurement where ${AT} and period_start = '2026-03-03'`,
    'a range of one KPI': `select * from bi.measurement where ${AT} and kpi = 'call-drop-rate' and period_start between '2026-03-03' and '2026-03-20'`,
    'units side by side': `select * from bi.measurement where operator = 'acme' and business_line is null and grain = 'DAY' and period_start = '2026-03-03'`,
    'a matrix': `select * from bi.matrix_cell where ${AT} and period_start = '2026-03-03'`,
    'a matrix over time': `select * from bi.matrix_cell where ${AT} and period_start between '2026-03-03' and '2026-03-20'`,
    observations: `select * from bi.observation where operator = 'acme' and org_unit = 'shop' and business_line is null and date between '2026-03-03' and '2026-03-05'`,
  };

  test('what names scope, grain and period reads no facts from end to end: as owner, and as somebody who sees a part', async () => {
    const part = await login('planner', { operator: 'acme' });
    const panels = Object.values(BI_TEXTS.grafana).flatMap((it) => it.panels);
    const ofPanels = panels
      .map(({ title, targets: [target] }) => [title, filledIn(target!.rawSql)] as const)
      .filter(([, text]) => /bi\.(measurement|matrix_cell|observation)/.test(text));
    expect(ofPanels.length).toBeGreaterThan(5);
    for (const [what, text] of [...Object.entries(QUERIES), ...ofPanels]) {
      const asOwner = await db.rows<Record<string, string>>(sql.raw(`explain ${text}`));
      const plans = [asOwner, [...(await part.unsafe(`explain ${text}`))]];
      for (const plan of plans) {
        const lines = plan.map((it) => Object.values(it)[0] as string).join('\n');
        expect(lines, what).toMatch(/Index (Only )?Scan (using|on) (measurement|observation)_/);
        expect(lines, what).not.toMatch(/Seq Scan on (measurement|observation)/);
      }
    }
  });
});

/** Figures of every scope and 60 days of many KPIs, observations at one unit, a breach with an event: written as rows, because it is their number that counts. */
async function manyFigures(db: Database): Promise<void> {
  const run = (text: string) => db.rows(sql.raw(text));
  await run(
    `create table measurement_many partition of measurement for values from ('2026-01-01') to ('2027-01-01')`,
  );
  await run(
    `create table observation_many partition of observation for values from ('2026-03-01') to ('2026-06-01')`,
  );
  await run(`insert into measurement (place_id, line_id, grain, start, edition_id, status, value, score, computed_at, inputs)
    select p.id, l.id, 0, date '2026-03-01' + n, e.id, 0, 1, 50, now(), '{1,2}'
    from place p cross join (select 0 as id union all select id from business_line where code = 'mobile') l
      cross join kpi_edition e cross join generate_series(0, 29) n`);
  await run(`insert into batch (key, body_hash, recorded_at) values ('many', 'x', now())`);
  // Many more places than have a name, so that it pays to look one up.
  await run(`insert into observation (place_id, input_id, date, line_id, value, batch_id)
    select p.id, i.id, date '2026-03-01' + n, 0, 1, b.id
    from (select id from place where code = 'shop' or operator_id = 2 union select generate_series(1000, 1040)) p
      cross join input i cross join generate_series(0, 9) n cross join batch b`);
  await run(`insert into breach (kpi_id, operator_id, place_id, line_id, grain, breaching, first_start, last_start, resolved, retracted,
      severity, value, limit_side, limit_value, opened_at)
    select (select min(id) from kpi), operator_id, id, 0, 0, '{2026-03-01}', '2026-03-01', '2026-03-01', false, false, 1, 1, 'BELOW', 2, now()
    from place where code = 'shop' or operator_id = 2`);
  await run(`insert into event (sequence, kind, subject_id, type, operator_id, place_id, line_id, payload, at)
    select id, 'BREACH', id, 'OPENED', operator_id, place_id, 0,
      jsonb_build_object('kpiId', kpi_id, 'grain', 0, 'reason', 'OBSERVED', 'severity', 'WARNING', 'value', 1, 'start', '2026-03-01'), now()
    from breach`);
  await run('analyze');
}
