/** Servers that are killed while they tell of events: whoever follows comes back to another one, and sees every event once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openPostgres } from '../../src/store/postgres.ts';
import { sseSubscriber, type Subscriber, webSocketSubscriber } from '../delivery/clients.ts';
import { expectAll, write, WRITERS } from '../delivery/fire.ts';
import { startWorld, until } from '../delivery/world.ts';
import { freshPostgresUrl, onPostgres } from '../support/database.ts';
import { startServer } from '../support/server.ts';
import { patience, rounds } from './chaos.ts';

const kills = rounds(3);

onPostgres('with two servers on one PostgreSQL', () => {
  test(
    `${kills} kills of one or the other hide no event and repeat none`,
    async () => {
      const url = await freshPostgresUrl();
      const world = await startWorld(openPostgres(url));
      const start = () => startServer({ DATABASE_URL: url });
      const servers = [await start(), await start()];
      const writing = openPostgres(url, WRITERS);
      const subscribers = [sseSubscriber(), webSocketSubscriber(), sseSubscriber(), webSocketSubscriber()];

      let isOver = false;
      const followed = subscribers.map(async (it, at) => {
        for (let turn = at; !isOver; turn++) {
          await it.connect(servers[turn % 2]!.url);
          await sleep(20);
        }
      });
      let isKilling = true;
      const written = Promise.all(
        Array.from({ length: WRITERS }, async (_, n) => {
          do await write(writing, world.ids, world.ids.kpis[n]!, 25);
          while (isKilling);
        }),
      );
      for (let kill = 0; kill < kills; kill++) {
        const seen = progressOf(subscribers);
        await until(() => progressOf(subscribers) > seen + 20, 'somebody is told of something', 60_000);
        await servers[kill % 2]!.kill();
        servers[kill % 2] = await start();
      }
      isKilling = false;
      await written;
      const [events] = await writing.rows<{ total: number }>(sql`select count(*)::int as total from event`);
      const total = events!.total;
      const isDone = () => subscribers.every((it) => it.received.sequences.length >= total);
      await until(isDone, 'everything was seen', 120_000);
      isOver = true;
      for (const it of subscribers) it.cut();
      for (const it of servers) expect((await it.stop()).code).toBe(0);
      await Promise.all(followed);
      console.info(`${kills} kills, ${total} events`);
      for (const it of subscribers) expectAll(it, total);
      await writing.close();
    },
    patience(kills) + 120_000,
  );
});

const progressOf = (subscribers: Subscriber[]) =>
  subscribers.reduce((sum, it) => sum + it.received.sequences.length, 0);
