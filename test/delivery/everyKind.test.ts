/** Breaches and data problems on one feed, as subscribers and lists see it: one order, one kind of cursor. */
import { expect, test } from 'vitest';
import { freshPglite } from '../support/database.ts';
import { daysLater } from '../support/modelCalendar.ts';
import { type Block, sse } from './clients.ts';
import { startWorld } from './world.ts';

const QUERY = `subscription ($filter: ServiceEventFilter, $after: String) { events(filter: $filter, after: $after) {
  __typename cursor kind operator { code } ... on BreachEvent { type breach { scope { orgUnit { code } } } }
  ... on DataEvent { happened: type isHistory problem { kind input { key } scope { orgUnit { code } } } } } }`;

const LIST = QUERY.replace('subscription (', 'query (').replace(
  /events\(([^)]*)\) \{([\s\S]*)\} \}$/,
  'events($1) { edges { cursor node { $2 } } pageInfo { hasNextPage } } }',
);

async function take(blocks: AsyncGenerator<Block>, count: number): Promise<Block['data'][]> {
  const taken: Block['data'][] = [];
  while (taken.length < count) {
    const { value } = (await blocks.next()) as { value: Block };
    if (value.data?.data) taken.push(value.data.data.events);
    else if (value.data?.errors) throw new Error(JSON.stringify(value.data.errors));
  }
  return taken;
}

test('whoever subscribes to every kind is told of both in order, and goes on after any of them', async () => {
  const { engine, serve } = await startWorld(await freshPglite());
  const { url } = await serve();
  const ask = async (query: string, variables: object) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (await answer.json()) as Block['data'];
  };
  const live = await sse(url, {}, { query: QUERY });
  const today = new Date().toISOString().slice(0, 10);
  const calls = (ago: number, answered: number | null) =>
    (
      [
        ['callsHandled', 90],
        ...(answered === null
          ? []
          : [['callsAnsweredIn15s', answered] as const, ['callsOfferedToAgents', 100] as const]),
      ] as const
    ).map(([input, value]) => ({
      ...{ input, operator: 'china-mobile', orgUnit: 'beijing', value, date: daysLater(today, -ago) },
    }));
  const record = async (key: string, observations: ReturnType<typeof calls>) => {
    expect(await engine.record({ idempotencyKey: key, observations })).toMatchObject({ outcome: 'recorded' });
    await engine.drain();
  };
  // A bad day in Beijing; then of one day some inputs never come, which is known three days later.
  await record('bad', calls(10, 50));
  await record(
    'gap',
    [9, 8, 7, 6, 5].flatMap((ago) => calls(ago, ago === 8 ? null : 99)),
  );

  const told = await take(live.blocks, 8);
  const kinds = told.map((it) => it.kind as string);
  expect(kinds.filter((it) => it === 'BREACH').length).toBeGreaterThan(1);
  const data = told.filter((it) => it.kind === 'DATA');
  expect(data).toHaveLength(2);
  expect(data[0]).toMatchObject({
    __typename: 'DataEvent',
    happened: 'opened',
    isHistory: false,
    operator: { code: 'china-mobile' },
    problem: { kind: 'MISSING', scope: { orgUnit: { code: 'beijing' } } },
  });

  const listed = (await ask(LIST, {})).data.events.edges;
  expect(listed.map((it: Block['data']) => it.node)).toEqual(told);
  expect(listed.map((it: Block['data']) => it.cursor)).toEqual(told.map((it) => it.cursor));

  // Any of the cursors is one for both subscriptions and both lists.
  const after = told[kinds.indexOf('DATA') - 1].cursor;
  const only = await sse(url, { after, filter: { kinds: ['DATA'] } }, { query: QUERY });
  expect(await take(only.blocks, 2)).toEqual(data);
  const breaches = await ask('query ($after: String) { breachEvents(after: $after) { edges { cursor } } }', {
    after: '',
  });
  expect(breaches.data.breachEvents.edges.map((it: Block['data']) => it.cursor)).toEqual(
    told.filter((it) => it.kind === 'BREACH').map((it) => it.cursor),
  );

  const of = async (filter: object) =>
    (await ask(LIST, { filter })).data.events.edges.map((it: Block['data']) => it.node);
  expect(await of({ kinds: ['DATA'] })).toEqual(data);
  expect(await of({ within: { operator: 'china-mobile', orgUnit: 'beijing' }, kinds: ['DATA'] })).toEqual(
    data,
  );
  expect(await of({ breaches: { severity: 'WARNING' }, kinds: ['DATA', 'BREACH'] })).toEqual(data);
  expect(await of({ kinds: [] })).toEqual([]);
  expect((await ask(LIST, { filter: { within: { operator: 'nobody' } } })).errors[0].message).toContain(
    'filter.within.operator',
  );
  expect((await ask(LIST, { filter: { breaches: { kpis: ['no-kpi'] } } })).errors[0].message).toContain(
    'filter.breaches.kpis[0]',
  );
  for (const it of [live, only]) it.request.destroy();
}, 60_000);
