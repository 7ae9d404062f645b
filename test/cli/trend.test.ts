import { expect, test } from 'vitest';
import { type Ended, kpiMatrix } from './commandLine.ts';
import { graphqlPeer } from './peer/graphql.ts';
import { APPEALS, measured } from './peer/quality.ts';

const POINTS = [
  measured(APPEALS, 13.6, 'CRITICAL', { score: 4, label: '2012-Q1' }),
  measured(APPEALS, null, 'NO_DATA', { label: '2012-Q2' }),
  measured(APPEALS, 8.6, 'OK', { score: 80, label: '2012-Q3', isComplete: false }),
  measured(APPEALS, 8.7, 'OK', { score: 79, label: '2012-Q4', isComplete: false, coverage: 0.8 }),
];

async function trend(points: object[] | null, args: string[]): Promise<Ended & { asked: unknown }> {
  const { url, questions } = await graphqlPeer({ kpiDefinition: points && { ...APPEALS, trend: points } });
  const ended = await kpiMatrix(['trend', 'regulator-appeal-rate', '--operator', 'x', '--url', url, ...args]);
  return { ...ended, asked: questions[0]?.variables };
}

test('shows a line a period, also for periods without data, and the course at a glance', async () => {
  const { code, stdout, asked } = await trend(POINTS, ['--from', '2012-Q1', '--to', '2012-Q3']);
  expect(stdout).toBe(`Appeals to the regulator (regulator-appeal-rate)
China Telecom (china-telecom) · all lines · whole operator
per-million-users · WARNING > 10 · CRITICAL > 13

█·▁▁

Period   Value  Score  Status
2012-Q1   13.6    4.0  CRITICAL
2012-Q2      –      –  NO DATA
2012-Q3    8.6   80.0  OK        still filling
2012-Q4    8.7   79.0  OK        80.0 % of its data
`);
  expect(code).toBe(0);
  expect(asked).toMatchObject({
    code: 'regulator-appeal-rate',
    range: { grain: 'QUARTER', from: '2012-01-01', to: '2012-09-30' },
  });
});

test('takes the grain that is asked for, and prints the data as it is with --json', async () => {
  const { stdout, asked } = await trend(POINTS, [
    '--from',
    '2012',
    '--to',
    '2012',
    '--grain',
    'quarter',
    '--json',
  ]);
  expect(asked).toMatchObject({ range: { grain: 'QUARTER', from: '2012-01-01', to: '2012-12-31' } });
  expect(JSON.parse(stdout)).toMatchObject({
    kpiDefinition: { trend: [{ value: 13.6 }, { value: null }, {}, { coverage: 0.8 }] },
  });
});

test.each([
  ['an unknown KPI', null, ['--from', '2012'], 'no KPI has the code regulator-appeal-rate'],
  [
    'a grain finer than the cadence',
    [],
    ['--from', '2012-01-01'],
    'its finest grain is QUARTER (--grain QUARTER)',
  ],
  ['a scope where it does not apply', [], ['--from', '2012-Q1'], 'does not apply to this scope'],
  ['a range that ends first', [], ['--from', '2012-Q2', '--to', '2012-Q1'], 'before it begins (2012-Q2)'],
  ['no beginning', [], [], "required option '--from <period>' not specified"],
])('%s is wrong usage, exit code 2', async (_, points, args, told) => {
  const { code, stderr } = await trend(points, args);
  expect(stderr).toContain(told);
  expect(code).toBe(2);
});
