/** What is sent of figures that lack something: nothing too early, and in words what is missing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Webhooks } from '../../../src/delivery/webhooks/webhooks.ts';
import { numberEvents } from '../../../src/store/feed.ts';
import { endpoint } from '../../delivery/webhookWorld.ts';
import { daysLater, periodStart } from '../../support/modelCalendar.ts';
import { type Api, type Loose, startApi, withWebhooks } from '../api.ts';

let api: Api;
let webhooks: Webhooks;
let server: ReturnType<Api['server']>;
beforeAll(async () => {
  api = await startApi();
  ({ webhooks, server } = await withWebhooks(api));
  await api.dataOf(`mutation { defineReferenceData(input: { operators: [{ code: "careful", name: { en: "Careful" } }],
    orgUnits: [{ code: "north", operator: "careful", name: { en: "North" } }, { code: "south", operator: "careful", name: { en: "South" } }] }) { __typename } }`);
});
afterAll(() => api.close());

const today = new Date().toISOString().slice(0, 10);

const observed = (input: string, date: string, value: number, orgUnit: string) => ({
  ...{ input, operator: 'careful', orgUnit, date, value },
});
const calls = (date: string, answered: number, orgUnit: string) => [
  observed('callsAnsweredIn15s', date, answered, orgUnit),
  observed('callsOfferedToAgents', date, 1000, orgUnit),
];

/** Has the breaches of a KPI at the whole operator sent to an endpoint; answers what it got since it was asked last. */
async function told(
  kpi: string,
  format: string,
  answer: string,
  query = '',
): Promise<() => Promise<Loose[]>> {
  const receiver = await endpoint((response) => response.end(answer));
  const { data } = await api.ask(
    `mutation ($url: String!) { createWebhook(input: { name: "${kpi}", url: $url, format: ${format},
      filter: { kpis: ["${kpi}"], widestOnly: true, scopes: [{ operator: "careful" }] } }) { __typename ... on ValidationError { problems { message } } } }`,
    { url: receiver.url + query },
    server,
  );
  expect(data.createWebhook).toEqual({ __typename: 'CreateWebhookSuccess' });
  return async () => {
    await numberEvents(api.db, 1000);
    await webhooks.settle();
    return receiver.got.splice(0).map((it) => it.body);
  };
}

test('nothing after the first file of an evening, one message after the second', async () => {
  const sent = await told('hotline-answer-rate-15s', 'STANDARD', 'ok');
  const before = Array.from({ length: 8 }, (_, at) => daysLater(today, at - 10));
  await api.record(before.flatMap((date) => [...calls(date, 950, 'north'), ...calls(date, 950, 'south')]));
  const evening = daysLater(today, -2);
  await api.record(calls(evening, 700, 'north'));
  expect(await sent()).toEqual([]);
  await api.record(calls(evening, 900, 'south'));
  expect(await sent()).toMatchObject([
    { data: { event: { type: 'OPENED', coverage: 1, expected: null, period: { label: evening } } } },
  ]);
});

test('what was waited for in vain is judged as it stands, and says which share of its data it has', async () => {
  await api.dataOf(
    `mutation { registerKpi(input: { code: "weekly-answers", name: { en: "Weekly answers" }, description: "x", dimension: OPERATIONS,
      process: HOTLINE, lifecycleStage: USAGE, cadence: WEEK, unit: "percent", formula: "100 * callsAnsweredIn15s / callsOfferedToAgents",
      limits: [{ severity: WARNING, side: BELOW, value: 85 }], scoring: [{ value: 60, score: 0 }, { value: 100, score: 100 }],
      examples: [{ inputs: [], status: NO_DATA }] }) { __typename } }`,
  );
  await api.engine.drain();
  const sent = await told('weekly-answers', 'DINGTALK', '{"errcode":0}', '?access_token=y');
  await sent();
  // Of a week that ended a while ago the answers of three days never came.
  const monday = periodStart('WEEK', daysLater(today, -21));
  const week = Array.from({ length: 7 }, (_, at) => daysLater(monday, at));
  await api.record(week.map((date) => observed('callsOfferedToAgents', date, 1000, 'north')));
  await api.record(week.slice(0, 4).map((date) => observed('callsAnsweredIn15s', date, 950, 'north')));
  expect(JSON.stringify(await sent())).toContain('4 of 7 days · 7 天中的 4 天');
});

