/**
 * What is outside of somebody's grants is not there: random queries are answered the same whatever happens there, and tell nothing of it.
 * RANDOM_RUNS sets how many there are.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../../src/access/viewer.ts';
import { encode } from '../../../src/graphql/ids.ts';
import { schema } from '../../../src/graphql/schema.ts';
import { numberEvents } from '../../../src/store/feed.ts';
import { randomRequests, type Words } from '../../support/randomDocuments.ts';
import type { Answer, Loose } from '../api.ts';
import { type AccessWorld, caller, dropped, hotline, startAccessWorld, TOMORROW } from './accessWorld.ts';

const RUNS = Number(process.env.RANDOM_RUNS ?? 200);
const ADMIN = caller('admin:*');

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
  for (const date of [5, 6, 7]) {
    await hotline(world, date, { 'alpha-town': 40, 'alpha-south': 95, 'beta-north': 30 });
    await dropped(world, date, { alpha: { mobile: 40, 'fixed-voice': 1 }, beta: { mobile: 50 } });
  }
}, 120_000);
afterAll(() => world.close());

/** Everything that there is, by way of what an administrator sees. */
async function idsOf(who: Caller): Promise<string[]> {
  const data = await world.dataOf(
    who,
    `{ operators { id orgUnits { edges { node { id } } } }
      breaches(first: 200) { edges { node { id events { id } } } }
      dataProblems(first: 200) { edges { node { id } } }
      webhooks { id } silences(first: 100) { edges { node { id } } }
      kpiDefinition(code: "hotline-answer-rate-15s") { overrides { id } }
      measurements(first: 200, filter: { range: { grain: DAY, from: "2012-03-05", to: "2012-03-07" } }) { edges { node { id } } } }`,
  );
  return [...JSON.stringify(data).matchAll(/"id":"([^"]+)"/g)].map((it) => it[1]!);
}

/** A matrix and a window of the other operator. */
const otherIds = [
  encode('Matrix', 'beta', '', '', 'DAY', '2012-03-06'),
  encode('Measurement', 'hotline-answer-rate-15s', 'beta', '', '', 'DAY', '2012-03-06', 'MONTH_TO_DATE'),
];

/** Everything that can be said and done at the other operator, or elsewhere at one's own. */
const happenAt = (operator: string, orgUnit: string) => async (): Promise<void> => {
  const scope = { operator, orgUnit };
  const mark = `${operator}'s`;
  await hotline(world, 6, { [orgUnit]: 97 });
  await hotline(world, 7, { [orgUnit]: 20 });
  const breaches = await world.dataOf(
    ADMIN,
    `query ($within: ScopeInput!) { breaches(filter: { within: $within, states: [OPEN] }) { edges { node { id } } } }`,
    { within: scope },
  );
  for (const { node } of breaches.breaches.edges)
    await world.dataOf(
      ADMIN,
      'mutation ($id: ID!, $mark: String!) { acknowledgeBreach(id: $id, by: $mark, note: $mark) { __typename } }',
      { id: node.id, mark },
    );
  await world.dataOf(
    ADMIN,
    `mutation ($scope: ScopeInput!, $mark: String!, $until: DateTime!) {
      createWebhook(input: { name: $mark, url: "http://127.0.0.1:9/", filter: { scopes: [$scope] } }) { __typename }
      createSilence(input: { filter: { scopes: [$scope] }, until: $until, by: $mark, why: $mark }) { __typename }
      overrideKpi(input: { code: "hotline-answer-rate-15s", scope: $scope, from: "2012-03-06", consecutive: 3, by: $mark, why: $mark }) { __typename } }`,
    { scope, mark: `${mark} ${orgUnit}`, until: TOMORROW },
  );
  await world.engine.drain();
  await numberEvents(world.db, 1000);
};

const words = (ids: readonly string[]): Words => {
  const operators = ['alpha', 'beta'];
  const units = ['alpha-north', 'alpha-town', 'alpha-south', 'beta-north'];
  return {
    operator: operators,
    operators,
    orgUnit: units,
    orgUnits: units,
    businessLine: ['mobile', 'fixed-voice', 'broadband'],
    businessLines: ['mobile', 'fixed-voice'],
    kpi: ['call-drop-rate', 'hotline-answer-rate-15s'],
    kpis: ['call-drop-rate', 'hotline-answer-rate-15s'],
    inputs: ['callsOfferedToAgents', 'droppedCalls'],
    input: ['callsOfferedToAgents'],
    code: ['hotline-answer-rate-15s', 'alpha', 'beta'],
    Date: ['2012-03-05', '2012-03-06', '2012-03-07'],
    ID: ids,
  };
};

