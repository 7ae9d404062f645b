import { pino } from 'pino';
import { openPglite } from '/work/main/src/store/pglite.ts';
import { migrationsFolder } from '/work/main/src/store/migrations.ts';
import { startEngine } from '/work/main/src/engine/engine.ts';
import { createGraphQL } from '/work/main/src/graphql/server/yoga.ts';
import { loadRegistry } from '/work/main/src/registry/registry.ts';
import { costOf } from '/work/main/src/graphql/cost.ts';
import { schema } from '/work/main/src/graphql/schema.ts';
import { DEFAULT_LIMITS } from '/work/main/src/graphql/limits.ts';
import { parse } from 'graphql';
const db = await openPglite({});
await db.migrate(migrationsFolder());
const registry = await loadRegistry({ folder: new URL('file:///work/main/plugins/') });
const engine = await startEngine({ db, registry, log: pino({ level: 'silent' }) });
await engine.defineReference({ operators: [{ code: 'own', name: { en: 'a', zh: 'b' }, isOwn: true }] });
const moment = await engine.moment();
const obs = [...moment.world.reference.inputs.keys()].flatMap((input) => ['2012-03-30','2012-03-31'].map((date) => ({ input, operator: 'own', date, value: 100 })));
const r = await engine.record({ idempotencyKey: 'x', observations: obs });
console.log(r.outcome, registry.kpis.length);
await engine.drain();
await engine.stop();
const m = await engine.moment();
const q = `{ matrix(scope: {operator: "own"}, period: {grain: YEAR, date: "2012-03-31"}) { index coverage cells { process dimension score measurements { kpi { code name unit } value score status sampleSize isComplete definitionVersion computedAt } } } }`;
// a store stub answering instantly
const cache = new Map<string, unknown[]>();
const { compile } = await import('/work/main/src/store/database.ts');
const fast = { rows: async (s: any) => { const k = JSON.stringify(compile(s)); let v = cache.get(k); if (!v) { v = await db.rows(s); cache.set(k, v as any); } return v as any; } };
const services = { ...engine, moment: async () => m } as any;

import { writeFileSync } from "node:fs"; (globalThis as any).fsw = writeFileSync;
const K = { hello: '{ __typename }', index: '{ matrix(scope: {operator: "own"}, period: {grain: YEAR, date: "2012-03-31"}) { index } }',
 own: '{ matrix(scope: {operator: "own"}, period: {grain: YEAR, date: "2012-03-31"}) { index cells { measurements { value score status isComplete definitionVersion computedAt } } } }',
 kpi3: '{ matrix(scope: {operator: "own"}, period: {grain: YEAR, date: "2012-03-31"}) { index cells { measurements { kpi { code name unit } } } } }',
 full: q };
const yoga = createGraphQL({ services, db: fast as any, log: pino({ level: 'silent' }), compileAfter: 1 });
const inspector = new (await import("node:inspector")).Session(); inspector.connect(); for (let round = 0; round < 2; round++) { if (round === 1) { inspector.post("Profiler.enable"); inspector.post("Profiler.start"); }
for (const [label, query] of Object.entries(K).filter(([k]) => k === (process.env.ONLY ?? k))) {
  const body = JSON.stringify({ query });
  const one = async () => { const res = await yoga.fetch('http://localhost/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body }); return res.text(); };
  for (let i = 0; i < 300; i++) await one();
  const n = 700; const t = performance.now();
  for (let i = 0; i < n; i++) await one();
  console.log(label, ((performance.now() - t) / n).toFixed(3), 'ms');
}
} inspector.post("Profiler.stop", (e, r) => { (globalThis as any).fsw("/tmp/prof/a.cpuprofile", JSON.stringify(r.profile)); });
const doc = parse(q);
console.log('cost', costOf(schema(), doc, doc.definitions[0] as any, {}, DEFAULT_LIMITS));
const plainRows = JSON.parse(await (await createGraphQL({ services, db: fast as any, log: pino({ level: 'silent' }) }).fetch('http://localhost/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({query:q}) })).text());
let t = performance.now(); for (let i = 0; i < 500; i++) JSON.stringify(plainRows); console.log('stringify', (performance.now()-t)/500);
await db.close();
