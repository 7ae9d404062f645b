/** A server that asks who comes, put together as the program does, on a port of the loopback. */
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { pino } from 'pino';
import { readConfiguration } from '../../src/config.ts';
import { startDelivery } from '../../src/delivery/delivery.ts';
import type { Grant } from '../../src/access/grant.ts';
import { grantOf } from '../../src/access/grant.ts';
import { defineReference } from '../../src/engine/definitions/define.ts';
import { startEngine, type WholeEngine } from '../../src/engine/engine.ts';
import { createGraphQLServer } from '../../src/graphql/server/yoga.ts';
import { takeAddress } from '../../src/http/address.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { startServer } from '../../src/http/server.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { type AccessClock, accessOf, type ServerAccess } from '../../src/serverAccess.ts';
import type { Database } from '../../src/store/database.ts';
import { freshPglite } from '../support/database.ts';

const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
const name = (en: string) => ({ en, zh: `${en} (zh)` });

/** How a server is started. */
export interface DoorOptions extends AccessClock {
  settings?: Record<string, string>;
  /** How often it is looked whether who stays may, in milliseconds. */
  lookAgain?: number;
}

/** One server. */
export interface DoorServer {
  url: string;
  access: ServerAccess;
  subscriptions(): number;
  stop(): Promise<void>;
}

/** One database with its engine. */
export interface DoorWorld {
  db: Database;
  engine: WholeEngine;
  /** One more server of the database. */
  open(options?: DoorOptions): Promise<DoorServer>;
  /** The secret of a new token. */
  token(...grants: string[]): Promise<string>;
  close(): Promise<void>;
}

/** A world of two operators; whoever starts it closes it. */
export async function startDoors(): Promise<DoorWorld> {
  const db = await freshPglite();
  const registry = await loadRegistry({ folder: new URL('../../plugins/', import.meta.url) });
  const engine = await startEngine({ db, registry, log });
  await defineReference(engine, {
    operators: [
      { code: 'acme', name: name('Acme'), isOwn: true },
      { code: 'rival', name: name('Rival') },
    ],
    orgUnits: [{ code: 'north', operator: 'acme', name: name('North') }],
  });
  const opened: DoorServer[] = [];
  const making = await accessOf(readConfiguration({}), db, log);
  return {
    db,
    engine,
    open: async (options = {}) => {
      const server = await open(engine, db, options);
      opened.push(server);
      return server;
    },
    token: async (...grants) => {
      const { reference } = (await engine.moment()).world;
      const literal = { name: grants.join(' '), grants: grants.map(granted), expiresAt: null };
      const made = await making.tokens.create(reference, 'test', literal);
      if (made.outcome !== 'created') throw new Error(JSON.stringify(made.problems));
      return made.secret;
    },
    close: async () => {
      for (const it of opened) await it.stop();
      await engine.stop();
      await db.close();
    },
  };
}

function granted(text: string): Grant {
  const grant = grantOf(text);
  if (typeof grant === 'string') throw new Error(grant);
  return grant;
}

async function open(
  engine: WholeEngine,
  db: Database,
  { settings, lookAgain, ...clock }: DoorOptions,
): Promise<DoorServer> {
  const configuration = readConfiguration({ AUTH: 'required', ...settings });
  const access = await accessOf(configuration, db, log, clock);
  const delivery = startDelivery({ db, log });
  const reading = { engine, delivery, db: db.reading, log };
  const graphql = createGraphQLServer({ ...reading, access, door: access.door, lookAgain });
  const server = startServer({
    server: await takeAddress('127.0.0.1', 0),
    admission: access.admission,
    allowedHosts: [],
    api: { engine, audit: access.audit, graphql: graphql.yoga, upgrade: graphql.upgrade },
    metrics: createMetrics(),
    log,
    down: () => Promise.resolve([]),
  });
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    await graphql.endSubscriptions();
    await server.stop(1000);
    await delivery.stop();
  };
  return {
    url: server.url,
    access,
    subscriptions: () => graphql.subscriptions(),
    stop: () => (stopped ??= stop()),
  };
}

/** What came back. */
export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
  /** Of its first error. */
  code: string | undefined;
  message: string | undefined;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
}

/** How a request is sent. */
export interface Sent {
  method?: string;
  token?: string | undefined;
  headers?: Record<string, string>;
  body?: string;
}

/** Sends a request as it is: the path is not made straight, as `fetch` would. */
export function send(
  url: string,
  path: string,
  { method = 'GET', token, headers, body }: Sent = {},
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const all = { ...(token !== undefined && { Authorization: `Bearer ${token}` }), ...headers };
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path, method, headers: all, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('error', reject).on('end', () => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, text, ...partsOf(headers['content-type'], text) });
      });
    });
    call.on('error', reject).end(body);
  });
}

function partsOf(type: string | undefined, text: string): Pick<Answer, 'code' | 'message' | 'data'> {
  if (!type?.includes('json') || type.includes('ndjson'))
    return { code: undefined, message: undefined, data: undefined };
  const { errors, data } = JSON.parse(text) as {
    errors?: { message: string; extensions?: { code?: string } }[];
    data?: unknown;
  };
  return { code: errors?.[0]?.extensions?.code, message: errors?.[0]?.message, data };
}

/** Asks a GraphQL question. */
export const ask = (
  url: string,
  query: string,
  { variables, headers, ...sent }: Omit<Sent, 'body' | 'method'> & { variables?: object } = {},
): Promise<Answer> =>
  send(url, '/graphql', {
    ...sent,
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