describe('data problems', () => {
  /** Has events of these kinds sent to an endpoint. */
  async function toldOf(kinds: string, format = 'STANDARD', answer = 'ok', query = '', filter = '') {
    const receiver = await endpoint((response) => response.end(answer));
    const { data } = await api.ask(
      `mutation ($url: String!) { createWebhook(input: { name: "${kinds} ${format}${filter && ' of some'}", url: $url, format: ${format}, kinds: ${kinds}, after: "",
        filter: { operators: ["holey"], ${filter} } }) { __typename ... on CreateWebhookSuccess { webhook { kinds } } } }`,
      { url: receiver.url + query },
      server,
    );
    expect(data.createWebhook).toMatchObject({ __typename: 'CreateWebhookSuccess' });
    return async () => {
      await numberEvents(api.db, 1000);
      await webhooks.settle();
      return receiver.got.splice(0).map((it) => it.body);
    };
  }
  const ago = (days: number) => daysLater(today, -days);
  const offered = (date: string) => ({
    ...{ input: 'callsOfferedToAgents', operator: 'holey', date, value: 1000 },
  });

  test('missing, stopped and reported again: each once, in words, to whoever asks for data; the past to nobody', async () => {
    await api.dataOf(
      `mutation { defineReferenceData(input: { operators: [{ code: "holey", name: { en: "Holey", zh: "漏网" } }] }) { __typename } }`,
    );
    const bot = await toldOf('[DATA]');
    const others = await toldOf('[BREACH]');
    const hall = await toldOf(
      '[DATA]',
      'STANDARD',
      'ok',
      '',
      'kpis: ["hall-complaint-onsite-resolution-rate"]',
    );

    // A hole long ago, and one a week ago; another input goes on, so that the days are known.
    const days = [60, 58, 57, 22, 21, 20, 19, 17, 16, 15].map(ago);
    await api.record(days.map(offered));
    const [missing, ...rest] = await bot();
    expect(rest).toEqual([]);
    expect(missing).toMatchObject({
      type: 'data.missing',
      data: {
        event: { type: 'OPENED', history: false },
        problem: { kind: 'MISSING', state: 'OPEN', from: ago(18), to: ago(18) },
        input: { code: 'callsOfferedToAgents' },
        scope: { operator: { code: 'holey' }, orgUnit: null },
      },
    });

    const other = (date: string) => ({ ...offered(date), input: 'callsAnsweredIn15s', value: 900 });
    await api.record([14, 13, 12, 11, 10, 9, 8, 7].map((it) => other(ago(it))));
    await api.record([6, 5, 4].map((it) => other(ago(it))));
    await api.record([offered(ago(3)), other(ago(3))]);
    expect((await bot()).map((it) => it.type)).toEqual([
      'data.missing',
      'data.missing.resolved',
      'data.stopped',
      'data.stopped.resolved',
      'data.missing',
    ]);
    const chat = await toldOf('[DATA, BREACH]', 'DINGTALK', '{"errcode":0}', '?access_token=z');
    const text = JSON.stringify(await chat());
    expect(text).toContain('⚪ Data missing · 数据缺失');
    expect(text).toContain(`Calls offered to agents · `);
    expect(text).toContain(`Holey · 漏网`);
    expect(text).toContain(`missing, ${ago(18)} · 数据缺失，${ago(18)}`);
    expect(text).toContain('⚫ Goes on: no longer reported · 持续缺失，转为停止上报');
    expect(text).toContain(`no longer reported, since ${ago(14)}`);
    expect(JSON.stringify(await others())).not.toContain('data.');
    expect(await hall()).toEqual([]);

    const { data } = await api.ask(
      `{ webhooks { name kinds deliveries(first: 1) { edges { node { event { id } serviceEvent { kind } } } } } }`,
      {},
      server,
    );
    const [first] = data.webhooks.filter((it: Loose) => it.name.startsWith('[DATA] STANDARD'));
    expect(first).toMatchObject({
      kinds: ['DATA'],
      deliveries: { edges: [{ node: { event: null, serviceEvent: { kind: 'DATA' } } }] },
    });
  });

  test('no kinds at all are refused; other kinds later are taken', async () => {
    const { data } = await api.ask(
      `mutation { createWebhook(input: { name: "none", url: "http://127.0.0.1:9/", kinds: [] }) {
        __typename ... on ValidationError { problems { path message } } } }`,
      {},
      server,
    );
    expect(data.createWebhook).toEqual({
      __typename: 'ValidationError',
      problems: [{ path: ['kinds'], message: 'at least one kind of events' }],
    });
    const { data: made } = await api.ask(
      `mutation { createWebhook(input: { name: "some", url: "http://127.0.0.1:9/" }) { ... on CreateWebhookSuccess { webhook { id kinds } } } }`,
      {},
      server,
    );
    expect(made.createWebhook.webhook.kinds).toEqual(['BREACH']);
    const { data: changed } = await api.ask(
      `mutation ($id: ID!) { updateWebhook(id: $id, input: { kinds: [BREACH, DATA, DATA] }) { ... on UpdateWebhookSuccess { webhook { kinds } } } }`,
      { id: made.createWebhook.webhook.id },
      server,
    );
    expect(changed.updateWebhook.webhook.kinds).toEqual(['BREACH', 'DATA']);
  });
});
