/** Who is told of what: webhooks, silences and subscriptions go no further than the grants of whoever made them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endpoint } from '../../delivery/webhookWorld.ts';
import type { Loose } from '../api.ts';
import { type AccessWorld, caller, hotline, startAccessWorld, TOMORROW } from './accessWorld.ts';

const ADMIN = caller('admin:*');
const NORTH = caller('responder:alpha/alpha-north');

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
  await hotline(world, 5, { 'alpha-town': 99, 'alpha-south': 99, 'beta-north': 99 });
}, 120_000);
afterAll(() => world.close());

const CREATE = `mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) {
  __typename ... on CreateWebhookSuccess { webhook { id } } } }`;

/** Sets a webhook up for somebody; answers what it was sent since it was asked last. */
async function webhookOf(who: typeof ADMIN, filter: object = {}): Promise<() => Promise<Loose[]>> {
  const receiver = await endpoint();
  const input = { name: receiver.url, url: receiver.url, filter: { history: null, ...filter } };
  const { createWebhook } = await world.dataOf(who, CREATE, { input });
  expect(createWebhook.__typename).toBe('CreateWebhookSuccess');
  return async () => {
    await world.webhooks.settle();
    return receiver.got.splice(0).map((it) => (it.body as Loose).data);
  };
}

const where = ({ scope }: Loose): string => scope.orgUnit?.code ?? scope.operator.code;

test('a responder of A: a webhook without a filter sees only what lies in the grants; one of the widest only, what is widest there', async () => {
  const north = await webhookOf(NORTH);
  const widest = await webhookOf(NORTH, { widestOnly: true });
  const everybody = await webhookOf(ADMIN);
  await hotline(world, 6, { 'alpha-town': 10, 'alpha-south': 10, 'beta-north': 10 });
  const toldNorth = await north();
  expect(new Set(toldNorth.map(where))).toEqual(new Set(['alpha-north', 'alpha-town']));
  // The whole operator breaches too, which is not told to whoever sees a part of it.
  const all = await everybody();
  expect(new Set(all.map(where))).toEqual(
    new Set(['alpha', 'alpha-north', 'alpha-town', 'alpha-south', 'beta', 'beta-north']),
  );
  expect(all.find((it) => where(it) === 'alpha-north').breach.within).toBe(true);
  expect(toldNorth.find((it) => where(it) === 'alpha-north').breach.within).toBe(false);
  expect(toldNorth.find((it) => where(it) === 'alpha-town').breach.within).toBe(true);
  expect((await widest()).map(where)).toEqual(['alpha-north']);
});

test('a silence of everything silences what lies in the grants', async () => {
  const all = await webhookOf(ADMIN);
  const { createSilence } = await world.dataOf(
    NORTH,
    `mutation ($until: DateTime!) { createSilence(input: { filter: {}, until: $until, by: "Li", why: "works" }) {
      ... on CreateSilenceSuccess { silence { id by } } } }`,
    { until: TOMORROW },
  );
  expect(createSilence.silence.by).toBe('responder:alpha/alpha-north (Li)');
  await hotline(world, 7, { 'alpha-town': 99, 'alpha-south': 99, 'beta-north': 99 });
  expect(new Set((await all()).map(where))).toEqual(new Set(['alpha', 'alpha-south', 'beta', 'beta-north']));
  const silences = async (who: typeof ADMIN) =>
    (await world.dataOf(who, '{ silences { edges { node { id } } } }')).silences.edges.length as number;
  expect(
    await Promise.all([NORTH, ADMIN, caller('responder:beta'), caller('reader:*')].map(silences)),
  ).toEqual([1, 1, 0, 0]);
  const END = 'mutation ($id: ID!) { endSilence(id: $id) { __typename } }';
  const { id } = createSilence.silence;
  expect(await world.dataOf(caller('responder:beta'), END, { id })).toEqual({
    endSilence: { __typename: 'NotFoundError' },
  });
  expect(await world.dataOf(NORTH, END, { id })).toEqual({ endSilence: { __typename: 'EndSilenceSuccess' } });
});

test('a list of the widest only is of the widest that is seen, and what it is within is seen', async () => {
  const LIST =
    '{ breaches(filter: { widestOnly: true }) { totalCount edges { node { scope { orgUnit { code } } within { id } } } } }';
  await hotline(world, 8, { 'alpha-town': 10, 'alpha-south': 10 });
  const { breaches } = await world.dataOf(
    NORTH,
    LIST.replace('widestOnly: true', 'widestOnly: true, states: [OPEN]'),
  );
  expect(breaches).toEqual({
    totalCount: 1,
    edges: [{ node: { scope: { orgUnit: { code: 'alpha-north' } }, within: null } }],
  });
});

