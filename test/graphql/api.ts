/** The API over a real engine, with the product's own KPIs, on an embedded database. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { type Logger, pino } from 'pino';
import { createDelivery } from '../../src/delivery/delivery.ts';
import { createWebhooks } from '../../src/delivery/webhooks/webhooks.ts';
import { defineReference } from '../../src/engine/definitions/define.ts';
import { startEngine } from '../../src/engine/engine.ts';
import type { ObservationLiteral } from '../../src/engine/recording/batchLiteral.ts';
import { namesOf } from '../../src/graphql/webhooks/webhook.ts';
import { createGraphQL, type GraphQLOptions } from '../../src/graphql/server/yoga.ts';
import { loadRegistry, type Registry } from '../../src/registry/registry.ts';
import type { Database, Statements } from '../../src/store/database.ts';
import { freshPglite } from '../support/database.ts';

/** Data in the shape that the query asks for; the assertions say what they expect. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = any;

export interface Answer<Data = Loose> {
  data?: Data;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
}

/** A line of the log. */
export interface Logged {
  msg: string;
  [field: string]: unknown;
}

export type Api = Awaited<ReturnType<typeof startApi>>;

interface ApiOptions {
  registry?: Registry;
  /** What the engine says; nothing of it is kept otherwise. */
  engineLog?: Logger;
}

type Settings = Partial<Omit<GraphQLOptions, 'db' | 'log' | 'delivery'>>;

/** The product's own KPIs, and those of these folders. */
export const productRegistry = (...plugins: string[]): Promise<Registry> =>
  loadRegistry({ folder: new URL('../../plugins/', import.meta.url), plugins });

/** Starts an empty API. Settings can be changed for a second server over the same engine with `server`. */
export async function startApi({ registry: given, engineLog = pino({ level: 'silent' }) }: ApiOptions = {}) {
  const db = await freshPglite();
  const countedFor = countingByAsker(db);
  const registry = given ?? (await productRegistry());
  const engine = await startEngine({ db, registry, log: engineLog });
  // Not started: nothing is numbered, and no statement runs but for requests.
  const delivery = createDelivery({ db, log: pino({ level: 'silent' }) });
  const logged: Logged[] = [];
  const log = pino(
    { level: 'info' },
    { write: (line: string) => void logged.push(JSON.parse(line) as Logged) },
  );
  const server = (settings: Settings = {}) => createGraphQL({ engine, delivery, db, log, ...settings });
  const yoga = server();
  let batches = 0;
  return {
    db,
    engine,
    registry,
    logged,
    yoga,
    server,
    /** A server that reads from another database than the engine: one that fails, or is slow. */
    brokenServer: (reading: Pick<Statements, 'rows'>, settings: Settings = {}) =>
      createGraphQL({ engine, delivery, db: { ...reading, vault: db.vault }, log, ...settings }),
    /** Answers a document; throws where there is no answer of GraphQL at all. */
    ask: <Data = Loose>(query: string, variables?: object, to = yoga) => ask<Data>(to, query, variables),
    /** The data of an answer without errors. */
    dataOf: async <Data = Loose>(query: string, variables?: object): Promise<Data> => {
      const { data, errors } = await ask<Data>(yoga, query, variables);
      if (errors) throw new Error(JSON.stringify(errors));
      return data!;
    },
    /** Records values, and waits until they are computed. */
    record: async (observations: ObservationLiteral[], source?: string) => {
      const outcome = await engine.record({ idempotencyKey: `batch ${++batches}`, source, observations });
      if (outcome.outcome !== 'recorded') throw new Error(JSON.stringify(outcome));
      await engine.drain();
    },
    /** How many statements an answer takes, and the answer; what the engine does beside is not counted. */
    counted: async (query: string, variables?: object) => {
      const { statements, result } = await countedFor(() => ask<Loose>(yoga, query, variables));
      return { statements, ...result };
    },
    close: async () => {
      await engine.stop();
      await db.close();
    },
  };
}

