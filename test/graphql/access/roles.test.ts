/** What each role may: every mutation of the schema, as those who may not and as those who may. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schema } from '../../../src/graphql/schema.ts';
import { MUTATION_RIGHTS } from '../../../src/graphql/mutationRights.ts';
import { randomRequests } from '../../support/randomDocuments.ts';
import type { Loose } from '../api.ts';
import { type AccessWorld, caller, hotline, startAccessWorld } from './accessWorld.ts';

const ADMIN = caller('admin:*');

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
  for (const date of [5, 6])
    await hotline(world, date, { 'alpha-town': 40, 'alpha-south': 30, 'beta-north': 30 });
}, 120_000);
afterAll(() => world.close());

const WORDS = { Date: ['2012-03-06'], DateTime: ['2100-01-01T00:00:00Z'], ID: ['x'] };
const mutations = Object.keys(schema().getMutationType()!.getFields());

test('every mutation says which role it asks for', () => {
  expect(Object.keys(MUTATION_RIGHTS).sort()).toEqual([...mutations].sort());
});

describe('whoever has not the role', () => {
  const requests = randomRequests({ schema: schema(), operation: 'mutation', words: WORDS }, 400, 3);

  test('a reader and every mutation of the schema: FORBIDDEN, which role is missing, and nothing changed', async () => {
    const reader = caller('reader:*');
    const before = await stored();
    const tried = new Set<string>();
    for (const { query, variables } of requests) {
      const { data, errors } = await world.ask(reader, query, variables);
      const codes = errors?.map((it) => it.extensions?.code);
      if (codes?.includes('BAD_USER_INPUT') && data === undefined) continue;
      expect(codes, query).toEqual(codes?.map(() => 'FORBIDDEN'));
      for (const name of mutations) if (query.includes(`${name}(`)) tried.add(name);
    }
    expect([...tried].sort()).toEqual([...mutations].sort());
    expect(await stored()).toEqual(before);
  });

  test.each([
    ['RECORDER', 'recorder:*', 'overrideKpi'],
    ['RESPONDER', 'responder:*', 'recordObservations'],
    ['AUTHOR', 'author:*', 'createSilence'],
    ['MANAGER', 'manager:*', 'registerKpi'],
    ['an ADMIN of one operator', 'admin:alpha', 'createAccessToken'],
    ['an AUTHOR of one operator', 'author:alpha', 'retireKpi'],
    ['an author of A only who registers a KPI', 'author:alpha', 'registerKpi'],
  ])('%s: some are others’', async (_, grant, name) => {
    const asked = requests.filter(({ query }) => query.includes(`${name}(`));
    const answers = await Promise.all(asked.map((it) => world.ask(caller(grant), it.query, it.variables)));
    const codes = answers.flatMap(({ errors = [] }) => errors.map((it) => it.extensions?.code));
    expect(codes).toContain('FORBIDDEN');
  });
});

/** Everything that mutations change, counted. */
async function stored(): Promise<Loose> {
  const tables = [
    'batch',
    'observation',
    'webhook',
    'silence',
    'kpi_override',
    'kpi_version',
    'access_token',
    'place',
    'event',
  ];
  const counts = tables.map((it) => `(select count(*) from ${it}) as "${it}"`);
  return world.db.rows(sql.raw(`select ${counts.join(', ')}`));
}

const RECORD = `mutation ($input: RecordObservationsInput!) { recordObservations(input: $input) { __typename
  ... on RecordObservationsSuccess { inserted replaced withdrawn } ... on ValidationError { problems { path message } } ... on ConflictError { message } } }`;
const OBSERVED = `query ($filter: ObservationFilter!) { observations(filter: $filter, first: 100) {
  edges { node { value scope { operator { code } orgUnit { code } } } } } }`;

const observation = (operator: string, orgUnit: string, value: number, date = '2012-03-09') => ({
  input: 'callsOfferedToAgents',
  operator,
  orgUnit,
  date,
  value,
});

