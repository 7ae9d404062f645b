/** `kpi-matrix watch` against a real server: what comes is printed, once each, also across the server's death. */
import { beforeAll, describe, expect, test } from 'vitest';
import { cursorOf, parseCursor } from '../../src/delivery/cursor.ts';
import { until } from '../delivery/world.ts';
import { ask } from '../durability/recorder.ts';
import {
  freshDataDirectory,
  type RunningProgram,
  type RunningServer,
  runProgram,
  startProgram,
  startServer,
} from '../support/server.ts';

let server: RunningServer;
let settings: Record<string, string>;

beforeAll(async () => {
  settings = { DATA_DIR: await freshDataDirectory() };
  server = await startServer(settings);
  settings.PORT = new URL(server.url).port;
  await ask(server, DEFINE);
}, 90_000);

const DEFINE = `mutation { defineReferenceData(input: {
  operators: [{ code: "acme", name: { en: "Acme", zh: "艾" } }, { code: "rival", name: { en: "Rival", zh: "对手" } }]
  orgUnits: [{ code: "north", operator: "acme", name: { en: "North", zh: "北" } }] }) { __typename } }`;

let batches = 0;

/** Of a hundred calls so many were answered in time, on a day of March 2012. */
async function record(place: { operator: string; orgUnit?: string }, day: number, answered: number) {
  const at = { ...place, date: `2012-03-${String(day).padStart(2, '0')}` };
  const observations = [
    { ...at, input: 'callsAnsweredIn15s', value: answered },
    { ...at, input: 'callsOfferedToAgents', value: 100 },
  ];
  const input = { idempotencyKey: `batch ${++batches}`, observations };
  const document = `mutation ($input: RecordObservationsInput!) { recordObservations(input: $input) { __typename } }`;
  const answer = await ask<{ recordObservations: object }>(server, document, { input });
  expect(answer.recordObservations).toEqual({ __typename: 'RecordObservationsSuccess' });
}

const watching = (...args: string[]): Promise<RunningProgram> =>
  startProgram(['watch', '--url', server.url, ...args], { LANG: 'en_US.UTF-8' });
const lines = ({ stdout }: RunningProgram) => stdout().split('\n').slice(0, -1);
const printed = (program: RunningProgram, count: number) =>
  until(() => lines(program).length >= count, `${count} lines were printed`, 30_000);

/** The cursors of all events of the operator, as the API lists them. */
async function cursors(): Promise<string[]> {
  const { breachEvents } = await ask<{ breachEvents: { edges: { cursor: string }[] } }>(
    server,
    '{ breachEvents(filter: { within: { operator: "acme" } }) { edges { cursor } } }',
  );
  return breachEvents.edges.map((it) => it.cursor);
}

async function interrupted(program: RunningProgram): Promise<void> {
  program.signal('SIGINT');
  const { code, stderr } = await program.ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/error: stopped\n$/);
}

