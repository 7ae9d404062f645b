import { expect, test } from 'vitest';
import { type Ended, kpiMatrix, type Setting } from './commandLine.ts';
import { graphqlPeer } from './peer/graphql.ts';
import { nowhere } from './peer/listen.ts';
import { ANSWERED, APPEALS, DROPPED, matrixOf, measured } from './peer/quality.ts';

const MATRIX = matrixOf({
  'COMPLAINT_HANDLING COMPLAINT': {
    score: 4,
    measurements: [
      measured(APPEALS, 13.6000000001, 'CRITICAL', { score: 4 }),
      measured(DROPPED, 1.5, 'WARNING'),
    ],
  },
  'HOTLINE OPERATIONS': { score: null, measurements: [measured(ANSWERED, null, 'NO_DATA')] },
});

const MATRIX_LINES = `China Telecom (china-telecom) · all lines · whole operator · 2012-Q1
Index 47.3 (2011-Q4: –) · Coverage 50.0 % · Data 99.9 %

Process                Perception  Complaint  Operations  Score  Coverage
Network                                                       –       0 %
IT support                                                    –       0 %
Marketing and tariffs                                         –       0 %
Business halls                                                –       0 %
Hotline                                                –      –       0 %
Digital channels                                              –       0 %
Value-added services                                          –       0 %
Complaint handling                       4.0                4.0    99.9 %
Retention and loyalty                                         –       0 %
Score                           –        4.0           –   47.3
Coverage                      0 %      100 %         0 %           50.0 %

Status    Value  Unit               Score  KPI                    Name
CRITICAL   13.6  per-million-users    4.0  regulator-appeal-rate  Appeals to the regulator
WARNING     1.5  percent                –  call-drop-rate         Dropped calls

1 KPI without data (--all lists them)
`;

async function matrix(args: string[], setting?: Setting): Promise<Ended & { asked: unknown }> {
  const { url, questions } = await graphqlPeer({ matrix: MATRIX });
  const ended = await kpiMatrix(['matrix', '--operator', 'china-telecom', '--url', url, ...args], setting);
  return { ...ended, asked: questions[0]?.variables };
}

test('shows index, scores of processes and dimensions, and the KPIs not in order, worst first', async () => {
  const { code, stdout, stderr, asked } = await matrix(['--period', '2012-Q1']);
  expect(stdout).toBe(MATRIX_LINES);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(asked).toEqual({
    scope: { operator: 'china-telecom' },
    period: { grain: 'QUARTER', date: '2012-01-01' },
    locale: 'EN',
  });
});

test('speaks Chinese where that is asked for, and keeps the columns straight', async () => {
  const { stdout } = await matrix(['--period', '2012-Q1', '--locale', 'zh']);
  const shown = stdout.split('\n');
  expect(shown.slice(0, 2)).toEqual([
    '中国电信 (china-telecom) · 全部业务 · 全网 · 2012-Q1',
    '服务质量指数 47.3 (2011-Q4: –) · 覆盖率 50.0 % · 数据完整率 99.9 %',
  ]);
  expect(shown[3]).toBe('流程          感知   投诉  运营  得分  覆盖率');
  expect(shown[11]).toBe('投诉处理              4.0         4.0  99.9 %');
  expect(shown[17]).toBe('严重  13.6  per-million-users   4.0  regulator-appeal-rate  用户申诉率');
  const env = { LANG: 'zh_CN.UTF-8' };
  expect((await matrix(['--period', '2012-Q1'], { env })).stdout).toBe(stdout);
});

test('lists every KPI with --all, and prints the data as it is with --json', async () => {
  const all = await matrix(['--period', '2012', '--all']);
  expect(all.stdout).toMatch(
    /NO DATA +– +percent +– +hotline-answer-rate-15s +\S.*\(data until 2012-01-20\)/,
  );
  const json = JSON.parse((await matrix(['--period', '2012', '--json'])).stdout) as {
    matrix: { cells: unknown[] };
  };
  expect(json).toMatchObject({ matrix: { index: 47.25, previous: { index: null } } });
  expect(json.matrix.cells).toHaveLength(27);
});

test('says how the index moved like for like, in the words of the language', async () => {
  const change = {
    index: { difference: -0.47 },
    compared: 140,
    beforeFrom: '2011-10-01',
    beforeTo: '2011-10-25',
  };
  const { url } = await graphqlPeer({ matrix: { ...matrixOf({}), change } });
  const args = ['matrix', '--operator', 'x', '--period', '2012-Q1', '--url', url];
  const english = (await kpiMatrix([...args, '--locale', 'en'])).stdout.split('\n');
  expect(english[2]).toBe(
    'Like for like −0.5 (140 KPIs that have a score on both sides, against 2011-10-01 to 2011-10-25)',
  );
  const chinese = (await kpiMatrix([...args, '--locale', 'zh'])).stdout.split('\n');
  expect(chinese[2]).toBe('同口径 −0.5（两期均有得分的 140 个指标，对比 2011-10-01 至 2011-10-25）');
});

