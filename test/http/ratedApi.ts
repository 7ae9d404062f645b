/** The API on a port as those with tokens reach it, with the room of each of them as small as a test needs. */
import { request } from 'node:http';
import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { everywhere } from '../../src/access/grant.ts';
import { startDelivery } from '../../src/delivery/delivery.ts';
import { Audit } from '../../src/engine/access/audit.ts';
import { AccessTokens } from '../../src/engine/access/tokens.ts';
import type { Limits } from '../../src/graphql/limits.ts';
import type { Door } from '../../src/graphql/server/door.ts';
import { createGraphQLServer } from '../../src/graphql/server/yoga.ts';
import { takeAddress } from '../../src/http/address.ts';
import { Admission } from '../../src/http/identity/admission.ts';
import { Identities } from '../../src/http/identity/identities.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { Overload } from '../../src/http/overload.ts';
import { UnderWay } from '../../src/http/rates.ts';
import { startServer } from '../../src/http/server.ts';
import { withinLimits } from '../../src/http/withinLimits.ts';
import { startWorld } from '../delivery/world.ts';
import { freshPglite } from '../support/database.ts';
import { beginQuery, sendQuery } from './guardedApi.ts';

const log = pino({ level: 'silent' });

/** Starts it in a world of its own. Whoever brings no token is on the loopback. */
export async function startRated(limits: Partial<Limits> = {}) {
  const world = await startWorld(await freshPglite());
  const { db, engine } = world;
  const metrics = createMetrics();
  const overload = new Overload({ most: 200, onRefusal: metrics.refused });
  const shares = new UnderWay({ onRefusal: () => metrics.refused('rate') });
  const tokens = new AccessTokens(db);
  const identity = new Identities({ tokens, isRequired: false });
  const admission = new Admission({ identity, audit: new Audit({ db, log, months: 24 }), proxies: 0, log });
  const door: Door = {
    isRequired: false,
    admit: async (opened, authorization) => {
      const admitted = await admission.admit(opened, authorization);
      return 'status' in admitted ? 'unknown' : admitted;
    },
    isValid: (viewer) => identity.isValid(viewer),
  };
  const delivery = startDelivery({ db, log });
  const access = { tokens };
  const reading = { engine, delivery, db: db.reading, log };
  const graphql = createGraphQLServer({ ...reading, access, door, gate: overload, shares, limits });
  const server = startServer({
    server: await takeAddress('127.0.0.1', 0),
    admission,
    allowedHosts: [],
    api: {
      engine,
      graphql: withinLimits(shares.around(graphql.yoga), overload),
      upgrade: graphql.upgrade,
      uploads: shares,
    },
    metrics,
    log,
    down: () => Promise.resolve([]),
  });
  onTestFinished(async () => {
    await graphql.endSubscriptions();
    await server.stop(1000);
    await delivery.stop();
  });
  const { reference } = (await engine.moment()).world;
  /** Somebody with a token of their own, who may do everything, and what they have under way. */
  const comes = async (name: string) => {
    const literal = { name, grants: [everywhere('ADMIN')], expiresAt: null };
    const made = await tokens.create(reference, 'test', literal);
    if (made.outcome !== 'created') throw new Error(JSON.stringify(made));
    const viewer = await tokens.viewerWith(made.secret);
    const underWay = () => shares.of(viewer!.principal);
    return Object.assign(new Person(server.url, `Bearer ${made.secret}`), { underWay });
  };
  return { ...world, comes, nobody: new Person(server.url), graphql, metrics, url: server.url };
}

/** What somebody can do through the public door. */
export class Person {
  constructor(
    readonly url: string,
    readonly authorization?: string,
  ) {}

  /** The headers that they send. */
  get headers(): Record<string, string> {
    const given = { 'Content-Type': 'application/json' };
    return this.authorization ? { ...given, Authorization: this.authorization } : given;
  }

  /** Asks a query. */
  ask(query: string, headers: Record<string, string> = {}) {
    return sendQuery(this.url, query, { headers: { ...this.headers, ...headers } });
  }

  /** Asks a query, and what it costs. */
  async priceOf(query: string): Promise<{ requested: number; left: number | null }> {
    const { text } = await this.ask(query, { 'X-Cost': '1' });
    return (JSON.parse(text) as { extensions: { cost: { requested: number; left: number | null } } })
      .extensions.cost;
  }

  /** Begins to ask, and does not end. */
  begin(query: string) {
    return beginQuery(this.url, query, { headers: this.headers });
  }

  /** Begins to send a file of one row, and does not end. */
  beginFile(key: string) {
    const headers = { ...this.headers, 'Content-Type': 'text/csv', 'Idempotency-Key': key };
    const call = request(`${this.url}/observations`, { method: 'POST', agent: false, headers });
    const answer = new Promise<{ status: number; retryAfter: string | undefined }>((resolve, reject) => {
      call.on('error', reject).on('response', (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
      });
    });
    answer.catch(() => {});
    call.write('input,operator,date,value\n');
    return { call, answer, end: () => void call.end('callsOfferedToAgents,china-mobile,2026-01-01,7\n') };
  }

  /** A connection over WebSocket; answers what comes first: an answer, or errors. */
  connect() {
    const client = createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: this.authorization },
      lazy: false,
      retryAttempts: 0,
    });
    onTestFinished(() => void client.dispose());
    return {
      ask: (query: string): Promise<unknown> =>
        new Promise((resolve) => {
          client.subscribe({ query }, { next: resolve, error: resolve, complete: () => {} });
        }),
      /** Subscribes; returns how to end that. */
      subscribe: (query: string) =>
        client.subscribe({ query }, { next: () => {}, error: () => {}, complete: () => {} }),
    };
  }
}
