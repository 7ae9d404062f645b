/** A connection that is lost while a batch waits for its rows: it is tried again, and nothing else notices. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { CheckedRow } from '../../../src/engine/recording/record.ts';
import { openPostgres } from '../../../src/store/postgres.ts';
import { freshPostgresUrl, onPostgres } from '../../support/database.ts';
import { startExample } from '../example.ts';

onPostgres('PostgreSQL', () => {
  test('a batch whose connection is cut before its first rows is recorded at the next try', async () => {
    const url = await freshPostgresUrl();
    const db = openPostgres(url);
    const admin = openPostgres(url, 2);
    const engine = await startExample(db);
    const { reference } = (await engine.moment()).world;
    const acme = reference.operators.get('acme')!;
    const inputId = reference.inputs.get('offered')!.id;
    const key = { inputId, operatorId: acme.id, placeId: acme.root!.id, lineId: 0, date: '2026-01-05' };
    let tries = 0;
    let isCut = () => {};
    const cut = new Promise<void>((resolve) => (isCut = resolve));
    async function* rows(): AsyncGenerator<CheckedRow[]> {
      tries++;
      await cut;
      yield [{ row: 0, key, value: 7 }];
    }
    const batch = { key: 'cut', bodyHash: 'x', source: null, rows, withdraw: [] };
    const settings = {
      skipInvalid: false,
      urgent: false,
      onProblem: () => {},
      onWarning: () => {},
      onRestart: () => {},
    };

    const recorded = await admin.transaction(async (tx) => {
      await tx.rows(sql`lock table pg_class in share mode`);
      const outcome = engine.recordBatch({ ...batch, ...settings });
      const preparing = sql`query like 'create temporary table%' and wait_event_type = 'Lock'`;
      await expect
        .poll(() =>
          admin.rows(sql`select pg_terminate_backend(pid) from pg_stat_activity where
            datname = current_database() and ${preparing}`),
        )
        .toHaveLength(1);
      // So that the loss is known before a statement waits for it: an error that nobody awaits ends a process.
      await sleep(300);
      return { outcome };
    });
    isCut();
    expect(await recorded.outcome).toMatchObject({ outcome: 'recorded', inserted: 1 });
    expect(tries).toBe(2);
    await engine.stop();
    await Promise.all([db.close(), admin.close()]);
  });
});
