/** `kpi-matrix doctor`: what it is asked with, what it prints, how it ends. What it finds is in test/doctor.test.ts. */
import { expect, test } from 'vitest';
import type { DoctorOptions, Finding } from '../../src/cli/io.ts';
import { kpiMatrix } from './commandLine.ts';

const WELL: Finding = { level: 'ok', about: 'Node', text: 'this is Node 20', remedy: null };
const KNOWN: Finding = {
  level: 'note',
  about: 'tokens',
  text: 'never used: \u001b[2Jx',
  remedy: 'revoke it',
};
const WRONG: Finding = { level: 'problem', about: 'AUTH', text: 'anybody comes in', remedy: 'AUTH=required' };

const finding = (...findings: Finding[]) => ({ doctor: () => Promise.resolve(findings) });

test('is run with the environment and the clock', async () => {
  const seen: DoctorOptions[] = [];
  const now = new Date('2026-11-28T09:00:00Z');
  const doctor = (options: DoctorOptions) => Promise.resolve(seen.push(options) > 0 ? [WELL] : []);
  expect(await kpiMatrix(['doctor'], { doctor, env: { HOST: '::1' }, now: () => now })).toEqual({
    code: 0,
    stdout: 'ok       Node: this is Node 20\n',
    stderr: '',
  });
  expect(seen).toEqual([{ env: { HOST: '::1' }, now }]);
});

test('says each finding with its remedy, and a terminal does not obey what is in it', async () => {
  const { code, stdout } = await kpiMatrix(['doctor'], finding(WELL, KNOWN));
  expect(stdout.split('\n')).toEqual([
    'ok       Node: this is Node 20',
    'note     tokens: never used: \ufffd[2Jx',
    '         → revoke it',
    '',
  ]);
  expect(code).toBe(0);
});

test('a problem ends it with 1, whatever else is well', async () => {
  const one = await kpiMatrix(['doctor'], finding(WELL, WRONG));
  expect(one).toMatchObject({ code: 1, stderr: 'error: 1 problem to mend\n' });
  expect(one.stdout).toContain('problem  AUTH: anybody comes in\n         → AUTH=required\n');
  const two = await kpiMatrix(['doctor'], finding(WRONG, WRONG));
  expect(two).toMatchObject({ code: 1, stderr: 'error: 2 problems to mend\n' });
});

test('--json prints the findings as they are, and ends alike', async () => {
  const { code, stdout } = await kpiMatrix(['doctor', '--json'], finding(WELL, KNOWN, WRONG));
  expect(JSON.parse(stdout)).toEqual([WELL, KNOWN, WRONG]);
  expect(code).toBe(1);
  expect(await kpiMatrix(['doctor', '--json'], finding())).toMatchObject({ code: 0, stdout: '[]\n' });
});
