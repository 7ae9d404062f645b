/** Breaches and their events as the API lists them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cursorOf, parseCursor } from '../../../src/delivery/cursor.ts';
import { numberEvents } from '../../../src/store/feed.ts';
import { type Api, type Loose, startApi } from '../api.ts';
import { acknowledge, breaches, day, defineOperators, events, whereIs } from './breachWorld.ts';

let api: Api;
/** The whole of China Mobile has a bad second day; Beijing is bad from the first to the second; calls of a rival drop. */
beforeAll(async () => {
  api = await startApi();
  await defineOperators(api);
  await day(api, 1, { beijing: 82, south: 92 });
  await day(api, 2, { beijing: 70, south: 85 });
  await day(api, 3, { beijing: 95, south: 95, dropped: 2.5 });
  await day(api, 4, { beijing: 84 });
  const [mobile] = await breaches(api, { businessLines: ['mobile'] });
  await acknowledge(api, mobile.id, { by: 'Li Na', note: 'on it' });
  // Corrections: of what is over, which nobody is told of again, and of what goes on.
  await day(api, 2, { beijing: 75 });
  await day(api, 4, { beijing: 79 });
});
afterAll(() => api.close());

const wheres = async (filter?: object) => (await breaches(api, filter)).map(whereIs).sort();
const whats = async (filter?: object) =>
  (await events(api, filter)).map(({ type, breach }) => `${type} ${whereIs(breach)}`);

const HOTLINE = [
  // Of the fourth day, then of the first two.
  ...['hotline beijing', 'hotline beijing', 'hotline china-mobile', 'hotline china-mobile'],
  ...['hotline north', 'hotline north'],
];
const CALLS = ['calls china-telecom', 'calls china-telecom mobile'];

test('a breach says what, where, from when to when, how bad, beyond which limit, and since when it is known', async () => {
  const [beijing] = await breaches(api, { orgUnits: ['beijing'], states: ['RESOLVED'] });
  expect(beijing).toMatchObject({
    kpi: { code: 'hotline-answer-rate-15s' },
    scope: { operator: { code: 'china-mobile' }, businessLine: null, orgUnit: { code: 'beijing' } },
    firstPeriod: { label: '2012-03-01' },
    lastPeriod: { label: '2012-03-02' },
    ...{ severity: 'CRITICAL', state: 'RESOLVED', retracted: false, value: 75 },
    limit: { severity: 'CRITICAL', side: 'BELOW', value: 80 },
    ...{ acknowledgedAt: null, acknowledgedBy: null },
    ...{ openedAt: expect.stringMatching(/Z$/) as string, resolvedAt: expect.stringMatching(/Z$/) as string },
  });
});

test('an event says what changed, why, when, how bad it is, the value, and the period that it stands for', async () => {
  const [opened, escalated, resolved] = await events(api, {
    orgUnits: ['beijing'],
  });
  const [of, reason] = [(label: string) => ({ period: { label } }), 'OBSERVED'];
  expect(opened).toMatchObject({
    type: 'OPENED',
    reason,
    severity: 'WARNING',
    value: 82,
    ...of('2012-03-01'),
  });
  expect(escalated).toMatchObject({
    type: 'ESCALATED',
    reason,
    severity: 'CRITICAL',
    value: 70,
    ...of('2012-03-02'),
  });
  expect(resolved).toMatchObject({
    type: 'RESOLVED',
    reason,
    severity: 'CRITICAL',
    value: 95,
    ...of('2012-03-03'),
  });
  const [acknowledged] = await events(api, { states: ['ACKNOWLEDGED'] });
  expect(acknowledged).toMatchObject({
    ...{ type: 'ACKNOWLEDGED', reason: null, severity: 'WARNING', note: 'on it', by: 'Li Na' },
    ...of('2012-03-03'),
  });
});