/** What is answered, without how far the engine is, which is of all together. */
const answered = ({ data, errors }: Answer): unknown => [
  data && withoutEngine(data),
  errors?.map((it) => [it.message, it.path, it.extensions?.code]).sort(),
];

function withoutEngine(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEngine);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, it]) => (isEngine(it) ? [] : [[key, withoutEngine(it)]])),
  );
}

const isEngine = (value: unknown): boolean =>
  (value as { __typename?: unknown } | null)?.__typename === 'EngineStatus';

describe.each<[who: string, grants: string[], elsewhere: () => Promise<void>]>([
  ['a reader of an operator', ['reader:alpha'], happenAt('beta', 'beta-north')],
  ['a reader of a unit', ['reader:alpha/alpha-north'], happenAt('alpha', 'alpha-south')],
  ['a reader of a line', ['reader:alpha?mobile'], happenAt('alpha', 'alpha-town')],
  ['a responder of a unit', ['responder:alpha/alpha-north'], happenAt('alpha', 'alpha-south')],
])('%s', (_, grants, elsewhere) => {
  test(`${RUNS} random queries are answered the same whatever happens elsewhere, and tell nothing of the other operator`, async () => {
    const who = caller(...grants);
    const ids = [
      ...(await idsOf(ADMIN)),
      encode('Operator', 'beta'),
      encode('OrgUnit', 'beta', 'beta-north'),
      ...otherIds,
    ];
    const asked = randomRequests({ schema: schema(), operation: 'query', words: words(ids) }, RUNS, 7);
    const before: unknown[] = [];
    let told = 0;
    for (const { query, variables } of asked) {
      const answer = await world.ask(who, query, variables);
      const sent = `${query}\n${JSON.stringify(variables)}\n${JSON.stringify(answer)}`;
      expect(answer.errors?.map((it) => it.extensions?.code) ?? [], sent).not.toContain(
        'INTERNAL_SERVER_ERROR',
      );
      expect(JSON.stringify(answer.data ?? null), sent).not.toMatch(/beta/i);
      if (answer.data && Object.values(answer.data).some((it) => it !== null)) told++;
      before.push(answered(answer));
    }
    expect(told).toBeGreaterThan(RUNS / 10);
    await elsewhere();
    for (const [at, { query, variables }] of asked.entries()) {
      const again = answered(await world.ask(who, query, variables));
      expect(again, `${query}\n${JSON.stringify(variables)}`).toEqual(before[at]);
    }
  }, 300_000);
});

