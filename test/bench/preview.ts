/** Trying a definition over a year of days, against one hand-written aggregation of the same inputs. */
import { deepEqual } from 'node:assert';
import postgres from 'postgres';
import { addDays, periodOf } from '../../src/kpi/period.ts';
import { ensurePartitions } from '../../src/store/partitions.ts';
import { startProduct } from './children.ts';
import { line, row, secondsOf, sideBySide } from './measure.ts';
import type { Size } from './size.ts';
import { type BenchWorld, LAST_DAY, observeYear, settle } from './world.ts';

const INPUTS = ['callsAnsweredIn15s', 'callsOfferedToAgents'] as const;
const RANGE = { grain: 'DAY', from: addDays(LAST_DAY, -364), to: LAST_DAY };

const PREVIEW = `query Preview($input: KpiDefinitionInput!, $scope: ScopeInput!, $range: PeriodRangeInput!) {
  previewKpi(input: $input, scope: $scope, range: $range) {
    problems { message } periods { period { start } after { value score status } }
  }
}`;

/** A definition; no two are the same, because a server remembers what it has been asked. */
const definition = (at: number) => ({
  code: 'bench-answer-rate',
  name: { en: 'Bench answer rate', zh: '测试接通率' },
  description: 'What the bench tries.',
  ...{
    dimension: 'OPERATIONS',
    process: 'HOTLINE',
    lifecycleStage: 'USAGE',
    cadence: 'DAY',
    unit: 'percent',
  },
  formula: `100 * ${INPUTS[0]} / ${INPUTS[1]}`,
  limits: [{ side: 'BELOW', severity: 'WARNING', value: 60 + at / 1000 }],
  scoring: [
    { value: 0, score: 0 },
    { value: 100, score: 100 },
  ],
});

interface Scope {
  name: string;
  scope: { operator: string; orgUnit?: string };
  placeIds: number[];
}

/** Seconds, of one unit and of the whole operator. */
export async function preview(bench: BenchWorld, { rounds }: Size): Promise<string[]> {
  const { db, ours, world } = bench;
  const inputIds = INPUTS.map((key) => world.reference.inputs.get(key)!.id);
  await db.transaction((tx) => ensurePartitions(tx, new Set(), monthsOfRange()));
  await observeYear(db, RANGE.from, periodOf('MONTH', LAST_DAY).start, inputIds);
  await settle(db);
  const units = ours.places.filter((it) => it.code !== null);
  const scopes: Scope[] = [
    {
      name: 'one unit',
      scope: { operator: 'bench', orgUnit: units[0]!.code! },
      placeIds: [units[0]!.id],
    },
    { name: 'the operator', scope: { operator: 'bench' }, placeIds: units.map((it) => it.id) },
  ];
  const product = await startProduct(bench.url);
  const hand = postgres(bench.url, { max: 1, onnotice: () => {} });
  const lines: string[] = [];
  for (const it of scopes) lines.push(...(await compare(it, inputIds, product.url, hand, rounds * 2 + 1)));
  await hand.end();
  await product.stop();
  return lines;
}

async function compare(
  { name, scope, placeIds }: Scope,
  inputIds: number[],
  url: string,
  hand: postgres.Sql,
  rounds: number,
): Promise<string[]> {
  let asked = 0;
  const ask = () => previewed(url, { input: definition(asked++), scope, range: RANGE });
  const byHand = () => aggregated(hand, placeIds, inputIds);
  for (let warmUp = 0; warmUp < 5; warmUp++) deepEqual(rounded(await ask()), rounded(await byHand()));
  const compared = await sideBySide(
    rounds,
    () => secondsOf(ask),
    () => secondsOf(byHand),
  );
  const count = await counted(hand, placeIds, inputIds);
  return [
    line(`a preview over a year of ${name} / one aggregation by hand`, compared, 'at most 3', 's'),
    row('its observations', count.toLocaleString('en'), '', '365 periods, over HTTP and GraphQL'),
  ];
}

type Values = (number | null)[];

async function previewed(url: string, variables: object): Promise<Values> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    body: JSON.stringify({ query: PREVIEW, variables }),
    headers: { 'Content-Type': 'application/json' },
  });
  const { data, errors } = (await response.json()) as {
    errors?: unknown;
    data: {
      previewKpi: { problems: { message: string }[]; periods: { after: { value: number | null } }[] };
    };
  };
  const problems = errors ?? data.previewKpi.problems;
  if (!Array.isArray(problems) || problems.length > 0) throw new Error(JSON.stringify(problems));
  return data.previewKpi.periods.map((it) => it.after.value);
}

async function aggregated(hand: postgres.Sql, placeIds: number[], inputIds: number[]): Promise<Values> {
  const [answered, offered] = inputIds;
  const rows = await hand<{ value: number | null }[]>`
    select date, 100 * sum(value) filter (where input_id = ${answered!}) / nullif(sum(value) filter (where input_id = ${offered!}), 0) as value
    from observation where place_id = any(${placeIds}) and input_id = any(${inputIds})
      and date between ${RANGE.from} and ${RANGE.to} group by date order by date`;
  return rows.map((it) => it.value);
}

async function counted(hand: postgres.Sql, placeIds: number[], inputIds: number[]): Promise<number> {
  const [found] = await hand<{ n: number }[]>`
    select count(*)::int as n from observation where place_id = any(${placeIds}) and input_id = any(${inputIds})
      and date between ${RANGE.from} and ${RANGE.to}`;
  return found!.n;
}

/** Sums in another order differ in their last digits. */
const rounded = (values: Values): Values =>
  values.map((it) => (it === null ? null : Number(it.toPrecision(9))));

function monthsOfRange(): Set<string> {
  const months = new Set<string>();
  for (let day = RANGE.from; day <= RANGE.to; day = addDays(day, 1)) months.add(day.slice(0, 7));
  return months;
}
