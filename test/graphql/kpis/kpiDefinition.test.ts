import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, fill, type Loose, startApi } from '../api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
});
afterAll(() => api.close());

const codesOf = (connection: Loose): string[] => connection.edges.map((it: Loose) => it.node.code);

test('a definition says everything that its plugin says', async () => {
  for (const { definition, inputs, derivedFrom, limits, direction } of api.registry.kpis) {
    const { kpiDefinition } = await api.dataOf(EVERYTHING, { code: definition.code });
    expect(kpiDefinition).toEqual({
      __typename: 'KpiDefinition',
      code: definition.code,
      version: 1,
      origin: 'BUILT_IN',
      name: definition.name.en,
      zh: definition.name.zh,
      description: definition.description,
      dimension: definition.dimension,
      process: definition.process,
      lifecycleStage: definition.lifecycleStage,
      businessLines: definition.businessLines.map((code) => ({ code })),
      cadence: definition.cadence,
      unit: definition.unit,
      direction,
      formula: definition.formula,
      parameters: Object.entries(definition.parameters).map(([name, value]) => ({ name, value })),
      inputs: inputs.map((key) => ({ key })),
      derivedFrom: derivedFrom.map((code) => ({ code })),
      threshold: { limits, consecutive: definition.threshold.consecutive },
      scoring: definition.scoring,
      weight: definition.weight,
      minimumSample: definition.minimumSample
        ? { input: { key: definition.minimumSample.input }, count: definition.minimumSample.count }
        : null,
      sources: definition.sources,
      examples: definition.examples.map((example) => ({
        ...example,
        inputs: Object.entries(example.inputs).map(([key, value]) => ({ input: { key }, value })),
      })),
    });
  }
});

const EVERYTHING = `query ($code: String!) { kpiDefinition(code: $code) {
  __typename code version origin name zh: name(locale: ZH) description dimension process lifecycleStage
  businessLines { code } cadence unit direction formula parameters { name value } inputs { key } derivedFrom { code }
  threshold { limits { severity side value } consecutive } scoring { value score } weight
  minimumSample { input { key } count } sources { reference says }
  examples { inputs { input { key } value } value status }
} }`;

describe('the list', () => {
  const list = async (args: string) =>
    (
      await api.dataOf(`{ kpiDefinitions${args} { totalCount edges { cursor node { code } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`)
    ).kpiDefinitions;

  test('has every KPI, in the order of their codes', async () => {
    const all = await list('');
    expect(codesOf(all)).toEqual([...api.registry.byCode.keys()].sort());
    expect(all.totalCount).toBe(api.registry.kpis.length);
  });

  test.each([
    ['dimension: PERCEPTION', (it: Loose) => it.definition.dimension === 'PERCEPTION'],
    ['process: HOTLINE', (it: Loose) => it.definition.process === 'HOTLINE'],
    ['origin: REGISTERED', () => false],
    [
      'dimension: COMPLAINT, process: NETWORK',
      ({ definition: it }: Loose) => it.dimension === 'COMPLAINT' && it.process === 'NETWORK',
    ],
    ['search: "ANSWER-rate"', (it: Loose) => it.definition.code.includes('answer-rate')],
    ['search: "满意度"', (it: Loose) => it.definition.name.zh.includes('满意度')],
    [
      'search: "Post-Call"',
      ({ definition: { code, name } }: Loose) =>
        name.en.startsWith('Post-call') && !code.includes('post-call'),
    ],
    ['search: ""', () => true],
    ['dimension: null', () => true],
  ])('is filtered by %s', async (filter, passes) => {
    const found = await list(`(filter: { ${filter} })`);
    const wanted = api.registry.kpis.filter((it) => passes(it)).map((it) => it.definition.code);
    expect(codesOf(found)).toEqual(wanted.sort());
    expect(found.totalCount).toBe(wanted.length);
  });

  test('is filtered by a line: those that name none, the line itself, or a line above or below it', async () => {
    const { businessLines } = await api.dataOf(
      '{ businessLines { code parent { code } children { code } } }',
    );
    for (const { code, parent, children } of businessLines) {
      const near = new Set([code, parent?.code, ...children.map((it: Loose) => it.code)]);
      const found = new Set(codesOf(await list(`(filter: { businessLine: "${code}" })`)));
      for (const { definition } of api.registry.kpis) {
        const { businessLines: named } = definition;
        if (named.length === 0 || named.includes(code)) expect(found).toContain(definition.code);
        if (found.has(definition.code) && named.length) expect(named.some((it) => near.has(it))).toBe(true);
      }
    }
  });

  test('comes page by page, forwards', async () => {
    const seen: string[] = [];
    let after = '';
    for (let more = true; more;) {
      const page = await list(`(first: 40${after})`);
      expect(page.pageInfo.hasPreviousPage).toBe(seen.length > 0);
      seen.push(...codesOf(page));
      more = page.pageInfo.hasNextPage;
      after = `, after: "${page.pageInfo.endCursor}"`;
    }
    expect(seen).toEqual([...api.registry.byCode.keys()].sort());
  });

  test('comes page by page, backwards', async () => {
    const seen: string[] = [];
    let before = '';
    for (let more = true; more;) {
      const page = await list(`(last: 40${before})`);
      expect(page.pageInfo.hasNextPage).toBe(seen.length > 0);
      seen.unshift(...codesOf(page));
      more = page.pageInfo.hasPreviousPage;
      before = `, before: "${page.pageInfo.startCursor}"`;
    }
    expect(seen).toEqual([...api.registry.byCode.keys()].sort());
  });

  test('an empty page has no cursors', async () => {
    const { pageInfo, edges } = await list('(filter: { origin: REGISTERED })');
    expect({ pageInfo, edges }).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });
});