describe('who watches', { timeout: 120_000 }, () => {
  test('is shown what comes as it comes, in either language, or what a filter leaves of it', async () => {
    const [english, chinese, rivals, critical] = await Promise.all([
      watching('--after', ''),
      watching('--after', '', '--locale', 'zh'),
      watching('--after', '', '--operator', 'rival'),
      watching(...['--after', '', '--severity', 'critical', '--kpi', 'hotline-answer-rate-15s', '--widest']),
    ]);
    await record({ operator: 'acme', orgUnit: 'north' }, 1, 82);
    await printed(english, 2);
    await record({ operator: 'acme', orgUnit: 'north' }, 2, 70);
    await record({ operator: 'rival' }, 2, 84);
    await printed(english, 5);
    await record({ operator: 'acme', orgUnit: 'north' }, 3, 95);
    await printed(english, 7);
    await printed(chinese, 7);
    await printed(rivals, 1);
    await printed(critical, 2);
    const [opened] = lines(english).filter((it) => it.includes('North'));
    expect(opened).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}WARNING opened {2}Hotline answer rate within 15 seconds {2}Acme.*North.* {2}82 percent \(< 85\) {2}2012-03-01$/,
    );
    expect(lines(english).at(-1)).toMatch(/CRITICAL resolved .* 95 percent {2}2012-03-03$/);
    expect(lines(chinese).find((it) => it.includes('北'))).toMatch(
      /新增 {2}热线15秒人工接通率 {2}艾.*82 percent/,
    );
    expect(lines(rivals)).toHaveLength(1);
    expect(lines(rivals)[0]).toContain('Rival');
    expect(lines(critical).map((it) => /worse|resolved|opened/.exec(it)?.[0])).toEqual(['worse', 'resolved']);
    expect(lines(critical).join()).not.toContain('North');
    await Promise.all([english, chinese, rivals, critical].map(interrupted));
  });

  test('comes back by itself when the server was killed and started again, without a gap or a repetition', async () => {
    const watcher = await watching('--json', '--after', '', '--operator', 'acme');
    await printed(watcher, (await cursors()).length);
    await server.kill();
    await until(() => watcher.stderr().includes('again in'), 'it says that it tries again', 30_000);
    server = await startServer(settings);
    await record({ operator: 'acme' }, 4, 60);
    await record({ operator: 'acme' }, 5, 90);
    await until(async () => (await cursors()).length >= 8, 'both have their places', 30_000);
    const all = await cursors();
    await printed(watcher, all.length);
    expect(lines(watcher).map((it) => (JSON.parse(it) as { cursor: string }).cursor)).toEqual(all);
    expect(watcher.stderr()).toContain(server.url.replace('http://', ''));
    await interrupted(watcher);
  });

  test('begins now, or after the event whose cursor is given; a limit that the breach crossed later is not told of it', async () => {
    const old = await watching('--json', '--after', '');
    await printed(old, 2);
    const { cursor } = JSON.parse(lines(old)[0]!) as { cursor: string };
    const rest = await watching('--json', '--after', cursor);
    await printed(rest, lines(old).length - 1);
    expect(lines(rest)).toEqual(lines(old).slice(1));
    const table = await watching('--after', '');
    await printed(table, 2);
    expect(lines(table)[0]).toMatch(/WARNING opened .* 82 percent {2}2012-03-01$/);
    await interrupted(table);
    await Promise.all([old, rest].map(interrupted));
  });
});

describe('who asks for what is not there is told so, and what the exit code is', { timeout: 60_000 }, () => {
  const refused = async (...args: string[]) => {
    const { code, stdout, stderr } = await runProgram(['watch', '--url', server.url, ...args]);
    expect(stdout).toBe('');
    return [code, stderr];
  };

  test('an unknown KPI, operator, line or unit', async () => {
    expect(await refused('--kpi', 'call-drop-rat')).toEqual([
      2,
      expect.stringMatching(/filter\.kpis\[0\].*"call-drop-rat".*call-drop-rate/),
    ]);
    expect(await refused('--operator', 'acne')).toEqual([
      2,
      expect.stringMatching(/no operator "acne".*acme/),
    ]);
    expect(await refused('--operator', 'acme', '--unit', 'nord')).toEqual([
      2,
      expect.stringContaining('"nord"'),
    ]);
    expect(await refused('--line', 'mobile')).toEqual([2, expect.stringContaining('--operator')]);
  });

  test('a severity that is none, and a cursor that is none or of another database', async () => {
    expect(await refused('--severity', 'bad')).toEqual([2, expect.stringMatching(/warning.*critical/i)]);
    expect(await refused('--after', 'nonsense')).toEqual([2, expect.stringContaining('cursor')]);
    const foreign = cursorOf('elsewhere', 1);
    expect(parseCursor(foreign)).not.toBeNull();
    expect(await refused('--after', foreign)).toEqual([1, expect.stringContaining('another database')]);
  });

  test('a server that is not there', async () => {
    const { code, stderr } = await runProgram(['watch', '--url', 'http://localhost:1']);
    expect([code, stderr]).toEqual([5, expect.stringContaining('cannot reach the server at')]);
  });
});
