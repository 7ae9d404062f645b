/** The API over a real engine, with the product's own KPIs, on an embedded database. */
import { pino } from 'pino';
import { startEngine } from '../../src/engine/engine.ts';
import type { ObservationLiteral } from '../../src/engine/services.ts';
import { createGraphQL, type GraphQLOptions } from '../../src/graphql/server/yoga.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { freshPglite } from '../support/database.ts';

export interface Answer<Data = any> {
  data?: Data;
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[];
}

/** A line of the log. */
export interface Logged {
  msg: string;
  [field: string]: unknown;
}

export type Api = Awaited<ReturnType<typeof startApi>>;

type Settings = Partial<Omit<GraphQLOptions, 'db' | 'log'>>;

/** Starts an empty API. Settings can be changed for a second server over the same engine with `server`. */
export async function startApi() {
  const db = await freshPglite();
  const registry = await loadRegistry({ folder: new URL('../../plugins/', import.meta.url) });
  const engine = await startEngine({ db, registry, log: pino({ level: 'silent' }) });
  const logged: Logged[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line) as Logged) });
  const server = (settings: Settings = {}) => createGraphQL({ services: engine, db, log, ...settings });
  const yoga = server();
  let batches = 0;
  return {
    db,
    engine,
    registry,
    logged,
    yoga,
    server,
    /** Answers a document; throws where there is no answer of GraphQL at all. */
    ask: <Data = any>(query: string, variables?: object, to = yoga) => ask<Data>(to, query, variables),
    /** The data of an answer without errors. */
    dataOf: async <Data = any>(query: string, variables?: object): Promise<Data> => {
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
    /** How many statements an answer takes, and the answer. Only while the engine rests: after `engine.stop()`. */
    counted: async (query: string, variables?: object) => {
      const before = db.statements.count;
      const answer = await ask(yoga, query, variables);
      return { statements: db.statements.count - before, ...answer };
    },
    close: async () => {
      await engine.stop();
      await db.close();
    },
  };
}

type Yoga = ReturnType<typeof createGraphQL>;

async function ask<Data>(yoga: Yoga, query: string, variables?: object): Promise<Answer<Data>> {
  const response = await post(yoga, JSON.stringify({ query, variables }));
  return (await response.json()) as Answer<Data>;
}

/** Sends a body as JSON. */
export async function post(yoga: Yoga, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return yoga.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  });
}

const name = (en: string) => ({ en, zh: `${en} (zh)` });

/** Three operators, units under the own one, and a few quarters and days of figures. */
export async function fill({ engine, record }: Api): Promise<void> {
  await engine.defineReference({
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
  const appeals = { 'china-telecom': [4081, 27006617647], 'china-mobile': [5940, 62752093478], 'china-unicom': [6034, 27182413143] };
  await record(
    Object.entries(appeals).flatMap(([operator, [count, days]]) => [
      { input: 'regulatorAppeals', operator, date: '2012-03-31', value: count! },
      { input: 'allUserDays', operator, date: '2012-03-31', value: days! },
    ]),
    'MIIT',
  );
  await record(
    ['2012-03-28', '2012-03-29', '2012-03-30', '2012-04-01'].flatMap((date, day) =>
      ['beijing', 'south'].flatMap((orgUnit, at) => [
        { input: 'callsOfferedToAgents', operator: 'china-mobile', orgUnit, date, value: 1000 + 100 * at },
        { input: 'callsAnsweredIn15s', operator: 'china-mobile', orgUnit, date, value: 950 - 60 * day - 10 * at },
      ]),
    ),
  );
}
