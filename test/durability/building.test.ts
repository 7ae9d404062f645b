/** The server dies while a new version of a KPI is being computed: readers see the old figures whole, then the new ones whole. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { addDays } from '../../src/kpi/period.ts';
import type { Database } from '../../src/store/database.ts';
import { openPglite } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { freshPostgresUrl, onPostgres } from '../support/database.ts';
import { freshDataDirectory, startServer } from '../support/server.ts';
import { patience, rounds } from './chaos.ts';
import { ask, defineUnits, settled, type Target } from './recorder.ts';
import { OPERATOR } from './story.ts';

const UNITS = ['north', 'south', 'east', 'west'];
const DAYS = Array.from({ length: 400 }, (_, at) => addDays('2025-01-01', at));
const OFFERED = 100;
/** Rises for three weeks and falls back: whatever the version, some days breach and some do not. */
const answeredOn = (at: number) => 70 + (at % 21);

/** Version 1 of the KPI has the factor 90, the next 91, and so on. */
const factorOf = (version: number) => 89 + version;
const LIMITS = { warning: 72, critical: 66 };

const definition = (code: string, formula: string, sign = 1) => ({
  code,
  name: { en: code, zh: code },
  description: 'A KPI of the test.',
  ...{
    dimension: 'OPERATIONS',
    process: 'HOTLINE',
    lifecycleStage: 'USAGE',
    cadence: 'DAY',
    unit: 'percent',
  },
  formula,
  limits: [
    { severity: 'WARNING', side: 'BELOW', value: sign * LIMITS.warning },
    { severity: 'CRITICAL', side: 'BELOW', value: sign * LIMITS.critical },
  ],
  scoring: [
    { value: 0, score: 0 },
    { value: 200, score: 100 },
  ],
});

const REGISTER = `mutation ($input: KpiDefinitionInput!) { registerKpi(input: $input) {
  __typename ... on RegisterKpiSuccess { kpi { version } } ... on UserError { message } } }`;

async function register(target: Target, input: object): Promise<number> {
  const { registerKpi } = await ask<{ registerKpi: { kpi?: { version: number } } }>(target, REGISTER, {
    input,
  });
  if (!registerKpi.kpi) throw new Error(JSON.stringify(registerKpi));
  return registerKpi.kpi.version;
}

async function recordHistory(target: Target): Promise<void> {
  const values = (input: string, value: (at: number) => number) =>
    DAYS.flatMap((date, at) =>
      UNITS.map((orgUnit) => ({
        input,
        operator: OPERATOR,
        orgUnit,
        businessLine: 'mobile',
        date,
        value: value(at),
      })),
    );
  const observations = [
    ...values('callsAnsweredIn15s', answeredOn),
    ...values('callsOfferedToAgents', () => OFFERED),
  ];
  const document = `mutation ($input: RecordObservationsInput!) { recordObservations(input: $input) { __typename } }`;
  const { recordObservations } = await ask<{ recordObservations: object }>(target, document, {
    input: { idempotencyKey: 'history', observations },
  });
  expect(recordObservations).toEqual({ __typename: 'RecordObservationsSuccess' });
}

const TRENDS = `query ($range: PeriodRangeInput!, $scope: ScopeInput!) {
  rate: kpiDefinition(code: "made-rate") { trend(scope: $scope, range: $range) { value definitionVersion } }
  twice: kpiDefinition(code: "made-twice") { trend(scope: $scope, range: $range) { value } } }`;

interface Trends {
  rate: { trend: { value: number; definitionVersion: number }[] };
  twice: { trend: { value: number }[] };
}

/** The version that one answer is of, from its figures alone; throws where it is of several. */
async function versionSeen(target: Target): Promise<number> {
  const range = { grain: 'DAY', from: DAYS[0], to: DAYS.at(-1) };
  const { rate, twice } = await ask<Trends>(target, TRENDS, { range, scope: { operator: OPERATOR } });
  const version = rate.trend[0]!.definitionVersion;
  const expected = DAYS.map((_, at) => (factorOf(version) * answeredOn(at)) / OFFERED);
  const isWhole = rate.trend.every(
    (it, at) => it.definitionVersion === version && Math.abs(it.value - expected[at]!) < 1e-6,
  );
  const isTwice = twice.trend.every((it, at) => Math.abs(it.value - 2 * expected[at]!) < 1e-6);
  if (!isWhole || !isTwice) throw new Error(`a mixture: ${JSON.stringify({ rate, twice }).slice(0, 500)}`);
  return version;
}

/** Reads again and again; a server that is dead does not answer. Returns how to end, which tells which versions were seen, in order. */
function reading(target: Target) {
  const seen: number[] = [];
  let ended = false;
  const loop = (async () => {
    while (!ended) {
      const version = await versionSeen(target).catch((error: unknown) => {
        if (String(error).includes('a mixture')) throw error;
      });
      if (version !== undefined && version !== seen.at(-1)) seen.push(version);
      await sleep(5);
    }
  })();
  loop.catch(() => {});
  return async () => {
    ended = true;
    await loop;
    return seen;
  };
}

