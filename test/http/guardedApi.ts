/** The API behind its door on a port, with as little room as a test needs. */
import { request, type RequestOptions } from 'node:http';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { startDelivery } from '../../src/delivery/delivery.ts';
import type { Limits } from '../../src/graphql/limits.ts';
import { createGraphQLServer } from '../../src/graphql/server/yoga.ts';
import { takeAddress } from '../../src/http/address.ts';
import type { DeadlineOptions } from '../../src/http/deadlines.ts';
import { withinLimits } from '../../src/http/withinLimits.ts';
import { EVERYBODY } from '../../src/http/identity/admission.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { Overload } from '../../src/http/overload.ts';
import { startServer } from '../../src/http/server.ts';
import { startWorld } from '../delivery/world.ts';
import { freshPglite } from '../support/database.ts';

const log = pino({ level: 'silent' });

/** Starts it in a world of its own. */
export async function startGuarded(most: number, deadline: DeadlineOptions = {}, limits?: Partial<Limits>) {
  const world = await startWorld(await freshPglite());
  const { db, engine } = world;
  const metrics = createMetrics();
  const overload = new Overload({ most, onRefusal: metrics.refused });
  const delivery = startDelivery({ db, log });
  const graphql = createGraphQLServer({ engine, delivery, db: db.reading, log, gate: overload, limits });
  const server = startServer({
    server: await takeAddress('127.0.0.1', 0),
    admission: EVERYBODY,
    allowedHosts: [],
    api: {
      engine,
      graphql: withinLimits(graphql.yoga, overload, {
        onLate: () => metrics.refused('slow_body'),
        ...deadline,
      }),
      upgrade: graphql.upgrade,
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
  return { ...world, overload, metrics, server, url: server.url };
}

/** What came back of a request. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The code of its first error. */
  code: string | undefined;
}

/** A request that is under way until it is ended: its body lacks the last byte. */
export function beginQuery(url: string, query: string, options: RequestOptions = {}) {
  const body = JSON.stringify({ query });
  const headers = { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) };
  const call = request(`${url}/graphql`, { method: 'POST', agent: false, headers, ...options });
  const answer = new Promise<Answer>((resolve, reject) => {
    call.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('error', reject).on('end', () => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, text, code: codeOf(text) });
      });
    });
  });
  answer.catch(() => {});
  call.write(body.slice(0, -1));
  return { call, answer, end: () => void call.end(body.slice(-1)) };
}

/** Sends a query whole. */
export async function sendQuery(url: string, query = '{ operators { code } }', options: RequestOptions = {}) {
  const { answer, end } = beginQuery(url, query, options);
  end();
  return answer;
}

function codeOf(text: string): string | undefined {
  try {
    const { errors } = JSON.parse(text) as { errors?: { extensions?: { code?: string } }[] };
    return errors?.[0]?.extensions?.code;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