/** In words, the filter, which breaches pass it. */
const BREACHES: [string, object, string[]][] = [
  ['nothing', {}, [...CALLS, ...HOTLINE]],
  ['a KPI', { kpis: ['call-drop-rate'] }, CALLS],
  ['no KPI at all', { kpis: [] }, []],
  ['a process', { process: 'NETWORK' }, CALLS],
  ['a dimension', { dimension: 'PERCEPTION' }, []],
  ['a dimension and a process', { dimension: 'OPERATIONS', process: 'HOTLINE' }, HOTLINE],
  ['the whole of an operator, exactly', { scopes: [{ operator: 'china-mobile' }] }, HOTLINE.slice(2, 4)],
  [
    'a unit and a line, exactly',
    {
      scopes: [
        { operator: 'china-mobile', orgUnit: 'north' },
        { operator: 'china-telecom', businessLine: 'mobile' },
      ],
    },
    ['calls china-telecom mobile', ...HOTLINE.slice(4)],
  ],
  [
    'a unit and what is below it',
    { within: { operator: 'china-mobile', orgUnit: 'north' } },
    [...HOTLINE.slice(0, 2), ...HOTLINE.slice(4)],
  ],
  ['an operator and what is below it', { within: { operator: 'china-telecom' } }, CALLS],
  [
    'a line and what is below it',
    { within: { operator: 'china-telecom', businessLine: 'mobile' } },
    CALLS.slice(1),
  ],
  ['operators', { operators: ['china-telecom'] }, CALLS],
  ['a line, without what has none', { businessLines: ['mobile'] }, CALLS.slice(1)],
  ['a unit, without what is below it', { orgUnits: ['north'] }, HOTLINE.slice(4)],
  ['a severity', { severity: 'CRITICAL', states: ['RESOLVED'] }, ['hotline beijing', 'hotline north']],
  [
    'what is open',
    { states: ['OPEN'] },
    ['calls china-telecom', 'hotline beijing', 'hotline china-mobile', 'hotline north'],
  ],
  ['what somebody looks after', { states: ['ACKNOWLEDGED'] }, ['calls china-telecom mobile']],
  ['all states', { states: ['OPEN', 'ACKNOWLEDGED', 'RESOLVED'] }, [...CALLS, ...HOTLINE]],
  [
    'the widest only',
    { widestOnly: true, states: ['OPEN', 'ACKNOWLEDGED'] },
    ['calls china-telecom', 'hotline china-mobile'],
  ],
  [
    'several things, which must all hold',
    { kpis: ['hotline-answer-rate-15s'], orgUnits: ['north'], states: ['OPEN'] },
    ['hotline north'],
  ],
];

test.each(BREACHES)(
  'of breaches, a filter that asks for %s lets through just that',
  async (_, filter, expected) => {
    expect(await wheres(filter)).toEqual(expected);
    const { breaches: counted } = await api.dataOf(
      'query ($filter: BreachFilter) { breaches(filter: $filter, first: 1) { totalCount } }',
      { filter },
    );
    expect(counted.totalCount).toBe(expected.length);
  },
);

/** In words, the filter, which events pass it, in order. */
const EVENTS: [string, object, string[]][] = [
  [
    'a unit and what is below it',
    { within: { operator: 'china-mobile', orgUnit: 'beijing' } },
    [
      'OPENED hotline beijing',
      'ESCALATED hotline beijing',
      'RESOLVED hotline beijing',
      'OPENED hotline beijing',
      'ESCALATED hotline beijing',
    ],
  ],
  ['exactly a scope', { scopes: [{ operator: 'china-telecom' }] }, ['OPENED calls china-telecom']],
  [
    'a KPI and a line',
    { kpis: ['call-drop-rate'], businessLines: ['mobile'] },
    ['OPENED calls china-telecom mobile', 'ACKNOWLEDGED calls china-telecom mobile'],
  ],
  ['a process of an operator', { process: 'HOTLINE', operators: ['china-telecom'] }, []],
  ['a dimension', { dimension: 'COMPLAINT' }, []],
  [
    'a severity, that of the event',
    { severity: 'WARNING', orgUnits: ['beijing'] },
    ['OPENED hotline beijing', 'OPENED hotline beijing'],
  ],
  [
    'a state, that after the event',
    { states: ['RESOLVED'], orgUnits: ['north'] },
    ['RESOLVED hotline north'],
  ],
  [
    'the reason CORRECTED; acknowledgements always pass',
    { reasons: ['CORRECTED'] },
    [
      'ACKNOWLEDGED calls china-telecom mobile',
      ...['china-mobile', 'beijing', 'north'].map((it) => `ESCALATED hotline ${it}`),
    ],
  ],
  ['the widest only', { widestOnly: true, operators: ['china-telecom'] }, ['OPENED calls china-telecom']],
];

test.each(EVENTS)(
  'of events, a filter that asks for %s lets through just that, in order',
  async (_, filter, expected) => {
    expect(await whats(filter)).toEqual(expected);
  },
);