describe('a recorder of A', () => {
  const recorder = caller('recorder:alpha');

  test('records what is theirs; a batch with one row of another’s is refused whole, and the row named', async () => {
    const input = {
      idempotencyKey: 'mixed',
      observations: [observation('alpha', 'alpha-town', 10), observation('beta', 'beta-north', 11)],
    };
    const { recordObservations: refused } = await world.dataOf(recorder, RECORD, { input });
    expect(refused.problems).toMatchObject([
      {
        path: ['observations', '1', 'operator'],
        message: expect.stringContaining('there is no operator "beta"') as string,
      },
    ]);
    const own = { ...input, observations: input.observations.slice(0, 1) };
    const { recordObservations: done } = await world.dataOf(recorder, RECORD, { input: own });
    expect(done).toMatchObject({ __typename: 'RecordObservationsSuccess', inserted: 1 });
  });

  test('withdraws nothing of another’s', async () => {
    const { value: _, ...key } = observation('beta', 'beta-north', 0, '2012-03-05');
    const input = { idempotencyKey: 'away', observations: [], withdraw: [key] };
    const { recordObservations } = await world.dataOf(recorder, RECORD, { input });
    expect(recordObservations.problems[0].message).toContain('there is no operator "beta"');
  });

  test('reads what they recorded, and nothing else', async () => {
    const filter = { from: '2012-03-01', to: '2012-03-31' };
    const { observations } = await world.dataOf(recorder, OBSERVED, { filter });
    expect(observations.edges.map((it: Loose) => it.node)).toEqual([
      { value: 10, scope: { operator: { code: 'alpha' }, orgUnit: { code: 'alpha-town' } } },
    ]);
    const nothing = await world.dataOf(
      recorder,
      `{ breaches { totalCount } breachEvents { edges { cursor } } dataProblems { totalCount } webhooks { id }
        measurements(filter: { range: { grain: DAY, from: "2012-03-01", to: "2012-03-31" } }) { edges { cursor } } }`,
    );
    expect(nothing).toEqual({
      breaches: { totalCount: 0 },
      breachEvents: { edges: [] },
      dataProblems: { totalCount: 0 },
      webhooks: [],
      measurements: { edges: [] },
    });
  });

  test('an idempotency key of another principal has no effect on theirs', async () => {
    const other = caller('recorder:alpha/alpha-south');
    const of = (orgUnit: string, value: number) => ({
      input: {
        idempotencyKey: 'the same key',
        observations: [observation('alpha', orgUnit, value, '2012-03-10')],
      },
    });
    const first = await world.dataOf(recorder, RECORD, of('alpha-town', 5));
    const second = await world.dataOf(other, RECORD, of('alpha-south', 6));
    expect([first, second].map((it: Loose) => it.recordObservations.inserted)).toEqual([1, 1]);
    expect((await world.dataOf(recorder, RECORD, of('alpha-town', 5))).recordObservations.inserted).toBe(1);
    expect((await world.dataOf(recorder, RECORD, of('alpha-town', 7))).recordObservations.__typename).toBe(
      'ConflictError',
    );
  });
});

describe('an author of A only', () => {
  const author = caller('author:alpha');
  const OVERRIDE = `mutation ($scope: ScopeInput!) { overrideKpi(input: { code: "hotline-answer-rate-15s", scope: $scope, from: "2012-03-06", weight: 2 }) {
    __typename ... on OverrideKpiSuccess { override { id createdBy scope { operator { code } } } } ... on UserError { message } } }`;

  test('overrides there, and elsewhere as where nothing is', async () => {
    const { overrideKpi } = await world.dataOf(author, OVERRIDE, { scope: { operator: 'alpha' } });
    expect(overrideKpi.override).toMatchObject({
      createdBy: 'author:alpha',
      scope: { operator: { code: 'alpha' } },
    });
    const { overrideKpi: outside } = await world.dataOf(author, OVERRIDE, { scope: { operator: 'beta' } });
    expect(outside.__typename).not.toBe('OverrideKpiSuccess');
  });

  test('weighs the whole operator only where it is theirs as a whole', async () => {
    const weigh = (who: string, operator: string) =>
      world.dataOf(
        caller(who),
        `mutation ($operator: String!) { setDimensionWeights(operator: $operator, weights: { perception: 1, complaint: 1, operations: 1 }) { __typename } }`,
        { operator },
      );
    expect(await weigh('author:alpha', 'alpha')).toMatchObject({
      setDimensionWeights: { __typename: 'SetDimensionWeightsSuccess' },
    });
    expect(await weigh('author:alpha/alpha-north', 'alpha')).toMatchObject({
      setDimensionWeights: { __typename: 'NotFoundError' },
    });
    expect(await weigh('author:alpha?mobile', 'alpha')).toMatchObject({
      setDimensionWeights: { __typename: 'NotFoundError' },
    });
  });
});