test('whoever changes a webhook of one who may more is told by it what they may see, and what waits is held to that', async () => {
  const receiver = await endpoint();
  await hotline(world, 10, { 'alpha-town': 99, 'alpha-south': 99, 'beta-north': 99 });
  const within = { operator: 'alpha', orgUnit: 'alpha-north' };
  const input = { name: 'theirs', url: receiver.url, filter: { history: null, within } };
  const { createWebhook } = await world.dataOf(ADMIN, CREATE, { input });
  const { id } = createWebhook.webhook;
  const CHANGE = `mutation ($id: ID!, $input: UpdateWebhookInput!) { updateWebhook(id: $id, input: $input) {
    __typename ... on ValidationError { problems { message } } } }`;
  const change = (filter: object) =>
    world.dataOf(NORTH, CHANGE, { id, input: { filter: { history: null, ...filter } } });
  expect(await change({ operators: ['beta'] })).toMatchObject({
    updateWebhook: { __typename: 'ValidationError' },
  });
  expect(await change({})).toEqual({ updateWebhook: { __typename: 'UpdateWebhookSuccess' } });
  await hotline(world, 11, { 'alpha-town': 12, 'alpha-south': 12, 'beta-north': 12 });
  await world.webhooks.settle();
  const places = receiver.got.map((it) => where((it.body as Loose).data));
  expect(places).toContain('alpha-town');
  expect(places.filter((it) => !['alpha-north', 'alpha-town'].includes(it))).toEqual([]);
});

test('a webhook that asks for nothing is its owner’s alone', async () => {
  const input = { name: 'nothing', url: 'http://127.0.0.1:9/', filter: { scopes: [] } };
  const { createWebhook } = await world.dataOf(caller('responder:beta'), CREATE, { input });
  const seen = async (who: typeof ADMIN) =>
    (await world.dataOf(who, '{ webhooks { id } }')).webhooks.some(
      (it: Loose) => it.id === createWebhook.webhook.id,
    );
  expect(await Promise.all([ADMIN, NORTH].map(seen))).toEqual([true, false]);
});

test('a webhook tells nothing more once the token that it was made with is revoked', async () => {
  const { createAccessToken } = await world.dataOf(
    ADMIN,
    `mutation { createAccessToken(input: { name: "bot", grants: [{ role: RESPONDER, operator: "alpha" }] }) {
      ... on CreateAccessTokenSuccess { secret accessToken { id } } } }`,
  );
  const viewer = (await world.tokens.viewerWith(createAccessToken.secret))!;
  const told = await webhookOf({ viewer, address: null });
  await world.dataOf(ADMIN, 'mutation ($id: ID!) { revokeAccessToken(id: $id) { __typename } }', {
    id: createAccessToken.accessToken.id,
  });
  world.pass(60_000);
  await hotline(world, 12, { 'alpha-south': 99 });
  expect(await told()).toEqual([]);
  const { webhooks } = await world.dataOf(ADMIN, '{ webhooks { state stateReason } }');
  expect(webhooks).toContainEqual({
    state: 'DISABLED',
    stateReason: 'the access token that it was made with lets nobody in any longer',
  });
});

const LISTS = `{ operators { code } breaches(filter: { states: [OPEN] }) { totalCount edges { node { scope { operator { code } } } } }
  measurements(filter: { range: { grain: DAY, from: "2012-03-06", to: "2012-03-06" } }) { edges { node { scope { operator { code } } value } } } }`;
/** Kept while nothing changes. */
const MATRIX = `{ matrix(scope: { operator: "alpha" }, period: { grain: DAY, date: "2012-03-06" }) { index coverage } }`;

test('a reader of A and a reader of B who ask the same in turn 1,000 times never get the other’s answer', async () => {
  const [alpha, beta] = [caller('reader:alpha'), caller('reader:beta')];
  const kept = JSON.stringify(await world.dataOf(alpha, MATRIX));
  expect(kept).toMatch(/"coverage":0\.\d/);
  for (let turn = 0; turn < 1000; turn++) {
    expect(JSON.stringify(await world.dataOf(alpha, MATRIX))).toBe(kept);
    expect(await world.ask(beta, MATRIX)).toMatchObject({
      data: { matrix: null },
      errors: [{ message: expect.stringContaining('there is no operator "alpha"') as string }],
    });
  }
  const lists = async (who: typeof alpha) => JSON.stringify(await world.dataOf(who, LISTS));
  const [ofAlpha, ofBeta] = [await lists(alpha), await lists(beta)];
  expect([ofAlpha.includes('beta'), ofBeta.includes('alpha'), ofAlpha.includes('"value":10')]).toEqual([
    false,
    false,
    true,
  ]);
  for (let turn = 0; turn < 20; turn++)
    expect([await lists(alpha), await lists(beta)]).toEqual([ofAlpha, ofBeta]);
});