/** Tells how many statements some work runs itself: not those that something else runs in the meantime. */
function countingByAsker({ statements }: Database) {
  const asker = new AsyncLocalStorage<{ statements: number }>();
  let { count } = statements;
  Object.defineProperty(statements, 'count', {
    get: () => count,
    set: (counted: number) => {
      count = counted;
      const own = asker.getStore();
      if (own) own.statements++;
    },
  });
  return async <T>(work: () => Promise<T>): Promise<{ statements: number; result: T }> => {
    const own = { statements: 0 };
    const result = await asker.run(own, work);
    return { statements: own.statements, result };
  };
}

/** Webhooks over an API's database, which may call this machine and send only when told to, and a server that changes them. */
export async function withWebhooks({ db, engine, server }: Api, settings: Settings = {}, now?: () => Date) {
  const log = pino({ level: 'silent' });
  const delivery = createDelivery({ db, log });
  const names = namesOf(await delivery.origin());
  const known = async () => (await engine.moment()).world;
  const webhooks = createWebhooks({
    db,
    delivery,
    known,
    names,
    log,
    allowedHosts: ['127.0.0.1'],
    ...(now && { now }),
  });
  return { webhooks, server: server({ ...settings, webhooks }) };
}

type Yoga = ReturnType<typeof createGraphQL>;

async function ask<Data>(yoga: Yoga, query: string, variables?: object): Promise<Answer<Data>> {
  const response = await post(yoga, JSON.stringify({ query, variables }));
  return (await response.json()) as Answer<Data>;
}

/** Sends a body as JSON. */
export async function post(
  yoga: Yoga,
  body: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return yoga.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  });
}

/** Three operators, units under the own one, the ministry's figures of a quarter, and some days of a hotline and of calls. */
export async function fill({ engine, record, registry }: Api): Promise<void> {
  await defineReference(engine, {
    operators: [
      { code: 'china-mobile', name: { en: 'China Mobile', zh: '中国移动' }, isOwn: true },
      { code: 'china-telecom', name: name('China Telecom') },
      { code: 'china-unicom', name: name('China Unicom') },
    ],
    orgUnits: [
      { code: 'north', operator: 'china-mobile', name: name('North') },
      { code: 'south', operator: 'china-mobile', name: name('South') },
      { code: 'beijing', operator: 'china-mobile', name: name('Beijing'), parent: 'north' },
      { code: 'north', operator: 'china-telecom', name: name('North of Telecom') },
    ],
  });
  await record(ministryFigures(), 'MIIT');
  await record([...days(20, 5, 0), ...days(28, 3, 0), ...days(32, 1, 3)].flatMap(hotline));
  const calls = registry.byCode.get('call-drop-rate')!.inputs;
  await record(
    days(26, 3, 0).flatMap(({ date }) =>
      ['mobile', 'fixed-voice'].flatMap((businessLine) =>
        calls.map((input) => ({ input, operator: 'china-unicom', businessLine, date, value: 100 })),
      ),
    ),
  );
}

const name = (en: string) => ({ en, zh: `${en} (zh)` });

function ministryFigures(): ObservationLiteral[] {
  const file = readFileSync(new URL('../data/miit-2012-q1.csv', import.meta.url), 'utf8');
  const [, ...rows] = file.trim().split(/\r?\n/);
  return rows.map((row) => {
    const [input = '', operator = '', , , date = '', value] = row.split(',');
    return { input, operator, date, value: Number(value) };
  });
}

/** Days counted from the first of March 2012, and how bad each is. */
const days = (first: number, count: number, badness: number) =>
  Array.from({ length: count }, (_, at) => ({
    date: new Date(Date.UTC(2012, 2, first + at)).toISOString().slice(0, 10),
    badness: badness + at,
  }));

const hotline = ({ date, badness }: { date: string; badness: number }): ObservationLiteral[] =>
  ['beijing', 'south'].flatMap((orgUnit, at) => [
    { input: 'callsOfferedToAgents', operator: 'china-mobile', orgUnit, date, value: 1000 + 100 * at },
    {
      input: 'callsAnsweredIn15s',
      operator: 'china-mobile',
      orgUnit,
      date,
      value: 950 - 60 * badness - 10 * at,
    },
  ]);
