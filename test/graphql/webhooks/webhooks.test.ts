/** Webhooks and silences through the API: set up by it, told of real breaches, looked at by it. */
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Webhooks } from '../../../src/delivery/webhooks/webhooks.ts';
import type { createGraphQL } from '../../../src/graphql/server/yoga.ts';
import { numberEvents } from '../../../src/store/feed.ts';
import { endpoint, status } from '../../delivery/webhookWorld.ts';
import { type Api, fill, type Loose, startApi, withWebhooks } from '../api.ts';

let api: Api;
let webhooks: Webhooks;
let server: ReturnType<typeof createGraphQL>;

beforeAll(async () => {
  api = await startApi();
  ({ webhooks, server } = await withWebhooks(api));
  await fill(api);
  await numberEvents(api.db, 1000);
});
afterAll(() => api.close());

async function ask(query: string, variables: object = {}): Promise<Loose> {
  const { data, errors } = await api.ask(query, variables, server);
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const FAILURE = '... on UserError { __typename message }';
const ERRORS = `${FAILURE} ... on ValidationError { problems { path message } }`;
const CREATE = `mutation ($input: CreateWebhookInput!) { it: createWebhook(input: $input) {
  ... on CreateWebhookSuccess { secret webhook { id name url format state filter { kpis within { operator } severity history } } }
  ... on ConflictError { existing { id } } ${ERRORS} } }`;

const create = async (input: object): Promise<Loose> => (await ask(CREATE, { input })).it;

test('a breach is told, and the message leads back into the API', async () => {
  const receiver = await endpoint();
  const filter = { within: { operator: 'china-mobile' }, kpis: ['hotline-answer-rate-15s'], history: null };
  const { webhook, secret } = await create({ name: 'first', url: receiver.url, filter, after: '' });
  expect(webhook).toMatchObject({
    url: receiver.url,
    format: 'STANDARD',
    state: 'ACTIVE',
    filter: { ...filter, severity: null },
  });
  await webhooks.settle();
  expect(receiver.got.length).toBeGreaterThan(0);
  const [{ text, headers }] = receiver.got as [(typeof receiver.got)[0]];
  const { data } = new Webhook(secret).verify(text, headers as Record<string, string>) as Loose;
  const { node } = await ask(
    `query ($id: ID!) { node(id: $id) { ... on BreachEvent { cursor type value period { label } breach {
    id limit { value } kpi { name(locale: ZH) unit } } } } }`,
    { id: headers['webhook-id'] },
  );
  expect(node).toEqual({
    ...{
      cursor: data.event.cursor,
      type: data.event.type,
      value: data.event.value,
      period: { label: data.event.period.label },
    },
    breach: {
      id: data.breach.id,
      limit: { value: data.breach.limit.value },
      kpi: { name: data.kpi.name.zh, unit: data.kpi.unit },
    },
  });
  const seen = await ask(
    `query ($id: ID!) { webhook(id: $id) { failingSince deliveries(first: 1, states: [DELIVERED]) {
    edges { cursor node { state attempts lastStatus lastAnswer event { id } } } pageInfo { hasNextPage endCursor } } } }`,
    { id: webhook.id },
  );
  expect(seen.webhook.deliveries.edges[0].node).toMatchObject({
    state: 'DELIVERED',
    attempts: 1,
    lastStatus: 200,
    lastAnswer: 'thank you',
  });
  const page = await ask(
    `query ($id: ID!) { webhook(id: $id) { deliveries { edges { node { event { id } } } } } }`,
    { id: webhook.id },
  );
  expect(page.webhook.deliveries.edges.map((it: Loose) => it.node.event.id).reverse()).toEqual(
    receiver.got.map((it) => it.headers['webhook-id']),
  );
});

test('every problem of a webhook at once', async () => {
  const refused = await create({
    ...{ name: ' ', url: 'http://10.0.0.1/', secret: 'x', after: 'nonsense' },
    filter: {
      kpis: ['hotline-answer-rate-15'],
      scopes: [{ operator: 'china-mobile', orgUnit: 'nort' }],
      businessLines: ['x'],
    },
  });
  expect(refused.__typename).toBe('ValidationError');
  expect(refused.problems.map((it: Loose) => it.path.join('.'))).toEqual([
    ...[
      'name',
      'url',
      'filter.kpis.0',
      'filter.businessLines.0',
      'filter.scopes.0.orgUnit',
      'secret',
      'after',
    ],
  ]);
  expect(refused.problems[2].message).toContain('did you mean "hotline-answer-rate-15s"?');
});

test('a name that is taken is a conflict that names the other one', async () => {
  const { webhook } = await create({ name: 'twice', url: 'https://example.com/' });
  expect(await create({ name: 'twice', url: 'https://example.com/' })).toMatchObject({
    ...{ __typename: 'ConflictError', existing: { id: webhook.id } },
  });
  expect(
    (await ask('{ webhooks { name } }')).webhooks.filter((it: Loose) => it.name === 'twice'),
  ).toHaveLength(1);
});

test('the address of a chat bot is not shown whole, and its secret never', async () => {
  const url = 'https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef';
  const made = await create({ name: 'bot', url, format: 'DINGTALK', secret: 'SECabc' });
  expect(made).toMatchObject({
    secret: null,
    webhook: { url: 'https://oapi.dingtalk.com/…cdef', format: 'DINGTALK' },
  });
  expect(await create({ name: 'bot 2', url, format: 'SLACK', secret: 'x' })).toMatchObject({
    problems: [{ path: ['secret'] }],
  });
});

test('update, pause, resume, rotate, test, replay, delete', async () => {
  const receiver = await endpoint(status(500));
  const { webhook, secret } = await create({ name: 'changing', url: receiver.url });
  const change = (call: string, fields: string) =>
    ask(`mutation ($id: ID!) { it: ${call} { ${fields} ${FAILURE} } }`, { id: webhook.id });
  const problems = '... on ValidationError { problems { path } }';
  expect(
    (
      await change(
        'updateWebhook(id: $id, input: { name: "changed", filter: { severity: CRITICAL } })',
        '... on UpdateWebhookSuccess { webhook { name url filter { severity } } }',
      )
    ).it.webhook,
  ).toEqual({ name: 'changed', url: receiver.url, filter: { severity: 'CRITICAL' } });
  expect(
    (await change('updateWebhook(id: $id, input: { url: "http://x/" })', problems)).it.problems,
  ).toMatchObject([{ path: ['url'] }]);
  expect(
    (await change('pauseWebhook(id: $id)', '... on PauseWebhookSuccess { webhook { state } }')).it.webhook
      .state,
  ).toBe('PAUSED');
  expect(
    (await change('resumeWebhook(id: $id)', '... on ResumeWebhookSuccess { webhook { state } }')).it.webhook
      .state,
  ).toBe('ACTIVE');
  const rotated = (
    await change('rotateWebhookSecret(id: $id)', '... on RotateWebhookSecretSuccess { secret }')
  ).it.secret;
  expect(rotated).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(rotated).not.toBe(secret);
  expect(
    (await change('testWebhook(id: $id)', '... on TestWebhookSuccess { accepted status error }')).it,
  ).toEqual({ accepted: false, status: 500, error: 'refused with status 500' });
  expect(receiver.got[0]!.body).toMatchObject({ type: 'webhook.test' });
  expect(
    (await change('replayDeliveries(input: { webhook: $id })', '... on ReplayDeliveriesSuccess { count }')).it
      .count,
  ).toBe(0);
  expect(
    (await change('replayDeliveries(input: { webhook: $id, states: [PENDING] })', problems)).it.problems,
  ).toMatchObject([{ path: ['states', '0'] }]);
  expect((await change('deleteWebhook(id: $id)', '... on DeleteWebhookSuccess { id }')).it.id).toBe(
    webhook.id,
  );
  expect((await change('testWebhook(id: $id)', '')).it.__typename).toBe('NotFoundError');
  expect(
    await ask('query ($id: ID!) { webhook(id: $id) { id } node(id: $id) { id } }', { id: webhook.id }),
  ).toEqual({ webhook: null, node: null });
});

test('silences are begun with who and why, listed, and ended', async () => {
  const input = {
    filter: { kpis: ['hotline-answer-rate-15s'] },
    until: new Date(Date.now() + 3_600_000).toISOString(),
    by: 'Li',
    why: 'upgrade',
  };
  const { it } = await ask(
    `mutation ($input: CreateSilenceInput!) { it: createSilence(input: $input) {
    ... on CreateSilenceSuccess { silence { id by why until endedAt filter { kpis } } } ${ERRORS} } }`,
    { input },
  );
  expect(it.silence).toMatchObject({ ...input, endedAt: null });
  const list = `{ now: silences(active: true) { edges { node { id } } } over: silences(active: false) { edges { node { id } } } }`;
  const ids = async () => {
    const { now, over } = await ask(list);
    return [now, over].map(({ edges }: Loose) => edges.map(({ node }: Loose) => node.id));
  };
  expect(await ids()).toEqual([[it.silence.id], []]);
  const end = `mutation ($id: ID!) { it: endSilence(id: $id) { ... on EndSilenceSuccess { silence { endedAt } } ${FAILURE} } }`;
  expect((await ask(end, { id: it.silence.id })).it.silence.endedAt).toMatch(/Z$/);
  expect((await ask(end, { id: it.silence.id })).it.__typename).toBe('ConflictError');
  expect(await ids()).toEqual([[], [it.silence.id]]);
});

test('a server without webhooks still reads them', async () => {
  expect((await api.ask('{ webhooks { name } silences { edges { node { by } } } }')).errors).toBeUndefined();
});