/** Whatever a scope is asked with, in the ways that the API has. */
const WAYS: Record<string, string> = {
  matrix:
    'query ($s: ScopeInput!) { matrix(scope: $s, period: { grain: DAY, date: "2012-03-06" }) { index } }',
  matrices:
    'query ($s: ScopeInput!) { matrices(scopes: [$s], period: { grain: DAY, date: "2012-03-06" }) { index } }',
  'a trend of windows':
    'query ($s: ScopeInput!) { kpiDefinition(code: "hotline-answer-rate-15s") { trend(scope: $s, range: { grain: DAY, from: "2012-03-05", to: "2012-03-07" }, window: MONTH_TO_DATE) { value } } }',
  'measurements by their change, counted':
    'query ($s: ScopeInput!) { measurements(filter: { scopes: [$s], range: { grain: DAY, from: "2012-03-05", to: "2012-03-07" } }, orderBy: CHANGE) { totalCount edges { node { value } } } }',
  'breaches counted':
    'query ($s: ScopeInput!) { breachCounts(by: [KPI], filter: { scopes: [$s] }, from: "2012-03-05", to: "2012-03-07") { opened } }',
  trend:
    'query ($s: ScopeInput!) { kpiDefinition(code: "hotline-answer-rate-15s") { trend(scope: $s, range: { grain: DAY, from: "2012-03-05", to: "2012-03-07" }) { __typename } } }',
  measurements:
    'query ($s: ScopeInput!) { measurements(filter: { scopes: [$s], range: { grain: DAY, from: "2012-03-05", to: "2012-03-07" } }) { edges { node { value } } } }',
  observations:
    'query ($s: ScopeInput!) { observations(filter: { scopes: [$s], from: "2012-03-05", to: "2012-03-07" }) { edges { node { value } } } }',
  'observations within':
    'query ($s: ScopeInput!) { observations(filter: { within: $s, from: "2012-03-05", to: "2012-03-07" }) { edges { node { value } } } }',
  breaches:
    'query ($s: ScopeInput!) { breaches(filter: { scopes: [$s] }) { totalCount edges { node { value } } } }',
  'breaches within': 'query ($s: ScopeInput!) { breaches(filter: { within: $s }) { totalCount } }',
  'events of breaches':
    'query ($s: ScopeInput!) { breachEvents(filter: { scopes: [$s] }) { edges { cursor } } }',
  events: 'query ($s: ScopeInput!) { events(filter: { within: $s }) { edges { cursor } } }',
  'data problems': 'query ($s: ScopeInput!) { dataProblems(filter: { within: $s }) { totalCount } }',
  simulation:
    'query ($s: ScopeInput!) { simulateThreshold(code: "hotline-answer-rate-15s", limits: [{ severity: WARNING, side: BELOW, value: 90 }], scope: $s, range: { grain: DAY, from: "2012-03-05", to: "2012-03-07" }) { __typename } }',
  'a webhook':
    'mutation ($s: ScopeInput!) { createWebhook(input: { name: "w", url: "http://127.0.0.1:9/", filter: { scopes: [$s] } }) { __typename ... on ValidationError { problems { path message } } } }',
  'a silence':
    'mutation ($s: ScopeInput!) { createSilence(input: { filter: { within: $s }, until: "2100-01-01T00:00:00Z", by: "x", why: "x" }) { __typename ... on ValidationError { problems { path message } } } }',
  'an override':
    'mutation ($s: ScopeInput!) { overrideKpi(input: { code: "hotline-answer-rate-15s", scope: $s, from: "2012-03-06", weight: 2 }) { __typename ... on ValidationError { problems { path message } } ... on UserError { message } } }',
};

describe('a reader of A asks for what is of B: answered as what does not exist', () => {
  const WHO = caller('responder:alpha', 'author:alpha');
  test.each(Object.entries(WAYS))('%s', async (_, query) => {
    const told = async (scope: object) => {
      const answer = JSON.stringify(await world.ask(WHO, query, { s: scope }));
      return answer.replace(/beta-north|nothing-here|beta|nobody/g, 'it');
    };
    const outside = await told({ operator: 'beta' });
    expect(outside).toContain('there is no operator');
    expect(outside).toBe(await told({ operator: 'nobody' }));
    const unit = await told({ operator: 'alpha', orgUnit: 'beta-north' });
    expect(unit).toBe(await told({ operator: 'alpha', orgUnit: 'nothing-here' }));
    expect(unit).toContain('there is no unit of alpha');
  });

  test('a reader of A/pudong, and of A?broadband: what is wider than their own is outside, what is below is not', async () => {
    const sees = async (grant: string, scope: object) => {
      const { data } = await world.ask(caller(grant), WAYS['matrix']!, {
        s: { operator: 'alpha', ...scope },
      });
      return data?.matrix != null;
    };
    expect(await sees('reader:alpha/alpha-north', {})).toBe(false);
    expect(await sees('reader:alpha/alpha-north', { orgUnit: 'alpha-south' })).toBe(false);
    expect(await sees('reader:alpha/alpha-north', { orgUnit: 'alpha-north' })).toBe(true);
    expect(await sees('reader:alpha/alpha-north', { orgUnit: 'alpha-town' })).toBe(true);
    expect(await sees('reader:alpha?mobile', {})).toBe(false);
    expect(await sees('reader:alpha?mobile', { businessLine: 'broadband' })).toBe(false);
    expect(await sees('reader:alpha?mobile', { businessLine: 'mobile' })).toBe(true);
    expect(await sees('reader:*', {})).toBe(true);
    expect(await sees('recorder:alpha', {})).toBe(false);
  });

  test('node and nodes with the ids of everything there: null', async () => {
    const mine = new Set(await idsOf(caller('responder:alpha')));
    const others = [...otherIds, ...(await idsOf(ADMIN)).filter((it) => !mine.has(it))];
    expect(others.length).toBeGreaterThan(20);
    const { nodes } = await world.dataOf(
      caller('responder:alpha'),
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      {
        ids: others,
      },
    );
    expect(nodes.filter((it: Loose) => it !== null)).toEqual([]);
  });
});