test('what asks for an unknown code, or for too much at once, is told which argument is wrong', async () => {
  const wrong = async (args: string) => {
    const { data, errors } = await api.ask(
      `{ breaches(${args}) { totalCount } breachEvents(${args}) { pageInfo { hasNextPage } } }`,
    );
    expect(data).toEqual({ breaches: null, breachEvents: null });
    return errors!.map(({ extensions }) => [extensions!.code, extensions!.argument]);
  };
  const both = (argument: string) => [
    ['BAD_USER_INPUT', argument],
    ['BAD_USER_INPUT', argument],
  ];
  expect(await wrong('after: "nonsense"')).toEqual(both('after'));
  expect(await wrong('first: 0')).toEqual(both('first'));
  expect(await wrong('first: 501')).toEqual(both('first'));
  expect(await wrong('filter: { kpis: ["call-drop-rate", "calls-drop-rate"] }')).toEqual(
    both('filter.kpis[1]'),
  );
  expect(await wrong('filter: { operators: ["china"] }')).toEqual(both('filter.operators[0]'));
  expect(await wrong('filter: { businessLines: ["mobil"] }')).toEqual(both('filter.businessLines[0]'));
  expect(await wrong('filter: { orgUnits: ["west"] }')).toEqual(both('filter.orgUnits[0]'));
  expect(await wrong('filter: { within: { operator: "china-telecom", orgUnit: "north" } }')).toEqual(
    both('filter.within.orgUnit'),
  );
  expect(await wrong('filter: { scopes: [{ operator: "china" }] }')).toEqual(
    both('filter.scopes[0].operator'),
  );
  const cursor = (await api.dataOf('{ breaches(first: 1) { edges { cursor } } }')).breaches.edges[0].cursor;
  expect(
    (await api.ask(`{ breachEvents(after: "${cursor}") { edges { cursor } } }`)).errors![0]!.extensions,
  ).toMatchObject({
    code: 'BAD_USER_INPUT',
    argument: 'after',
  });
  const foreign = `{ breachEvents(after: "${cursorOf('elsewhere', 1)}") { edges { cursor } } }`;
  expect((await api.ask(foreign)).errors![0]!.extensions).toMatchObject({
    code: 'CURSOR_FOREIGN',
    argument: 'after',
  });
});