interface EventSeen {
  id: string;
  type: string;
  breach: { id: string };
}

async function allEvents(target: Target): Promise<EventSeen[]> {
  const events: EventSeen[] = [];
  const document = `query ($after: String) { breachEvents(first: 500, after: $after, filter: { kpis: ["made-rate", "made-twice"] }) {
    pageInfo { hasNextPage endCursor } edges { node { id type breach { id } } } } }`;
  for (let after: string | null = null; ;) {
    const {
      breachEvents,
    }: {
      breachEvents: { pageInfo: { hasNextPage: boolean; endCursor: string }; edges: { node: EventSeen }[] };
    } = await ask(target, document, { after });
    events.push(...breachEvents.edges.map((it) => it.node));
    if (!breachEvents.pageInfo.hasNextPage) return events;
    after = breachEvents.pageInfo.endCursor;
  }
}

/** What is wrong with the events of each breach: told twice, or of a breach that is not open. */
function repetitions(events: readonly EventSeen[]): string[] {
  const lately = new Map<string, string>();
  return events.flatMap(({ type, breach }) => {
    const before = lately.get(breach.id);
    lately.set(breach.id, type);
    const isOpen = before !== undefined && before !== 'RESOLVED';
    const isRight = type === 'OPENED' ? !isOpen : isOpen && type !== before;
    return isRight ? [] : [`${breach.id}: ${type} after ${before}`];
  });
}

/** The first days of the episodes that a version gives at one scope. */
function episodesOf(version: number): string[] {
  const isBreaching = DAYS.map((_, at) => (factorOf(version) * answeredOn(at)) / OFFERED < LIMITS.warning);
  return DAYS.filter((_, at) => isBreaching[at] && !isBreaching[at - 1]);
}

async function episodesSeen(target: Target): Promise<string[]> {
  const document = `query ($filter: BreachFilter) { breaches(first: 500, filter: $filter) {
    edges { node { retracted firstPeriod { start } } } } }`;
  const { breaches } = await ask<{
    breaches: { edges: { node: { retracted: boolean; firstPeriod: { start: string } } }[] };
  }>(target, document, { filter: { kpis: ['made-rate'], scopes: [{ operator: OPERATOR }] } });
  const standing = breaches.edges.filter((it) => !it.node.retracted);
  return standing.map((it) => it.node.firstPeriod.start).sort();
}

/** Whether the server that was killed left a version that is not complete. */
async function isBuilding(open: () => Promise<Database>): Promise<boolean> {
  const db = await open();
  const editions = await db.rows(sql`select from kpi_edition where state = 'BUILDING'`);
  await db.close();
  return editions.length > 0;
}

/** Kills the server in each round at some moment of the computation of a new version. */
async function killingBuilds(
  count: number,
  settings: Record<string, string>,
  open: () => Promise<Database>,
): Promise<void> {
  let server = await startServer(settings);
  const target = { url: server.url };
  await defineUnits(target, UNITS);
  await recordHistory(target);
  const rate = (version: number) => `${factorOf(version)} * callsAnsweredIn15s / callsOfferedToAgents`;
  await register(target, definition('made-rate', rate(1)));
  await register(target, definition('made-twice', '2 * madeRate', 2));
  await settled(target);
  const stopReading = reading(target);
  let caught = 0;
  for (let version = 2; version <= count + 1; version++) {
    expect(await register(target, definition('made-rate', rate(version)))).toBe(version);
    await sleep(Math.random() * 100);
    await server.kill();
    if (await isBuilding(open)) caught++;
    server = await startServer(settings);
    target.url = server.url;
    // Every third version is replaced before it is complete.
    if (version % 3 !== 0 || version > count) await settled(target);
  }
  const seen = await stopReading();
  console.info(`${caught} of ${count} kills within a computation; versions seen: ${seen.join()}`);
  expect(caught).toBeGreaterThan(0);
  expect(await versionSeen(target)).toBe(count + 1);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(await episodesSeen(target)).toEqual(episodesOf(count + 1));
  const events = await allEvents(target);
  expect(new Set(events.map((it) => it.id)).size).toBe(events.length);
  expect(repetitions(events)).toEqual([]);
  expect((await server.stop()).code).toBe(0);
}

const embedded = rounds(2);
test(`embedded: ${embedded} kills while versions are computed`, { timeout: patience(embedded) }, async () => {
  const directory = await freshDataDirectory();
  await killingBuilds(embedded, { DATA_DIR: directory }, () => openPglite({ directory }));
});

onPostgres('PostgreSQL', () => {
  const count = rounds(4);
  test(`${count} kills while versions are computed`, { timeout: patience(count) }, async () => {
    const url = await freshPostgresUrl();
    await killingBuilds(count, { DATABASE_URL: url }, async () => openPostgres(url, 1));
  });
});
