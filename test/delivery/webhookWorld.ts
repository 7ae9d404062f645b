/** What webhook tests need: a small world with breaches, endpoints that answer as they are told, and a clock that is set by hand. */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach } from 'vitest';
import { LOCAL } from '../../src/access/viewer.ts';
import type { BreachFilter, Known } from '../../src/delivery/criteria.ts';
import { cursorOf } from '../../src/delivery/cursor.ts';
import { createDelivery } from '../../src/delivery/delivery.ts';
import type { Done } from '../../src/delivery/webhooks/administration.ts';
import type { WebhookLiteral } from '../../src/delivery/webhooks/problems.ts';
import { createWebhooks, type WebhookOptions, type Webhooks } from '../../src/delivery/webhooks/webhooks.ts';
import type { Kpi } from '../../src/kpi/kpi.ts';
import type { Database } from '../../src/store/database.ts';
import { deliveryPage, type DeliveryRow } from '../../src/store/deliveries.ts';
import type { BreachEvent } from '../../src/store/breachEvents.ts';
import { numberEvents } from '../../src/store/feed.ts';
import { loadReference } from '../../src/store/reference.ts';
import { webhookRow } from '../../src/store/webhooks.ts';
import { EVENT_COLUMNS, eventRow } from './eventRow.ts';

const ending: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

/** Has something ended after the test. */
export const atEnd = (end: () => Promise<unknown>): void => void ending.push(end);

/** What came as JSON; the assertions say what they expect of it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = any;

/** A request that an endpoint got. */
export interface Got {
  headers: IncomingHttpHeaders;
  url: string;
  text: string;
  /** The body, where it is JSON. */
  body: Loose;
}

export type Behaviour = (response: ServerResponse, got: Got, request: IncomingMessage) => void;

export interface Endpoint {
  url: string;
  got: Got[];
  behave: Behaviour;
}

export const ok: Behaviour = (response) => response.writeHead(200).end('thank you');
export const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Behaviour =>
  (response) =>
    response.writeHead(code, headers).end(body);
export const hang: Behaviour = () => {};