describe('a responder', () => {
  const responder = caller('responder:alpha/alpha-north');

  test('acknowledges what is theirs, under their name; of the others there is none', async () => {
    const { breaches } = await world.dataOf(
      ADMIN,
      '{ breaches(filter: { states: [OPEN] }) { edges { node { id scope { orgUnit { code } } } } } }',
    );
    const at = (code: string) =>
      breaches.edges.find((it: Loose) => it.node.scope.orgUnit?.code === code).node.id as string;
    const ACK = `mutation ($id: ID!) { acknowledgeBreach(id: $id, by: "Li") { __typename ... on AcknowledgeBreachSuccess { breach { acknowledgedBy } } } }`;
    const { acknowledgeBreach: done } = await world.dataOf(responder, ACK, { id: at('alpha-town') });
    expect(done.breach.acknowledgedBy).toBe('responder:alpha/alpha-north (Li)');
    const { acknowledgeBreach: none } = await world.dataOf(responder, ACK, { id: at('alpha-south') });
    expect(none.__typename).toBe('NotFoundError');
  });

  test('has webhooks that nobody manages who may less, and of the same name as another’s', async () => {
    const CREATE = `mutation { createWebhook(input: { name: "bot", url: "http://127.0.0.1:9/" }) { __typename ... on CreateWebhookSuccess { webhook { id } } } }`;
    const { createWebhook: own } = await world.dataOf(responder, CREATE);
    const { createWebhook: admins } = await world.dataOf(ADMIN, CREATE);
    expect(admins.__typename).toBe('CreateWebhookSuccess');
    const listed = async (grant: string) =>
      (await world.dataOf(caller(grant), '{ webhooks { id } }')).webhooks.map((it: Loose) => it.id);
    expect(await listed('responder:alpha/alpha-north')).toEqual([own.webhook.id]);
    expect(await listed('responder:alpha')).toEqual([own.webhook.id]);
    expect(await listed('responder:alpha/alpha-town')).toEqual([]);
    expect(await listed('reader:*')).toEqual([]);
    const PAUSE = 'mutation ($id: ID!) { pauseWebhook(id: $id) { __typename } }';
    const { pauseWebhook } = await world.dataOf(responder, PAUSE, { id: admins.webhook.id });
    expect(pauseWebhook.__typename).toBe('NotFoundError');
  });
});

test('an admin reads the audit after all of the above: each attempt is there, no secret in it', async () => {
  const { auditEvents } = await world.dataOf(
    ADMIN,
    '{ auditEvents(first: 500) { edges { node { by principal from action targets outcome rows } } } }',
  );
  const rows = auditEvents.edges.map((it: Loose) => it.node);
  expect(rows).toContainEqual({
    by: 'recorder:alpha',
    principal: 'token:recorder:alpha',
    from: '192.0.2.7',
    action: 'recordObservations',
    targets: ['mixed'],
    outcome: 'REFUSED',
    rows: null,
  });
  expect(
    rows.filter((it: Loose) => it.action === 'recordObservations' && it.rows === 1).length,
  ).toBeGreaterThan(2);
  expect(rows.some((it: Loose) => it.by === 'reader:*' && it.outcome === 'REFUSED')).toBe(true);
  const { errors } = await world.ask(caller('manager:*'), '{ auditEvents { edges { cursor } } }');
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', role: 'ADMIN' } }]);
});