/** A list page by page, `size` at a time. */
async function pages(field: 'breaches' | 'breachEvents', size: number, order = ''): Promise<Loose[][]> {
  const found: Loose[][] = [];
  for (let after: string | null = null; ;) {
    const answer: Loose = await api.dataOf(
      `query ($first: Int, $after: String) { ${field}(first: $first, after: $after ${order}) {
        edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
      { first: size, after },
    );
    const { edges, pageInfo } = answer[field];
    expect(pageInfo).toMatchObject({
      hasPreviousPage: after !== null,
      startCursor: edges[0].cursor,
      endCursor: edges.at(-1).cursor,
    });
    found.push(edges);
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}

const idsOf = (edges: Loose[]) => edges.map((it) => it.node.id);

test('breaches come newest first, every one on exactly one page, whatever its size', async () => {
  const all = await breaches(api);
  const opened = all.map((it) => it.openedAt);
  expect(opened).toEqual([...opened].sort().reverse());
  for (const size of [1, 3, 8, 500]) {
    const found = await pages('breaches', size);
    expect(found.slice(0, -1).every((it) => it.length === size)).toBe(true);
    expect(idsOf(found.flat())).toEqual(all.map((it) => it.id));
  }
});

/** What each order compares, as text that sorts alike. */
const ORDERS: Record<string, (breach: Loose) => string> = {
  OPENED: ({ openedAt }) => openedAt,
  LAST_PERIOD: ({ lastPeriod }) => lastPeriod.label,
  SEVERITY: ({ severity, openedAt }) => `${severity === 'CRITICAL' ? 1 : 0} ${openedAt}`,
};

test.each(Object.keys(ORDERS))('breaches come by %s, page by page, forwards and backwards', async (order) => {
  const byId = new Map((await breaches(api)).map((it) => [it.id, it]));
  const walk = async (direction: string, size: number) =>
    idsOf((await pages('breaches', size, `orderBy: ${order}, direction: ${direction}`)).flat());
  const descending = await walk('DESC', 500);
  const compared = descending.map((id) => ORDERS[order]!(byId.get(id)));
  expect(new Set(compared).size).toBeGreaterThan(1);
  expect(compared).toEqual([...compared].sort().reverse());
  expect(new Set(descending).size).toBe(byId.size);
  for (const size of [1, 3]) {
    expect(await walk('DESC', size)).toEqual(descending);
    expect(await walk('ASC', size)).toEqual([...descending].reverse());
  }
});

test('a cursor of one order is refused in another', async () => {
  const { breaches: page } = await api.dataOf(
    '{ breaches(orderBy: SEVERITY, first: 1) { edges { cursor } } }',
  );
  const { errors } = await api.ask(`{ breaches(after: "${page.edges[0].cursor}") { edges { cursor } } }`);
  expect(errors).toMatchObject([{ message: expect.stringContaining('in the same order') }]);
});

test('events come oldest first, every one on exactly one page, and their cursors are places in one order', async () => {
  const all = await events(api);
  expect(all.map((it) => parseCursor(it.cursor)!.sequence)).toEqual(all.map((_, at) => at + 1));
  for (const size of [1, 4, 500]) {
    const found = await pages('breachEvents', size);
    expect(idsOf(found.flat())).toEqual(all.map((it) => it.id));
    expect(found.flat().map((it) => it.cursor)).toEqual(all.map((it) => it.cursor));
  }
  const [first] = all;
  const rest = await api.dataOf(
    `{ breachEvents(after: "${first.cursor}", filter: { orgUnits: ["south"] }) { edges { cursor } pageInfo { hasNextPage endCursor } } }`,
  );
  expect(rest.breachEvents).toEqual({ edges: [], pageInfo: { hasNextPage: false, endCursor: null } });
});

test('a breach that opens while somebody pages through the list neither hides nor repeats another one', async () => {
  const own = await startApi();
  await defineOperators(own);
  await day(own, 1, { beijing: 70 });
  const before = (await breaches(own)).map((it) => it.id);
  const page = async (after: string | null) =>
    (
      await own.dataOf(
        'query ($after: String) { breaches(first: 2, after: $after) { edges { cursor node { id } } } }',
        { after },
      )
    ).breaches.edges;
  const first = await page(null);
  await day(own, 1, { dropped: 4 });
  const second = await page(first.at(-1).cursor);
  expect(idsOf([...first, ...second])).toEqual(before);
  await own.close();
});

test('of a breach all events are told, in order, and which open breach it is within', async () => {
  const asked = await api.dataOf(`{ breaches(filter: { states: [OPEN, ACKNOWLEDGED] }) { edges { node {
    kpi { code } scope { operator { code } businessLine { code } orgUnit { code } }
    events { type } within { kpi { code } scope { operator { code } businessLine { code } orgUnit { code } } within { id } } } } } }`);
  const open: Loose[] = asked.breaches.edges.map((it: Loose) => it.node);
  const within = new Map(open.map((it) => [whereIs(it), it.within && whereIs(it.within)]));
  expect(Object.fromEntries(within)).toEqual({
    'calls china-telecom': null,
    'calls china-telecom mobile': 'calls china-telecom',
    'hotline beijing': 'hotline north',
    'hotline china-mobile': null,
    'hotline north': 'hotline china-mobile',
  });
  const types = new Map(open.map((it) => [whereIs(it), it.events.map((event: Loose) => event.type)]));
  expect(types.get('hotline beijing')).toEqual(['OPENED', 'ESCALATED']);
  expect(types.get('calls china-telecom mobile')).toEqual(['OPENED', 'ACKNOWLEDGED']);
  const { breaches: over } = await api.dataOf(
    '{ breaches(filter: { states: [RESOLVED] }) { edges { node { within { id } } } } }',
  );
  expect(over.edges.map((it: Loose) => it.node.within)).toEqual([null, null, null]);
});

test('a breach and an event are found again by their ids; ids of another database name nothing', async () => {
  const [breach] = await breaches(api);
  const [event] = await events(api);
  const { nodes } = await api.dataOf(
    'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Breach { state } ... on BreachEvent { type cursor } } }',
    { ids: [breach.id, event.id] },
  );
  expect(nodes).toEqual([
    { __typename: 'Breach', id: breach.id, state: breach.state },
    { __typename: 'BreachEvent', id: event.id, type: event.type, cursor: event.cursor },
  ]);
  const id = (kind: string, ...codes: string[]) =>
    Buffer.from([kind, ...codes].join(':')).toString('base64url');
  const strangers = [id('Breach', 'elsewhere', '1'), id('BreachEvent', 'elsewhere', '1'), id('Breach', '1')];
  expect(
    (await api.dataOf('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: strangers })).nodes,
  ).toEqual([null, null, null]);
});

test('an event that has no place in the order yet is nowhere to be seen', async () => {
  const before = (await events(api)).length;
  await api.record([
    { input: 'droppedCalls', operator: 'china-mobile', businessLine: 'mobile', date: '2012-03-02', value: 9 },
    {
      input: 'callSetupsSuccessful',
      operator: 'china-mobile',
      businessLine: 'mobile',
      date: '2012-03-02',
      value: 100,
    },
  ]);
  expect(await events(api)).toHaveLength(before);
  const [breach] = await breaches(api, { kpis: ['call-drop-rate'], operators: ['china-mobile'] });
  expect(
    (await api.dataOf(`{ node(id: "${breach.id}") { ... on Breach { events { type } } } }`)).node.events,
  ).toEqual([]);
  await numberEvents(api.db, 1000);
  expect((await events(api)).length).toBeGreaterThan(before);
});
