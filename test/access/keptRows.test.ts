/** What the audit and the tokens are to the database, on each kind: rows that are only added, months, what is kept of a token. */
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Audit } from '../../src/engine/access/audit.ts';
import { type Grant, grantOf } from '../../src/access/grant.ts';
import { AccessTokens } from '../../src/engine/access/tokens.ts';
import { loadReference } from '../../src/store/reference.ts';
import { onEachDatabase } from '../support/database.ts';

onEachDatabase((fresh) => {
  test('months older than are kept are set aside, and their rows stay in tables of their own', async () => {
    const db = await fresh();
    let now = new Date('2024-01-31T12:00:00Z');
    const audit = () => new Audit({ db, log: pino({ level: 'silent' }), months: 2, now: () => now });
    const nothing = { address: null, targets: [], rows: null };
    const what = { ...nothing, by: 'x', principal: 'x', action: 'x', outcome: 'DONE' as const };
    const counts = async (table: string) =>
      (await db.rows<{ count: number }>(sql.raw(`select count(*)::int as count from ${table}`)))[0]!.count;
    const running = audit();
    for (const day of ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-01']) {
      now = new Date(`${day}T12:00:00Z`);
      await running.note(what);
    }
    expect([await counts('audit_event'), await counts('audit_event_2024_01')]).toEqual([3, 1]);
    await expect(audit().note(what)).resolves.toBeUndefined();
    expect(await counts('audit_event')).toBe(4);
    await db.close();
  });

  test('who names what no database can hold is noted as well', async () => {
    const db = await fresh();
    const audit = new Audit({ db, log: pino({ level: 'silent' }), months: 2 });
    const what = {
      by: 'x',
      principal: 'x',
      address: null,
      action: 'x',
      rows: null,
      outcome: 'REFUSED' as const,
    };
    await audit.note({ ...what, targets: ['a\u0000b', 'c'] });
    const [row] = await db.rows<{ targets: string[] }>(sql`select targets from audit_event`);
    expect(row!.targets).toEqual(['a\ufffdb', 'c']);
    await db.close();
  });

  test('no row can be changed, removed or emptied by the role that wrote it, in its month neither', async () => {
    const db = await fresh();
    const at = new Date('2024-02-29T12:00:00Z');
    const audit = new Audit({ db, log: pino({ level: 'silent' }), months: 24, now: () => at });
    const what = { by: 'x', principal: 'x', address: null, action: 'x', targets: [], rows: null };
    await audit.note({ ...what, outcome: 'DONE' });
    for (const table of ['audit_event', 'audit_event_2024_02']) {
      for (const text of [`update ${table} set by = 'y'`, `delete from ${table}`, `truncate ${table}`])
        await expect(db.rows(sql.raw(text)), text).rejects.toThrow();
    }
    expect(await db.rows(sql`select by from audit_event`)).toEqual([{ by: 'x' }]);
    const [rights] = await db.rows(sql`
      select bool_or(acl.grantee = c.relowner and acl.privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')) as any
      from pg_class c cross join lateral aclexplode(c.relacl) acl where c.relname like 'audit_event%' and c.relkind in ('r', 'p')`);
    expect(rights).toEqual({ any: false });
    await db.close();
  });

  test('tokens are made, believed, noted and ended', async () => {
    const db = await fresh();
    let now = new Date('2026-03-01T12:00:00Z');
    const tokens = () => new AccessTokens(db, () => now);
    const literal = { name: 'a “name”', grants: [grantOf('reader:*') as Grant], expiresAt: null };
    const made = await tokens().create(await loadReference(db), 'somebody', literal);
    if (made.outcome !== 'created') throw new Error(JSON.stringify(made.problems));
    const { id } = made.accessToken;
    expect(await tokens().viewerWith(made.secret)).toMatchObject({
      name: literal.name,
      grants: literal.grants,
    });
    expect((await tokens().find(id))!.lastUsedAt).toEqual(now);
    const used = now;
    now = new Date(now.getTime() + 59_000);
    await tokens().viewerWith(made.secret);
    expect((await tokens().find(id))!.lastUsedAt).toEqual(used);
    expect(await tokens().revoke(id)).toMatchObject({ outcome: 'revoked', accessToken: { revokedAt: now } });
    expect(await tokens().viewerWith(made.secret)).toBeNull();
    expect((await tokens().revoke('0000000000')).outcome).toBe('notFound');
    expect((await tokens().all()).map((it) => [it.id, it.createdBy])).toEqual([[id, 'somebody']]);
    await db.close();
  });
});
