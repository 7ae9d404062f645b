/** The commands for those who write KPIs, in a directory of their own. */
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { pluginText } from '../../../src/cli/kpi/pluginText.ts';
import { createAuthoring } from '../../../src/registry/authoring.ts';
import { kpiMatrix } from '../commandLine.ts';
import { authorsDirectory } from '../inDirectory.ts';

const FILE = 'plugins/hotline/first-minute-answer-rate.ts';

describe('kpi new', () => {
  test('writes a plugin of which nothing is wrong but its three examples', async () => {
    const { run } = await authorsDirectory();
    const { code, stdout } = await run(['kpi', 'new', 'hotline/first-minute-answer-rate']);
    expect([code, stdout.split('\n')[0]]).toEqual([0, `${FILE} is written. What next:`]);
    const checked = await run(['kpi', 'check', FILE]);
    expect(checked.code).toBe(4);
    expect(checked.stderr.match(/examples\.\d\.value: the formula gives \S+, not 0/g)).toEqual([
      'examples.0.value: the formula gives 90, not 0',
      'examples.1.value: the formula gives 70, not 0',
      'examples.2.value: the formula gives null, not 0',
    ]);
    expect(checked.stderr).toMatch(/\n3 problems in 1 file\n$/);
    const tested = await run(['kpi', 'test', 'first-minute-answer-rate']);
    expect(tested.code).toBe(4);
    expect(tested.stdout).toContain('✗ example 1: expected 0, OK, but it gives 90, OK');
    expect(tested.stderr).toContain('3 of 3 examples do not hold');
  });

  test('with right figures it is as good as those that come with the product', async () => {
    const { run } = await authorsDirectory();
    await run(['kpi', 'new', 'hotline/first-minute-answer-rate']);
    const text = await readFile(FILE, 'utf8');
    const [first, second, third] = ['90', '70', 'null'];
    let at = 0;
    await writeFile(
      FILE,
      text.replace(/value: 0, status/g, () => `value: ${[first, second, third][at++]}, status`),
    );
    expect(await run(['kpi', 'check', FILE])).toMatchObject({ code: 0, stdout: '1 KPI, no problems\n' });
    expect((await run(['kpi', 'test', 'first-minute-answer-rate'])).stdout).toBe(
      `first-minute-answer-rate
  ✓ example 1: 90, OK
  ✓ example 2: 70, CRITICAL
  ✓ example 3: no value, NO_DATA
3 examples of 1 KPI, all hold
`,
    );
  });

  test.each([
    ['kitchen/a', /does not begin with a process: network, it-support/],
    ['hotline/Bad_Code', /a code is made of/],
    ['hotline/../../escape', /does not begin with a process/],
    ['hotline', /a code is made of/],
  ])('%s is wrong usage', async (place, message) => {
    const { run } = await authorsDirectory();
    const { code, stderr } = await run(['kpi', 'new', place]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  test('never overwrites', async () => {
    const { run } = await authorsDirectory();
    await run(['kpi', 'new', 'hotline/mine']);
    await writeFile('plugins/hotline/mine.ts', 'precious');
    expect(await run(['kpi', 'new', 'hotline/mine'])).toMatchObject({
      code: 2,
      stderr: 'error: plugins/hotline/mine.ts is there already\n',
    });
    expect(await readFile('plugins/hotline/mine.ts', 'utf8')).toBe('precious');
  });
});

describe('kpi check', () => {
  test('shows the place in a formula, and what the product would not accept of its own', async () => {
    const { run } = await authorsDirectory();
    await writeFile(
      'mine.ts',
      pluginText({
        code: 'mine',
        name: { en: 'Mine', zh: '我的' },
        description: 'x',
        dimension: 'OPERATIONS',
        process: 'HOTLINE',
        lifecycleStage: 'USAGE',
        cadence: 'DAY',
        unit: 'percent',
        formula: '100 * callsAbandond / callsOfferedToAgents',
        threshold: { atMost: { warning: 5 } },
        scoring: { zero: 15, full: 1 },
      }),
    );
    const { stderr } = await run(['kpi', 'check', 'mine.ts']);
    expect(stderr).toContain(`mine.ts
  formula: "callsAbandond" is no input, no parameter of this KPI and no KPI; did you mean "callsAbandoned"?
    100 * callsAbandond / callsOfferedToAgents
          ^^^^^^^^^^^^^`);
    await writeFile(
      'mine.ts',
      (await readFile('mine.ts', 'utf8')).replace('callsAbandond', 'callsAbandoned'),
    );
    const strict = (await run(['kpi', 'check', 'mine.ts'])).stderr;
    expect(strict).toContain('examples: needs at least one example without data');
  });

  test('a file that does not compile, and one that is not there', async () => {
    const { run } = await authorsDirectory();
    await writeFile('broken.ts', 'export default {\n  code: ,\n};');
    expect((await run(['kpi', 'check', 'broken.ts', 'nothing.ts'])).stderr).toMatch(
      /line 2, column 9[\s\S]*nothing\.ts/,
    );
  });

  test("of the product's own plugins finds nothing", async () => {
    const product = createAuthoring(process.cwd(), {});
    const { kpis, problems } = await product.read([]);
    expect(problems).toEqual([]);
    expect([kpis.length, kpis.flatMap((it) => it.examples).every((it) => it.holds)]).toEqual([151, true]);
  });
});

test('an exported text is the literal again', async () => {
  const product = createAuthoring(process.cwd(), {});
  const { kpis } = await product.read(['plugins/hotline']);
  expect(kpis.length).toBeGreaterThan(10);
  for (const { definition } of kpis) {
    const text = pluginText(definition);
    const literal: unknown = new Function(
      `return ${text.replace(/^[\s\S]*?defineKpi\(/, '').replace(/\);\s*$/, '')}`,
    )();
    const given = Object.fromEntries(
      Object.entries(definition).filter(
        ([, it]) => it !== undefined && Object.keys(Object(it)).length + Number(typeof it !== 'object') > 0,
      ),
    );
    expect(literal).toEqual(given);
  }
});

test('the commands of kpi explain themselves', async () => {
  const { stdout } = await kpiMatrix(['kpi', '--help']);
  for (const name of ['new', 'check', 'test', 'preview', 'export', 'docs'])
    expect(stdout).toContain(`\n  ${name}`);
});
