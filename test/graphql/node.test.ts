import type { GraphQLInterfaceType } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encode } from '../../src/graphql/ids.ts';
import { NODE_KINDS } from '../../src/graphql/node.ts';
import { schema } from '../../src/graphql/schema.ts';
import { type Api, fill, type Loose, startApi } from './api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
});
afterAll(() => api.close());

const NODES = `query ($ids: [ID!]!) { nodes(ids: $ids) {
  __typename id
  ... on Operator { code }
  ... on OrgUnit { code operator { code } }
  ... on BusinessLine { code }
  ... on InputDefinition { key }
  ... on KpiDefinition { code }
  ... on Measurement { status value computedAt period { label } }
} }`;

test('every id that is answered is found again, one by one and together', async () => {
  const { operator, businessLines, inputDefinitions, kpiDefinitions, matrix } = await api.dataOf(`{
    operator(code: "china-mobile") { id __typename orgUnits { edges { node { id __typename } } } }
    businessLines { id __typename }
    inputDefinitions(search: "calls") { id __typename }
    kpiDefinitions(first: 5) { edges { node { id __typename } } }
    matrix(scope: { operator: "china-mobile" }, period: { grain: QUARTER, date: "2012-03-31" }) {
      cells { measurements { id __typename } } } }`);
  const things: { id: string; __typename: string }[] = [
    { id: operator.id, __typename: operator.__typename },
    ...operator.orgUnits.edges.map((it: Loose) => it.node),
    ...businessLines,
    ...inputDefinitions,
    ...kpiDefinitions.edges.map((it: Loose) => it.node),
    ...matrix.cells.flatMap((it: Loose) => it.measurements),
  ];
  expect(new Set(things.map(({ id }) => id)).size).toBe(things.length);
  const { nodes } = await api.dataOf(NODES, { ids: things.map(({ id }) => id) });
  expect(nodes).toMatchObject(things);
  for (const { id, __typename } of [things[0]!, things.at(-1)!]) {
    const { node } = await api.dataOf('query ($id: ID!) { node(id: $id) { id __typename } }', { id });
    expect(node).toEqual({ id, __typename });
  }
});

test('an empty place has an id too, and it is found', async () => {
  const { matrix } = await api.dataOf(`{ matrix(scope: { operator: "china-unicom", businessLine: "mobile" },
    period: { grain: WEEK, date: "2031-01-01" }) { cells { measurements { id status computedAt period { label } } } } }`);
  const [empty] = matrix.cells.flatMap((it: Loose) => it.measurements);
  expect(empty).toMatchObject({ status: 'NO_DATA', computedAt: null });
  const { nodes } = await api.dataOf(NODES, { ids: [empty.id] });
  expect(nodes).toEqual([{ __typename: 'Measurement', value: null, ...empty }]);
});

test('ids stay the same in another database', async () => {
  const { operator } = await api.dataOf('{ operator(code: "china-mobile") { id } }');
  expect(operator.id).toBe(encode('Operator', 'china-mobile'));
});

test('a malformed id, and one of something unknown, answer null', async () => {
  const ids = [
    '',
    'x',
    'nonsense',
    '🙂',
    '\u0000',
    encode('Operator'),
    encode('Operator', 'nobody'),
    `${encode('Operator', 'china-mobile')}=`,
    encode('Nothing', 'china-mobile'),
    encode('OrgUnit', 'china-mobile'),
    encode('OrgUnit', 'china-mobile', 'nowhere'),
    encode('Measurement', 'x'),
    encode('Measurement', 'regulator-appeal-rate', 'china-mobile', '', '', 'DAY', '2012-01-01'),
    encode('Measurement', 'regulator-appeal-rate', 'china-mobile', '', '', 'QUARTER', '2012-01-02'),
    encode('Measurement', 'regulator-appeal-rate', 'china-mobile', '', '', 'QUARTER', '2012-13-01'),
    encode('Measurement', 'regulator-appeal-rate', 'china-mobile', 'nothing', '', 'QUARTER', '2012-01-01'),
    encode('Measurement', 'regulator-appeal-rate', 'china-mobile', '', '', 'DECADE', '2012-01-01'),
    encode('Measurement', 'regulator-appeal-rate', 'china-mobile', '', '', 'QUARTER', '2012-01-01', 'more'),
    'constructor',
    encode('constructor', 'x'),
  ];
  const { nodes } = await api.dataOf(NODES, { ids });
  expect(nodes).toEqual(ids.map(() => null));
});

test('everything that is a Node is found by its id', () => {
  const nodes = schema().getPossibleTypes(schema().getType('Node') as GraphQLInterfaceType);
  expect(NODE_KINDS.map(({ name }) => name).sort()).toEqual(nodes.map(({ name }) => name).sort());
});
