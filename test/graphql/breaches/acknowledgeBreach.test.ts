/** Saying that somebody looks after a breach, and how long that holds. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { defineReference } from '../../../src/engine/definitions/define.ts';
import { numberEvents } from '../../../src/store/feed.ts';
import { type Api, type Loose, startApi } from '../api.ts';
import { acknowledge, breaches, day, events } from './breachWorld.ts';

let api: Api;
let rivals = 0;
let rival: string;
beforeAll(async () => void (api = await startApi()));
beforeEach(async () => {
  rival = `rival-${++rivals}`;
  await defineReference(api.engine, { operators: [{ code: rival, name: { en: 'Rival', zh: '对手' } }] });
  await dropped(1, 2.5);
});
afterAll(() => api.close());

const dropped = (date: number, share: number) => day(api, date, { dropped: share, rival });
const scope = () => ({ scopes: [{ operator: rival }] });
const newest = async (): Promise<Loose> => (await breaches(api, scope()))[0];
const types = async () => (await events(api, scope())).map((it) => it.type);

test('who acknowledges an open breach is answered it as it is now, and the event says who and why', async () => {
  const { id } = await newest();
  const answer = await acknowledge(api, id, { by: '李娜', note: 'a cell is down,\nwe are on it' });
  expect(answer).toMatchObject({
    __typename: 'AcknowledgeBreachSuccess',
    breach: {
      id,
      state: 'ACKNOWLEDGED',
      acknowledgedBy: '李娜',
      acknowledgedAt: expect.any(String) as string,
    },
  });
  const [, acknowledged] = await events(api, scope());
  expect(acknowledged).toMatchObject({
    ...{ type: 'ACKNOWLEDGED', reason: null, by: '李娜', note: 'a cell is down,\nwe are on it' },
    ...{ severity: 'WARNING', value: 2.5, period: { label: '2012-03-01' } },
    at: answer.breach.acknowledgedAt as string,
  });
});

test('neither name nor note is needed', async () => {
  const { breach } = await acknowledge(api, (await newest()).id);
  expect(breach).toMatchObject({ state: 'ACKNOWLEDGED', acknowledgedBy: null });
});

test('a second acknowledgement is a conflict that names the first, and publishes nothing', async () => {
  const { id } = await newest();
  await acknowledge(api, id, { by: 'Li Na' });
  const answer = await acknowledge(api, id, { by: 'Wang Wei' });
  expect(answer).toMatchObject({ __typename: 'ConflictError', existing: { id, __typename: 'Breach' } });
  expect(answer.message).toContain('Li Na');
  expect(await types()).toEqual(['OPENED', 'ACKNOWLEDGED']);
});

test('to acknowledge what is over is a conflict, and what is not there is not found', async () => {
  const { id } = await newest();
  await dropped(2, 1);
  expect(await acknowledge(api, id)).toMatchObject({ __typename: 'ConflictError', existing: { id } });
  const { operator } = await api.dataOf('{ operator(code: "rival-1") { id } }');
  const [event] = await events(api, scope());
  const stranger = Buffer.from('Breach:elsewhere:1').toString('base64url');
  for (const wrong of ['nonsense', '', operator.id, event.id, stranger])
    expect(await acknowledge(api, wrong)).toMatchObject({ __typename: 'NotFoundError' });
});

test('a note has at most 2,000 characters and a name 200, well-formed', async () => {
  const { id } = await newest();
  const refusal = async (given: object) => {
    const { errors } = await api.ask(
      'mutation ($id: ID!, $note: String, $by: String) { acknowledgeBreach(id: $id, note: $note, by: $by) { __typename } }',
      { id, ...given },
    );
    return errors?.[0]?.extensions;
  };
  expect(await refusal({ note: 'n'.repeat(2001) })).toEqual({ code: 'BAD_USER_INPUT', argument: 'note' });
  expect(await refusal({ by: 'b'.repeat(201) })).toEqual({ code: 'BAD_USER_INPUT', argument: 'by' });
  expect(await refusal({ note: 'half \ud800' })).toEqual({ code: 'BAD_USER_INPUT', argument: 'note' });
  expect(await refusal({ note: 'a\0b' })).toEqual({ code: 'BAD_USER_INPUT', argument: 'note' });
  expect(await types()).toEqual(['OPENED']);
  expect(await refusal({ note: 'n'.repeat(2000), by: 'b'.repeat(200) })).toBeUndefined();
  await numberEvents(api.db, 1000);
  expect((await events(api, scope())).at(-1)!.note).toHaveLength(2000);
});

test('it lasts while the breach gets worse or better, and ends with it', async () => {
  const { id } = await newest();
  await acknowledge(api, id, { by: 'Li Na' });
  await dropped(2, 4);
  await dropped(3, 2.5);
  expect(await newest()).toMatchObject({ id, state: 'ACKNOWLEDGED', acknowledgedBy: 'Li Na' });
  await dropped(4, 1);
  expect(await newest()).toMatchObject({ id, state: 'RESOLVED', acknowledgedBy: null, acknowledgedAt: null });
  await dropped(5, 4);
  expect(await newest()).toMatchObject({ state: 'OPEN', acknowledgedAt: null });
  expect((await newest()).id).not.toBe(id);
});

test('a breach that opens again after a correction asks for somebody anew', async () => {
  const { id } = await newest();
  await acknowledge(api, id, { by: 'Li Na' });
  await dropped(2, 1);
  await dropped(2, 4);
  expect(await newest()).toMatchObject({
    id,
    state: 'OPEN',
    acknowledgedAt: null,
    resolvedAt: null,
    severity: 'CRITICAL',
  });
  expect(await types()).toEqual(['OPENED', 'ACKNOWLEDGED', 'RESOLVED', 'OPENED', 'ESCALATED']);
  expect(await acknowledge(api, id, { by: 'Wang Wei' })).toMatchObject({
    __typename: 'AcknowledgeBreachSuccess',
  });
});

test('a breach that never was is resolved and retracted, with the figures that it had', async () => {
  const { id } = await newest();
  await acknowledge(api, id, { by: 'Li Na' });
  await dropped(1, 1);
  expect(await newest()).toMatchObject({
    ...{ id, state: 'RESOLVED', retracted: true, value: 2.5, severity: 'WARNING', acknowledgedAt: null },
    ...{ limit: { value: 2 }, lastPeriod: { label: '2012-03-01' } },
  });
  expect((await events(api, scope())).at(-1)).toMatchObject({
    type: 'RESOLVED',
    reason: 'CORRECTED',
    value: null,
  });
  expect(await acknowledge(api, id)).toMatchObject({ __typename: 'ConflictError' });
});

test('the breaches of a retired KPI resolve, and stay readable', async () => {
  const kpi = `{ code: "calls-lost", name: { en: "Calls lost", zh: "掉话" }, description: "Lost calls.", dimension: OPERATIONS,
    process: NETWORK, lifecycleStage: USAGE, cadence: DAY, unit: "calls", formula: "droppedCalls",
    limits: [{ severity: WARNING, side: ABOVE, value: 1 }], scoring: [{ value: 0, score: 100 }, { value: 9, score: 0 }] }`;
  await api.dataOf(`mutation { registerKpi(input: ${kpi}) { __typename } }`);
  await api.engine.drain();
  const lost = { kpis: ['calls-lost'], ...scope() };
  const [open] = await breaches(api, lost);
  expect(open).toMatchObject({ state: 'OPEN' });
  await api.dataOf('mutation { retireKpi(code: "calls-lost") { __typename } }');
  await dropped(2, 3);
  expect(await breaches(api, lost)).toMatchObject([
    { id: open.id, state: 'RESOLVED', retracted: false, value: 25 },
  ]);
  const told = await events(api, lost);
  expect(told.map((it) => [it.type, it.reason])).toEqual([
    ['OPENED', 'REDEFINED'],
    ['RESOLVED', 'REDEFINED'],
  ]);
  const { node } = await api.dataOf(
    `{ node(id: "${open.id}") { ... on Breach { kpi { name(locale: ZH) } } } }`,
  );
  expect(node.kpi.name).toBe('掉话');
});
