/** `kpi-matrix retire`: what it is asked with, what it prints, and the whole of it beside a server that runs. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { RetireOptions } from '../../src/cli/io.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { ask, defineUnits, settled } from '../durability/recorder.ts';
import { OPERATOR } from '../durability/story.ts';
import { freshPostgresUrl, onPostgres } from '../support/database.ts';
import { runProgram, startServer } from '../support/server.ts';
import { kpiMatrix } from './commandLine.ts';

const GONE = [
  {
    table: 'observation' as const,
    name: 'observation_2023_12',
    from: '2023-12-01',
    to: '2024-01-01',
    bytes: 3 * 2 ** 20,
  },
  {
    table: 'measurement' as const,
    name: 'measurement_before_2000',
    from: null,
    to: '2000-01-01',
    bytes: 2 ** 18,
  },
];

test('takes the first period that is kept, and prints each table', async () => {
  const seen: RetireOptions[] = [];
  const retire = (options: RetireOptions) => Promise.resolve(seen.push(options) > 2 ? [] : GONE);
  const setting = { retire, env: { DATA_DIR: 'x' }, now: () => new Date('2026-03-01T00:00:00Z') };
  const done = await kpiMatrix(['retire', '--before', '2024-01'], setting);
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(done.stdout.split('\n')).toEqual([
    expect.stringMatching(/^what +days +size +table$/),
    expect.stringMatching(
      /^observations +2023-12-01 until before 2024-01-01 +3\.0 MiB +retired_observation_2023_12$/,
    ),
    expect.stringMatching(
      /^figures of days and weeks +… until before 2000-01-01 +0\.3 MiB +retired_measurement_before_2000$/,
    ),
    '2 tables set aside',
    '',
  ]);
  const dry = await kpiMatrix(['retire', '--before', '2024', '--drop', '--dry-run'], setting);
  expect(dry.stdout).toMatch(/\n2 tables would be removed for good\n$/);
  expect(dry.stdout).not.toContain('retired_');
  expect((await kpiMatrix(['retire', '--before', '2024'], setting)).stdout).toBe(
    'nothing is stored before 2024-01-01\n',
  );
  const asked = { env: { DATA_DIR: 'x' }, day: '2024-01-01', today: '2026-03-01' };
  expect(seen.slice(0, 2)).toEqual([
    { ...asked, drop: false, dryRun: false },
    { ...asked, drop: true, dryRun: true },
  ]);
  expect(await kpiMatrix(['retire', '--before', 'soon'], setting)).toMatchObject({ code: 2 });
  expect(await kpiMatrix(['retire'], setting)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--before'),
  });
});

onPostgres('on PostgreSQL', () => {
  test(
    'beside a server that runs: old days go, their months stay, and the server knows at once',
    { timeout: 60_000 },
    async () => {
      const DATABASE_URL = await freshPostgresUrl();
      const server = await startServer({ DATABASE_URL });
      await defineUnits(server, []);
      const record = (key: string, date: string) =>
        ask<{ recordObservations: object }>(
          server,
          `mutation { recordObservations(input: { idempotencyKey: "${key}", observations: [
        { input: "callsOfferedToAgents", operator: "${OPERATOR}", date: "${date}", value: 100 }
        { input: "callsAnsweredIn15s", operator: "${OPERATOR}", date: "${date}", value: 90 } ] }) {
        __typename ... on ValidationError { problems { message } } } }`,
        );
      const value = async (grain: string, date: string) => {
        const found = await ask<{ kpiDefinition: { trend: { value: number | null }[] } }>(
          server,
          `{ kpiDefinition(code: "hotline-answer-rate-15s") {
        trend(scope: { operator: "${OPERATOR}" }, range: { grain: ${grain}, from: "${date}", to: "${date}" }) { value } } }`,
        );
        return found.kpiDefinition.trend[0]!.value;
      };
      await record('one', '2023-05-03');
      await record('two', '2024-02-01');
      await settled(server);
      const refused = await runProgram(['retire', '--before', '2024-02'], { DATABASE_URL });
      expect(refused).toMatchObject({
        code: 4,
        stderr: expect.stringContaining('would cut the quarter 2024-Q1, year 2024 in two'),
      });
      const dry = await runProgram(['retire', '--before', '2024-01', '--dry-run'], { DATABASE_URL });
      expect(dry.stdout).toMatch(/2 tables would be set aside\n$/);
      expect(await value('DAY', '2023-05-03')).toBe(90);
      const done = await runProgram(['retire', '--before', '2024-01'], { DATABASE_URL });
      expect(done).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('retired_observation_2023_05'),
        stderr: '',
      });
      expect([
        await value('DAY', '2023-05-03'),
        await value('MONTH', '2023-05-03'),
        await value('YEAR', '2023-05-03'),
      ]).toEqual([null, 90, 90]);
      expect(await value('DAY', '2024-02-01')).toBe(90);
      expect(await record('three', '2023-05-04')).toMatchObject({
        recordObservations: {
          problems: [{ message: expect.stringContaining('the first day that is kept') }, {}],
        },
      });
      expect(await record('four', '2024-02-02')).toEqual({
        recordObservations: { __typename: 'RecordObservationsSuccess' },
      });
      expect((await server.stop()).code).toBe(0);
      const db = openPostgres(DATABASE_URL, 1);
      expect(await db.rows(sql`select date from retired_observation_2023_05`)).toHaveLength(2);
      await db.close();
    },
  );
});
