/** What tells of the past, and who is told of it: the boundaries, lists, events, subscriptions and webhooks. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { numberEvents } from '../../../src/store/feed.ts';
import { GRAINS } from '../../../src/kpi/vocabulary.ts';
import { eventRow, EVENT_COLUMNS } from '../../delivery/eventRow.ts';
import { daysLater, periodEnd, periodStart } from '../../support/modelCalendar.ts';
import { type Api, type Loose, startApi } from '../api.ts';
import { breaches, defineOperators, events } from './breachWorld.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await defineOperators(api);
});
afterAll(() => api.close());

const today = new Date().toISOString().slice(0, 10);

/** A day's calls, of which so many of a hundred were answered in time. */
const calls = (orgUnit: string, date: string, answered: number) =>
  (
    [
      ['callsAnsweredIn15s', answered],
      ['callsOfferedToAgents', 100],
    ] as const
  ).map(([input, value]) => ({ input, operator: 'china-mobile', orgUnit, date, value }));

describe('of a period of each grain', () => {
  test.each(GRAINS)('%s', async (grain) => {
    const most = ['QUARTER', 'YEAR'].includes(grain) ? 120 : 31;
    const start = periodStart(grain, '2019-05-15');
    const end = periodEnd(grain, start);
    const [row] = await api.db.rows<{ id: number }>(sql`
      insert into breach (kpi_id, operator_id, place_id, line_id, grain, breaching, first_start, last_start, resolved, retracted,
        severity, value, limit_side, limit_value, opened_at)
      select 1, 1, 1, 0, ${GRAINS.indexOf(grain)}::int, array[${start}::date], ${start}, ${start}, true, false, 1, 1, 'BELOW', 2, now() returning id`);
    for (let n = 0; n < 2; n++)
      await api.db.rows(sql`insert into event ${EVENT_COLUMNS}
        select ${eventRow('OPENED', 1, start)} from breach b where b.id = ${row!.id}`);
    await numberEvents(api.db, 10);
    const ids = await api.db.rows<{ id: number }>(
      sql`select id from event where kind = 'BREACH' and subject_id = ${row!.id} order by id`,
    );
    const at = [`${daysLater(end, most)}T23:59:59Z`, `${daysLater(end, most + 1)}T00:00:00Z`];
    for (const [n, { id }] of ids.entries())
      await api.db.rows(sql`update event set at = ${at[n]}::timestamptz where id = ${id}`);
    const told = await events(api, { history: true });
    const news = await events(api, { history: false });
    const of = (list: Loose[]) => list.filter((it) => it.at < '2021').map((it) => it.at.slice(0, 10));
    expect([of(news), of(told)]).toEqual([[daysLater(end, most)], [daysLater(end, most + 1)]]);
    await api.db.rows(sql`delete from event where kind = 'BREACH' and subject_id = ${row!.id}`);
    await api.db.rows(sql`delete from breach where id = ${row!.id}`);
  });
});

test('loading the past makes breaches and events, as history; news of today are not, and an end follows its beginning', async () => {
  const past = Array.from({ length: 20 }, (_, at) => daysLater(today, at - 200));
  await api.record(past.flatMap((date, at) => calls('beijing', date, at % 2 ? 60 : 99)));
  await api.record(calls('south', daysLater(today, -2), 60));
  await numberEvents(api.db, 1000);
  const all = await events(api, { orgUnits: ['beijing'] });
  // Nine begin and end within, the last goes on.
  expect(all.length).toBe(19);
  expect(all.every((it) => it.isHistory)).toBe(true);
  expect(await events(api, { orgUnits: ['beijing'], history: false })).toEqual([]);
  expect(await breaches(api, { orgUnits: ['beijing'], history: false })).toEqual([]);
  expect((await breaches(api, { orgUnits: ['beijing'], history: true })).length).toBe(
    (await breaches(api, { orgUnits: ['beijing'] })).length,
  );
  const news = await events(api, { orgUnits: ['south'] });
  expect(news.map((it) => [it.type, it.isHistory])).toEqual([['OPENED', false]]);
  expect(await events(api, { orgUnits: ['south'], history: true })).toEqual([]);
  expect(await breaches(api, { orgUnits: ['south'], history: false })).toHaveLength(1);
  // The day that ends it arrives when it is long past itself; whoever was told of the beginning is told all the same.
  await api.db.rows(
    sql`update event set at = at - interval '90 days' where place_id = (select id from place where code = 'south')`,
  );
  await api.db
    .rows(sql`update event set payload = payload || jsonb_build_object('start', ${daysLater(today, -92)}::text)
    where place_id = (select id from place where code = 'south')`);
  await api.db
    .rows(sql`insert into event ${EVENT_COLUMNS} select ${eventRow('RESOLVED', 95, daysLater(today, -91))}
    from breach b where place_id = (select id from place where code = 'south')`);
  await numberEvents(api.db, 10);
  expect((await events(api, { orgUnits: ['south'], history: false })).map((it) => it.type)).toEqual([
    'OPENED',
    'RESOLVED',
  ]);
});
