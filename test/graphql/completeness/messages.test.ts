/** What is sent of figures that lack something: nothing too early, and in words what is missing. */
import { afterAll, beforeAll, expect, test } from 'vitest';
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
