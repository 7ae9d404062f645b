import { expect, test } from 'vitest';
import { kpiMatrix } from './commandLine.ts';
import { graphqlPeer } from './peer/graphql.ts';
import { ANSWERED, APPEALS, DROPPED } from './peer/quality.ts';

const ALL = [DROPPED, ANSWERED, APPEALS];

/** Gives one KPI a page, so that the pages show. */
const kpiDefinitions = ({ after }: { after?: string | null }): object => {
  const at = after ? Number(after) : 0;
  return {
    totalCount: ALL.length,
    edges: [{ cursor: String(at + 1), node: ALL[at] }],
    pageInfo: { hasNextPage: at + 1 < ALL.length, hasPreviousPage: at > 0, endCursor: String(at + 1) },
  };
};

test('lists the KPIs of all pages with their limits', async () => {
  const { url } = await graphqlPeer({ kpiDefinitions });
  const { code, stdout } = await kpiMatrix(['kpis', '--url', url]);
  expect(stdout).toBe(
    `Code                     Process             Dimension  Cadence  Unit               Warning  Critical  Name
call-drop-rate           Complaint handling  Complaint  QUARTER  percent            > 1                Dropped calls
hotline-answer-rate-15s  Complaint handling  Complaint  QUARTER  percent            < 85     < 80      Answered within 15 s
regulator-appeal-rate    Complaint handling  Complaint  QUARTER  per-million-users  > 10     > 13      Appeals to the regulator

3 KPIs
`,
  );
  expect(code).toBe(0);
});

test('asks for what it was told to, however it is written', async () => {
  const { url, questions } = await graphqlPeer({ kpiDefinitions });
  const args = [
    '--process',
    'complaint-handling',
    '--dimension',
    'Complaint',
    '--line',
    'mobile',
    '--search',
    '投诉',
  ];
  const { stdout } = await kpiMatrix(['kpis', '--url', url, ...args, '--json']);
  expect(questions[0]?.variables.filter).toEqual({
    process: 'COMPLAINT_HANDLING',
    dimension: 'COMPLAINT',
    businessLine: 'mobile',
    search: '投诉',
  });
  const codes = ALL.map(({ code }) => ({ node: { code } }));
  expect(JSON.parse(stdout)).toMatchObject({ kpiDefinitions: { totalCount: 3, edges: codes } });
});

test('an unknown process is wrong usage, with the list of those there are', async () => {
  const { code, stderr } = await kpiMatrix(['kpis', '--process', 'kitchen']);
  expect(stderr).toContain('Choose one of: NETWORK, IT_SUPPORT');
  expect(code).toBe(2);
});