/** An endpoint on this machine. */
export async function endpoint(behave: Behaviour = ok): Promise<Endpoint> {
  const it: Endpoint = { url: '', got: [], behave };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const got = {
        headers: request.headers,
        url: request.url ?? '',
        text,
        body: JSON.parse(text || 'null') as unknown,
      };
      it.got.push(got);
      it.behave(response, got, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  it.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return it;
}

const definition = (code: string) => ({
  ...{ code, name: { en: `Name of ${code}`, zh: `名称 ${code}` }, unit: 'percent' },
  ...{ dimension: 'OPERATIONS', process: 'HOTLINE' },
});

export const KPIS = ['answer-rate', 'drop-rate'];

export type World = Awaited<ReturnType<typeof startWorld>>;

/** Empties a database and puts an operator with a unit and two KPIs into it, with webhooks that send only when told to: `world.webhooks.settle()`. */
export async function startWorld(db: Database, options: Partial<WebhookOptions> = {}) {
  await empty(db);
  const clock = { at: new Date('2026-03-01T08:00:00.000Z') };
  await db.rows(
    sql`insert into operator (code, name_en, name_zh, is_own) values ('cm', 'China Mobile', '中国移动', true)`,
  );
  await db.rows(sql`insert into place (operator_id, code, name_en, name_zh, parent_id) values (1, null, null, null, null),
    (1, 'north', 'North', '北区', 1)`);
  for (const code of KPIS) {
    await db.rows(sql`insert into kpi (code, origin) values (${code}, 'BUILT_IN')`);
    await db.rows(sql`insert into kpi_version (kpi_id, version, definition, result_hash, other_hash)
      select max(id), 1, ${JSON.stringify(definition(code))}::text::jsonb, '', '' from kpi`);
  }
  const known = async (): Promise<Known> => ({
    reference: await loadReference(db),
    kpis: KPIS.map((code, at) => ({ id: at + 1, kpi: { definition: definition(code) } as unknown as Kpi })),
    retired: [],
  });
  const log = pino({ level: 'silent' });
  const delivery = createDelivery({ db, log });
  const names = {
    ...{ event: (id: number) => `event-${id}`, breach: (id: number) => `breach-${id}` },
    ...{ dataEvent: (id: number) => `data-event-${id}`, problem: (id: number) => `problem-${id}` },
    ...{ cursor: (sequence: number) => cursorOf('here', sequence), source: 'urn:kpi-matrix:here' },
  };
  const make = (more: Partial<WebhookOptions> = {}): Webhooks =>
    createWebhooks({
      ...{
        db,
        delivery,
        known,
        names,
        log,
        allowedHosts: ['127.0.0.1'],
        now: () => clock.at,
        random: () => 0,
      },
      ...options,
      ...more,
    });
  const webhooks = make();
  return {
    db,
    clock,
    webhooks,
    /** Another process on the same database. */
    make,
    /** Lets time pass. */
    pass: (milliseconds: number) => void (clock.at = new Date(clock.at.getTime() + milliseconds)),
    /** Sets a webhook up; throws where it is refused. */
    webhook: async (url: string, more: Partial<WebhookLiteral> = {}): Promise<Done> => {
      const made = await webhooks.administration.create(
        {
          name: `to ${url}`,
          url,
          format: 'STANDARD',
          ...more,
          // What the tests write is of a day that passed long ago.
          filter: { history: null, ...more.filter },
        },
        LOCAL,
      );
      if (made.outcome !== 'done') throw new Error(JSON.stringify(made));
      return made;
    },
    row: async (id: number) => (await webhookRow(db, id))!,
    /** The deliveries to a webhook, oldest first. */
    deliveries: async (webhookId: number): Promise<DeliveryRow[]> =>
      (await deliveryPage(db, { webhookId, states: null, before: null, limit: 10_000 })).reverse(),
    silence: async (filter: BreachFilter, milliseconds: number) => {
      const until = new Date(clock.at.getTime() + milliseconds);
      const made = await webhooks.createSilence({ filter, until, by: 'Li', why: 'planned work' }, LOCAL);
      if (made.outcome !== 'silenced') throw new Error(JSON.stringify(made));
      return made.silence.id;
    },
    open: (kpi = 'answer-rate', severity: 1 | 2 = 1) => open(db, kpi, severity),
    /** Opens so many breaches at once; only the one at this place is critical. */
    outage: (count: number, criticalAt: number) => outage(db, count, criticalAt),
    change: (breachId: number, type: BreachEvent['type'], severity: 1 | 2 = 1) =>
      change(db, breachId, type, severity),
  };
}

async function empty(db: Database): Promise<void> {
  await db.rows(
    sql`truncate operator, place, kpi, kpi_version, breach, event, webhook, delivery, silence restart identity`,
  );
  await db.rows(sql`update feed set last_sequence = 0`);
}

/** Opens a breach of a KPI at the whole operator; answers its id. */
async function open(db: Database, kpi: string, severity: 1 | 2): Promise<number> {
  const [row] = await db.rows<{ id: number }>(sql`
    insert into breach (kpi_id, operator_id, place_id, line_id, grain, breaching, first_start, last_start, resolved, retracted,
      severity, value, limit_side, limit_value, opened_at)
    select id, 1, 1, 0, 0, '{2026-02-28}', '2026-02-28', '2026-02-28', false, false, ${severity}::int, 78.25, 'BELOW', 80, now()
    from kpi where code = ${kpi} returning id`);
  await publish(db, row!.id, 'OPENED');
  return row!.id;
}

async function outage(db: Database, count: number, criticalAt: number): Promise<void> {
  const severity = sql`case n when ${criticalAt}::int then 2 else 1 end`;
  await db.rows(sql`
    insert into breach (kpi_id, operator_id, place_id, line_id, grain, breaching, first_start, last_start, resolved, retracted,
      severity, value, limit_side, limit_value, opened_at)
    select 1 + n % 2, 1, 1, 0, 0, '{2026-02-28}', '2026-02-28', '2026-02-28', false, false, ${severity}, 78.25, 'BELOW', 80, now()
    from generate_series(0, ${count - 1}::int) n`);
  await db.rows(sql`insert into event ${EVENT_COLUMNS}
    select ${eventRow('OPENED', sql`b.value`, sql`b.first_start`)} from breach b order by id`);
  await numberEvents(db, count);
}

/** Publishes a change of a breach. */
async function change(
  db: Database,
  breachId: number,
  type: BreachEvent['type'],
  severity: 1 | 2,
): Promise<void> {
  await db.rows(sql`update breach set severity = ${severity}::int, resolved = ${type === 'RESOLVED'},
    resolved_at = case when ${type === 'RESOLVED'} then now() end where id = ${breachId}`);
  await publish(db, breachId, type);
}

async function publish(db: Database, breachId: number, type: string): Promise<void> {
  await db.rows(sql`insert into event ${EVENT_COLUMNS}
    select ${eventRow(type, 78.25, '2026-02-28')} from breach b where id = ${breachId}`);
  await numberEvents(db, 1000);
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>, milliseconds = 10_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it did not come to be');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
