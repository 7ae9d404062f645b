/** How long the audit is kept at hand, and what becomes of it then. */
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Audit } from '../../src/engine/access/audit.ts';
import { freshPglite } from '../support/database.ts';

test('months older than are kept are set aside, and their rows stay in tables of their own', async () => {
  const db = await freshPglite();
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
