/** Events and deliveries of the release before there were kinds, and what this one makes of them. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { eventsAfter, numberEvents } from '../../src/store/feed.ts';
import { migrationsFolder } from '../../src/store/migrations.ts';
import { openPglite } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { emptyPostgresUrl, onPostgres } from '../support/database.ts';
import { firstMigrations } from './firstMigrations.ts';

/** The release before had so many migrations. */
const BEFORE = 7;

async function keepsAll(db: Database): Promise<void> {
  await db.migrate(firstMigrations(BEFORE));
  await db.rows(sql`insert into breach (kpi_id, operator_id, place_id, line_id, grain, breaching, first_start, last_start, resolved,
      retracted, severity, value, limit_side, limit_value, opened_at)
    values (5, 2, 3, 4, 2, '{2026-02-01}', '2026-02-01', '2026-02-01', false, false, 2, 0.1, 'BELOW', 80, now())`);
  await db.rows(sql`insert into event (sequence, breach_id, type, reason, severity, value, start, note, by, at) values
    (1, 1, 'OPENED', 'OBSERVED', 1, 79.123456789012345, '2026-02-01', null, null, '2026-03-01T08:00:00Z'),
    (2, 1, 'ACKNOWLEDGED', null, 1, 79.5, '2026-02-01', 'on "it"', 'Li Na', '2026-03-01T09:00:00Z'),
    (3, 1, 'ESCALATED', 'CORRECTED', 2, 1e-300, '2026-02-01', null, null, '2026-03-01T10:00:00Z'),
    (null, 1, 'RESOLVED', 'REDEFINED', 2, null, '2026-02-01', null, null, '2026-03-01T11:00:00Z')`);
  await db.rows(sql`update feed set last_sequence = 3`);
  await db.rows(
    sql`insert into webhook (name, url, format, filter, cursor, created_at) values ('w', 'https://example.org', 'SLACK', '{}', 3, now())`,
  );
  await db.rows(sql`insert into delivery (webhook_id, event_id, breach_id, sequence, next_attempt_at, created_at)
    values (1, 3, 1, 3, now(), now())`);
  await db.migrate(migrationsFolder());
  expect(await numberEvents(db, 10)).toBe(1);
  const same = { kind: 'BREACH', subjectId: 1, operatorId: 2, placeId: 3, lineId: 4 };
  const payload = { kpiId: 5, grain: 2, start: '2026-02-01', note: null, by: null, within: false };
  expect(await eventsAfter(db, 0, 10)).toMatchObject([
    {
      ...{ sequence: 1, type: 'OPENED', at: new Date('2026-03-01T08:00:00Z'), ...same },
      payload: {
        ...payload,
        reason: 'OBSERVED',
        severity: 'WARNING',
        value: 79.123456789012345,
        state: 'OPEN',
      },
    },
    {
      ...{ sequence: 2, type: 'ACKNOWLEDGED', ...same },
      payload: { reason: null, value: 79.5, note: 'on "it"', by: 'Li Na', state: 'ACKNOWLEDGED' },
    },
    {
      ...{ sequence: 3, type: 'ESCALATED', ...same },
      payload: { reason: 'CORRECTED', severity: 'CRITICAL', value: 1e-300, state: 'ACKNOWLEDGED' },
    },
    {
      ...{ sequence: 4, type: 'RESOLVED', ...same },
      payload: { reason: 'REDEFINED', value: null, state: 'RESOLVED' },
    },
  ]);
  expect(await db.rows(sql`select kind, subject_id, event_id from delivery`)).toEqual([
    { kind: 'BREACH', subject_id: 1, event_id: 3 },
  ]);
  expect(await db.rows(sql`select kinds from webhook`)).toEqual([{ kinds: ['BREACH'] }]);
  await db.close();
}

test('embedded: what was published stays as it was told', async () => {
  await keepsAll(await openPglite({}));
});

onPostgres('PostgreSQL', () => {
  test('what was published stays as it was told', async () => {
    await keepsAll(openPostgres(await emptyPostgresUrl(), 2));
  });
});
