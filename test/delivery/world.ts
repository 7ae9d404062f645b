/** A world in which things breach: a real database, the engine, delivery, and the API on a port; breaches are written by hand. */
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type Delivery, startDelivery } from '../../src/delivery/delivery.ts';
import { defineReference } from '../../src/engine/definitions/define.ts';
import { type WholeEngine, startEngine } from '../../src/engine/engine.ts';
import type { Limits } from '../../src/graphql/limits.ts';
import { createGraphQLServer, type GraphQLServer } from '../../src/graphql/server/yoga.ts';
import { takeAddress } from '../../src/http/address.ts';
import { EVERYBODY } from '../../src/http/identity/admission.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { type RunningServer, startServer } from '../../src/http/server.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import type { Database, Statements } from '../../src/store/database.ts';
import { EVENT_COLUMNS, eventRow } from './eventRow.ts';

const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
const name = (en: string) => ({ en, zh: `${en} (zh)` });

/** One process that serves the API. */
export interface Served {
  delivery: Delivery;
  graphql: GraphQLServer;
  server: RunningServer;
  url: string;
  /** Ends as the program does. */
  stop(): Promise<void>;
}

export interface World {
  db: Database;
  engine: WholeEngine;
  /** Starts one more server on the world's database, or on another connection to it. */
  serve(limits?: Partial<Limits>, on?: Database, port?: number): Promise<Served>;
  ids: Ids;
}

/** Where breaches are: `kpi` opens at `root`, `north` and below it `beijing`, with line 0 or `mobile`. */
export interface Ids {
  operator: number;
  root: number;
  north: number;
  beijing: number;
  mobile: number;
  kpis: number[];
}

/** A world on a database, which is closed with it when the test is done. */
export async function startWorld(db: Database): Promise<World> {
  const registry = await loadRegistry({ folder: new URL('../../plugins/', import.meta.url) });
  const engine = await startEngine({ db, registry, log });
  await defineReference(engine, {
    operators: [{ code: 'china-mobile', name: name('China Mobile'), isOwn: true }],
    orgUnits: [
      { code: 'north', operator: 'china-mobile', name: name('North') },
      { code: 'beijing', operator: 'china-mobile', name: name('Beijing'), parent: 'north' },
    ],
  });
  const served: Served[] = [];
  onTestFinished(async () => {
    for (const it of served) await it.stop();
    await engine.stop();
    await db.close();
  }, 60_000);
  return {
    db,
    engine,
    ids: await idsOf(engine),
    serve: async (limits, on = db, port = 0) => {
      const fresh = await serve(engine, on, port, limits);
      served.push(fresh);
      return fresh;
    },
  };
}

async function serve(
  engine: WholeEngine,
  db: Database,
  port: number,
  limits?: Partial<Limits>,
): Promise<Served> {
  const delivery = startDelivery({ db, log });
  const graphql = createGraphQLServer({ engine, delivery, db, log, limits });
  const metrics = createMetrics();
  const { yoga, upgrade } = graphql;
  const down = () => Promise.resolve([]);
  const options = {
    admission: EVERYBODY,
    server: await takeAddress('127.0.0.1', port),
    allowedHosts: [],
    api: { engine, graphql: yoga, upgrade },
    metrics,
    log,
    down,
  };
  const server = startServer(options);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await graphql.endSubscriptions();
    await server.stop(1000);
    await delivery.stop();
  };
  return { delivery, graphql, server, url: server.url, stop: () => (stopping ??= stop()) };
}

async function idsOf(engine: WholeEngine): Promise<Ids> {
  const { reference, kpis } = (await engine.moment()).world;
  const operator = reference.operators.get('china-mobile')!;
  const place = (code: string) => operator.places.find((it) => it.code === code)!.id;
  return {
    operator: operator.id,
    root: operator.root!.id,
    north: place('north'),
    beijing: place('beijing'),
    mobile: reference.lines.get('mobile')!.id,
    kpis: kpis.map((it) => it.id),
  };
}

/** What a breach is written with; the rest does not matter here. */
export interface Written {
  placeId: number;
  lineId?: number;
  kpiId?: number;
  severity?: 1 | 2;
}

/** Writes a breach and its first event; answers the ids. */
export async function openBreach(
  tx: Statements,
  { operator, kpis }: Ids,
  { placeId, lineId = 0, kpiId = kpis[0], severity = 1 }: Written,
) {
  const [row] = await tx.rows<{ id: number; eventId: number }>(sql`
    with fresh as (
      insert into breach (kpi_id, operator_id, place_id, line_id, grain, breaching, first_start, last_start, resolved, retracted,
        severity, value, limit_side, limit_value, opened_at)
      values (${kpiId}::int, ${operator}, ${placeId}, ${lineId}, 0, '{2026-11-01}', '2026-11-01', '2026-11-01', false, false,
        ${severity}, 71, 'BELOW', 85, transaction_timestamp()) returning *)
    insert into event ${EVENT_COLUMNS} select ${eventRow('OPENED', 71, '2026-11-01')} from fresh b
    returning subject_id as id, id as "eventId"`);
  await tx.rows(sql`select pg_notify('kpi_matrix_events', '')`);
  return row!;
}

/** Resolves a breach with its event. */
export async function resolveBreach(tx: Statements, id: number): Promise<void> {
  await tx.rows(sql`
    with ended as (update breach set resolved = true, resolved_at = transaction_timestamp() where id = ${id} returning *)
    insert into event ${EVENT_COLUMNS} select ${eventRow('RESOLVED', 99, '2026-11-02')} from ended b`);
  await tx.rows(sql`select pg_notify('kpi_matrix_events', '')`);
}

/** Writes a change of a breach, one event. */
export async function changeBreach(
  tx: Statements,
  id: number,
  type: 'ESCALATED' | 'DEESCALATED',
  value = 60,
): Promise<number> {
  const [row] = await tx.rows<{ id: number }>(sql`
    with changed as (update breach set severity = ${type === 'ESCALATED' ? 2 : 1}, value = ${value} where id = ${id} returning *)
    insert into event ${EVENT_COLUMNS} select ${eventRow(type, value, '2026-11-02')} from changed b returning id`);
  await tx.rows(sql`select pg_notify('kpi_matrix_events', '')`);
  return row!.id;
}

/** Waits until something is true. */
export async function until(
  isTrue: () => boolean | Promise<boolean>,
  what: string,
  milliseconds = 10_000,
): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
