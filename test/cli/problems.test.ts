import { expect, test } from 'vitest';
import { kpiMatrix } from './commandLine.ts';
import { graphqlPeer } from './peer/graphql.ts';
import { SCOPE } from './peer/quality.ts';

const problem = (state: string, name: string, words: { en: string; zh: string }) => ({
  ...{ id: name, kind: 'MISSING', state, scope: SCOPE, from: '2012-01-04', to: '2012-01-04' },
  ...{ input: { key: name, name: () => name }, openedAt: '2012-01-08T00:00:00.000Z', resolvedAt: null },
  text: ({ locale }: { locale: string }) => (locale === 'ZH' ? words.zh : words.en),
});

const ALL = [
  problem('OPEN', 'callsHandled', {
    en: 'Calls handled: missing, 2012-01-04',
    zh: '人工接听量：数据缺失，2012-01-04',
  }),
  problem('RESOLVED', 'callsOffered', {
    en: 'Calls offered: missing, 2012-01-05',
    zh: '请求量：数据缺失，2012-01-05',
  }),
];

/** One problem a page. */
const dataProblems = ({ after }: { after?: string | null }): object => {
  const at = after ? Number(after) : 0;
  return {
    totalCount: ALL.length,
    edges: [{ cursor: String(at + 1), node: ALL[at] }],
    pageInfo: { hasNextPage: at + 1 < ALL.length, hasPreviousPage: at > 0, endCursor: String(at + 1) },
  };
};

test('lists the problems of all pages, in the language asked for', async () => {
  const { url, questions } = await graphqlPeer({ dataProblems });
  const { code, stdout } = await kpiMatrix(['problems', '--url', url]);
  expect(stdout).toBe(
    `Status    Problem                             Where
OPEN      Calls handled: missing, 2012-01-04  China Telecom (china-telecom) · all lines · whole operator
RESOLVED  Calls offered: missing, 2012-01-05  China Telecom (china-telecom) · all lines · whole operator

2 data problems
`,
  );
  expect(code).toBe(0);
  expect(questions[0]?.variables.filter).toEqual({ states: ['OPEN'] });
  const chinese = await kpiMatrix(['problems', '--url', url, '--locale', 'zh']);
  expect(chinese.stdout).toContain('未解决  人工接听量：数据缺失，2012-01-04');
});

test('asks for what it was told to, and prints the data as it is with --json', async () => {
  const { url, questions } = await graphqlPeer({ dataProblems });
  const scope = ['--operator', 'china-mobile', '--line', 'mobile', '--unit', 'beijing'];
  const args = ['--kind', 'stopped', '--input', 'callsHandled', '--all', '--json'];
  const { stdout } = await kpiMatrix(['problems', '--url', url, ...scope, ...args]);
  expect(questions[0]?.variables.filter).toEqual({
    within: { operator: 'china-mobile', businessLine: 'mobile', orgUnit: 'beijing' },
    kinds: ['STOPPED'],
    inputs: ['callsHandled'],
  });
  expect(JSON.parse(stdout)).toMatchObject({ dataProblems: { totalCount: 2, edges: [{}, {}] } });
});

test('a unit without its operator is wrong usage, and so is a kind that there is not', async () => {
  expect(await kpiMatrix(['problems', '--unit', 'beijing'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('need --operator') as string,
  });
  expect(await kpiMatrix(['problems', '--kind', 'late'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('MISSING, STOPPED, IMPLAUSIBLE') as string,
  });
});
