/** Operators, lines, units and inputs: read, created and changed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, fill, type Loose, startApi } from '../api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
});
afterAll(() => api.close());

const DEFINE = `mutation ($input: DefineReferenceDataInput!) { defineReferenceData(input: $input) {
  __typename
  ... on DefineReferenceDataSuccess {
    operators { code isOwn en: name zh: name(locale: ZH) }
    businessLines { code parent { code } }
    orgUnits { code operator { code } parent { code } children { code } }
    inputs { key unit kpis { code } }
  }
  ... on UserError { message }
  ... on ValidationError { problems { path message } }
  ... on ConflictError { existing { id } }
} }`;

const define = async (input: object) => (await api.dataOf(DEFINE, { input })).defineReferenceData;
const name = { en: 'A name', zh: '名称' };

describe('reading', () => {
  test('operators, lines and units come in the order of their codes, with their trees', async () => {
    const { operators, operator, businessLines } = await api.dataOf(`{
      operators { code isOwn name zh: name(locale: ZH) en: name(locale: EN) }
      operator(code: "china-mobile") { orgUnits { totalCount edges { node {
        code operator { code } parent { code } children { code } } } } }
      businessLines { code parent { code } children { code } } }`);
    expect(operators[0]).toEqual({
      code: 'china-mobile',
      isOwn: true,
      name: 'China Mobile',
      zh: '中国移动',
      en: 'China Mobile',
    });
    expect(operators.map((it: { code: string }) => it.code)).toEqual([
      'china-mobile',
      'china-telecom',
      'china-unicom',
    ]);
    const units = operator.orgUnits.edges.map(({ node }: { node: object }) => node);
    expect(operator.orgUnits.totalCount).toBe(3);
    expect(units).toEqual([
      { code: 'beijing', operator: { code: 'china-mobile' }, parent: { code: 'north' }, children: [] },
      { code: 'north', operator: { code: 'china-mobile' }, parent: null, children: [{ code: 'beijing' }] },
      { code: 'south', operator: { code: 'china-mobile' }, parent: null, children: [] },
    ]);
    expect(businessLines).toHaveLength(7);
  });

  test('units come page by page', async () => {
    const page = async (args: string) =>
      (
        await api.dataOf(`{ operator(code: "china-mobile") { orgUnits(${args}) {
        edges { cursor node { code } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`)
      ).operator.orgUnits;
    const first = await page('first: 2');
    expect(first.edges.map((it: Loose) => it.node.code)).toEqual(['beijing', 'north']);
    expect(first.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: first.edges[0].cursor,
      endCursor: first.edges[1].cursor,
    });
    const second = await page(`first: 2, after: "${first.pageInfo.endCursor}"`);
    expect(second.edges.map((it: Loose) => it.node.code)).toEqual(['south']);
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  test('inputs are found by key and by name in either language', async () => {
    const { all, some } =
      await api.dataOf(`{ all: inputDefinitions { key name } some: inputDefinitions(search: "CALLSOFFERED") {
      key name(locale: ZH) unit timeAggregation spaceAggregation kpis { code inputs { key } } } }`);
    expect(all.length).toBe(api.registry.inputs.size);
    expect(some.map((it: Loose) => it.key)).toContain('callsOfferedToAgents');
    for (const { key, kpis } of some) for (const kpi of kpis) expect(kpi.inputs).toContainEqual({ key });
    const { inputDefinitions } = await api.dataOf(
      `query ($search: String) { inputDefinitions(search: $search) { key } }`,
      {
        search: some[0].name,
      },
    );
    expect(inputDefinitions).toContainEqual({ key: some[0].key });
  });
});

describe('defining', () => {
  test('what was created is answered, and there from then on', async () => {
    const created = await define({
      operators: [{ code: 'newcomer', name }],
      businessLines: [
        { code: 'cloud', name },
        { code: 'cloud-storage', name, parent: 'cloud' },
      ],
      orgUnits: [{ code: 'east', operator: 'newcomer', name }],
      inputs: [{ key: 'ownQuantity', name, unit: 'pieces', timeAggregation: 'SUM', spaceAggregation: 'SUM' }],
    });
    expect(created).toEqual({
      __typename: 'DefineReferenceDataSuccess',
      operators: [{ code: 'newcomer', isOwn: false, en: 'A name', zh: '名称' }],
      businessLines: [
        { code: 'cloud', parent: null },
        { code: 'cloud-storage', parent: { code: 'cloud' } },
      ],
      orgUnits: [{ code: 'east', operator: { code: 'newcomer' }, parent: null, children: [] }],
      inputs: [{ key: 'ownQuantity', unit: 'pieces', kpis: [] }],
    });
    const { operator } = await api.dataOf(`{ operator(code: "newcomer") { orgUnits { totalCount } } }`);
    expect(operator).toEqual({ orgUnits: { totalCount: 1 } });
  });

  test('in an update an omitted field keeps its value, and a null parent makes a root', async () => {
    await define({
      operators: [{ code: 'keeper', name, isOwn: true }],
      orgUnits: [
        { code: 'top', operator: 'keeper', name },
        { code: 'leaf', operator: 'keeper', name, parent: 'top' },
      ],
    });
    const renamed = await define({
      operators: [{ code: 'keeper', name: { en: 'Other' } }],
      orgUnits: [{ code: 'leaf', operator: 'keeper', name }],
    });
    expect(renamed.operators).toEqual([{ code: 'keeper', isOwn: true, en: 'Other', zh: '名称' }]);
    expect(renamed.orgUnits[0].parent).toEqual({ code: 'top' });
    const changed = await define({
      operators: [{ code: 'keeper', name, isOwn: false }],
      orgUnits: [{ code: 'leaf', operator: 'keeper', name, parent: null }],
    });
    expect(changed.operators[0].isOwn).toBe(false);
    expect(changed.orgUnits[0].parent).toBeNull();
  });

  test('a new thing without a Chinese name has its English one in both languages', async () => {
    const { operators } = await define({
      operators: [{ code: 'only-english', name: { en: 'Only English' } }],
    });
    expect(operators[0]).toMatchObject({ en: 'Only English', zh: 'Only English' });
  });

  test('every problem is told with its path, and nothing is kept', async () => {
    const refused = await define({
      operators: [{ code: 'Not A Code', name }],
      orgUnits: [{ code: 'x', operator: 'nobody', name }],
    });
    expect(refused).toMatchObject({ __typename: 'ValidationError', message: expect.any(String) });
    expect(refused.problems[0].path).toEqual(['operators', '0', 'code']);
  });

  test('a tree that would be circular is refused with the place, and stays as it was', async () => {
    const unit = (code: string, parent: string | null) => ({ code, operator: 'china-mobile', name, parent });
    await define({ orgUnits: [unit('upper', null), unit('lower', 'upper')] });
    const refused = await define({ orgUnits: [unit('upper', 'lower')] });
    expect(refused).toMatchObject({
      __typename: 'ValidationError',
      problems: [{ path: ['orgUnits', '0', 'parent'] }],
    });
    const line = (code: string, parent: string) => ({ code, name, parent });
    const lines = await define({ businessLines: [line('mobile', 'iptv'), line('iptv', 'mobile')] });
    expect(lines.problems.map((it: Loose) => it.path[0])).toContain('businessLines');
    const { businessLines } = await api.dataOf<Loose>('{ businessLines { code parent { code } } }');
    expect(businessLines).toContainEqual({ code: 'mobile', parent: null });
  });

  test('a literal is taken like a variable', async () => {
    const { defineReferenceData } = await api.dataOf(`mutation { defineReferenceData(input: {
      operators: [{ code: "china-mobile", name: { en: "China Mobile", zh: "中国移动" } }] }) {
        ... on DefineReferenceDataSuccess { operators { isOwn } } } }`);
    expect(defineReferenceData.operators).toEqual([{ isOwn: true }]);
  });
});
