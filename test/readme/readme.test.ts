import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDelivery } from '../../src/delivery/delivery.ts';
import { createWebhooks } from '../../src/delivery/webhooks/webhooks.ts';
import { type WholeEngine, startEngine } from '../../src/engine/engine.ts';
import { createGraphQL } from '../../src/graphql/server/yoga.ts';
import { namesOf } from '../../src/graphql/webhooks/webhook.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { beginSample, loadSample } from '../../src/sample/load.ts';
import type { Database } from '../../src/store/database.ts';
import { freshPglite } from '../support/database.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The queries of the README in their order, each with the answer that stands right below it, if any. */
const EXAMPLES = [
  ...README.matchAll(
    /```graphql\n([\s\S]*?)```(?:\s*(?:<!-- prettier-ignore -->\s*)?```json\n([\s\S]*?)```)?/g,
  ),
].map(([, query = '', answer]) => ({ query, answer }));

let db: Database;
let engine: WholeEngine;
let ask: (query: string) => Promise<unknown>;

beforeAll(async () => {
  db = await freshPglite();
  const registry = await loadRegistry({ folder: new URL('../../plugins/', import.meta.url) });
  const log = pino({ level: 'warn' });
  engine = await startEngine({ db, registry, log, now: () => new Date('2026-11-23T12:00:00Z') });
  await beginSample(engine);
  await loadSample(engine, '2026-11-22', new AbortController().signal);
  await engine.drain();
  const delivery = createDelivery({ db, log });
  const known = async () => (await engine.moment()).world;
  const names = namesOf(await delivery.origin());
  const webhooks = createWebhooks({ db, delivery, known, names, log, allowedHosts: [] });
  const graphql = createGraphQL({ engine, delivery, webhooks, db, log });
  ask = async (query) => {
    const body = JSON.stringify({ query });
    const headers = { 'Content-Type': 'application/json' };
    return (await graphql.fetch('http://localhost/graphql', { method: 'POST', headers, body })).json();
  };
}, 120_000);

afterAll(async () => {
  await engine.stop();
  await db.close();
});

test('the README has queries, and answers to some of them', () => {
  expect(EXAMPLES.length).toBeGreaterThan(2);
  expect(EXAMPLES.filter((it) => it.answer !== undefined).length).toBeGreaterThan(1);
});

test('every query of the README answers without errors, and as the README says', async () => {
  for (const { query, answer } of EXAMPLES) {
    const found = await ask(query);
    expect(found, query).not.toHaveProperty('errors');
    // Nor what a mutation answers where it refuses.
    expect(JSON.stringify(found), query).not.toMatch(/"(problems|message)":/);
    if (answer !== undefined) expect(found, query).toEqual(JSON.parse(answer));
  }
});

test('nothing is wrong with the data of the sample', async () => {
  const found = await ask('{ dataProblems(first: 3) { totalCount edges { node { text } } } }');
  expect(found).toEqual({ data: { dataProblems: { totalCount: 0, edges: [] } } });
});

test('nothing of the sample is missing, in any month of its year', async () => {
  const { data } = (await ask('{ operators { code } }')) as { data: { operators: { code: string }[] } };
  for (const { code } of data.operators)
    for (const month of ['2025-11', '2026-04', '2026-09', '2026-10', '2026-11']) {
      const found = await ask(
        `{ matrix(scope: { operator: "${code}" }, period: { grain: MONTH, date: "${month}-01" }) { dataCoverage } }`,
      );
      expect([code, month, found]).toEqual([code, month, { data: { matrix: { dataCoverage: 1 } } }]);
    }
});