test('says how many data problems are open within the scope', async () => {
  const { url } = await graphqlPeer({ matrix: { ...matrixOf({}), openDataProblems: 2 } });
  const args = ['matrix', '--operator', 'x', '--period', '2012-Q1', '--url', url];
  expect((await kpiMatrix(args)).stdout).toContain('Data 99.9 % (2 data problems)\n');
  expect((await kpiMatrix([...args, '--locale', 'zh'])).stdout).toContain(
    '数据完整率 99.9 % (2 个数据问题)\n',
  );
});

test('says when a period is still filling', async () => {
  const { url } = await graphqlPeer({
    matrix: {
      ...matrixOf({ 'NETWORK COMPLAINT': { score: 1, measurements: [measured(APPEALS, 1, 'OK')] } }),
      isOver: false,
    },
  });
  const { stdout } = await kpiMatrix(['matrix', '--operator', 'x', '--period', '2012-Q1', '--url', url]);
  expect(stdout).toContain('2012-Q1 (still filling)\n');
  expect(stdout).toContain('No KPI is beyond a limit or has too small a sample.\n');
});

test('says when the sample data are still loading', async () => {
  const { url } = await graphqlPeer({
    matrix: MATRIX,
    engine: { pending: 0, sample: { loading: true, done: 2, total: 7 } },
  });
  const args = ['matrix', '--operator', 'x', '--period', '2012-Q1', '--url', url];
  const told = 'the sample data are still loading, 2 of 7 batches: figures are missing or incomplete\n';
  expect((await kpiMatrix(args)).stderr).toBe(told);
  const json = await kpiMatrix([...args, '--json']);
  expect([json.stderr, Object.keys(JSON.parse(json.stdout) as object)]).toEqual([told, ['matrix']]);
});

test('says when figures are still being computed', async () => {
  const { url } = await graphqlPeer({ matrix: MATRIX, engine: { pending: 3, sample: null } });
  const { stderr } = await kpiMatrix(['matrix', '--operator', 'x', '--period', '2012-Q1', '--url', url]);
  expect(stderr).toBe('figures are still being computed: some are missing or old\n');
});

test('asks for the scope and period it was given, and otherwise for the last complete month', async () => {
  const scoped = ['--line', 'mobile', '--unit', 'pudong', '--grain', 'week', '--date', '2013-07-03'];
  expect((await matrix(scoped)).asked).toMatchObject({
    scope: { operator: 'china-telecom', businessLine: 'mobile', orgUnit: 'pudong' },
    period: { grain: 'WEEK', date: '2013-07-01' },
  });
  const now = (): Date => new Date('2013-01-15T08:00:00Z');
  expect((await matrix([], { now })).asked).toMatchObject({ period: { grain: 'MONTH', date: '2012-12-01' } });
  expect((await matrix(['--grain', 'YEAR'], { now })).asked).toMatchObject({
    period: { date: '2012-01-01' },
  });
});

test('has colours on a terminal, and none under NO_COLOR', async () => {
  const args = ['--period', '2012-Q1'];
  expect((await matrix(args, { terminal: true })).stdout).toContain('\u001b[31mCRITICAL\u001b[39m');
  const plain = await matrix(args, { terminal: true, env: { NO_COLOR: '1' } });
  expect(plain.stdout).toBe(MATRIX_LINES);
});

test.each([
  ['no operator', ['matrix'], "required option '--operator <code>' not specified"],
  ['a period that is none', ['matrix', '--operator', 'x', '--period', '2013-W53'], 'A period is written'],
  [
    'two periods',
    ['matrix', '--operator', 'x', '--period', '2013', '--grain', 'DAY'],
    'either --period, or --grain',
  ],
  ['a date without grain', ['matrix', '--operator', 'x', '--date', '2013-06-30'], '--date needs --grain'],
  ['a date that is none', ['matrix', '--operator', 'x', '--date', '2013-02-30'], 'A date is written'],
  ['an unknown grain', ['matrix', '--operator', 'x', '--grain', 'HOUR'], 'Choose one of: DAY, WEEK'],
])('%s is wrong usage, exit code 2', async (_, args, told) => {
  const { code, stderr } = await kpiMatrix(args);
  expect(stderr).toContain(told);
  expect(code).toBe(2);
});

test('what the server does not know is told in its words: exit code 2; other errors of the server: 1', async () => {
  const failing = (code: string) => (): never => {
    throw Object.assign(new Error('operator: no operator has the code "x"'), { extensions: { code } });
  };
  const args = ['matrix', '--operator', 'x', '--period', '2013', '--url'];
  const bad = await kpiMatrix([...args, (await graphqlPeer({ matrix: failing('BAD_USER_INPUT') })).url]);
  expect(bad).toEqual({ code: 2, stdout: '', stderr: 'error: operator: no operator has the code "x"\n' });
  const broken = await kpiMatrix([
    ...args,
    (await graphqlPeer({ matrix: failing('INTERNAL_SERVER_ERROR') })).url,
  ]);
  expect(broken.code).toBe(1);
});

test('a server that is not there is exit code 5', async () => {
  const { code, stderr } = await kpiMatrix(['matrix', '--operator', 'x', '--url', await nowhere()]);
  expect(stderr).toContain('nothing listens there');
  expect(code).toBe(5);
});
