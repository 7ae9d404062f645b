/**
 * Operators from one unit to a nation's 3,100: recording a day's file, computing it while others ask, and the same figures by statements
 * written by hand, one a grain.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import postgres from 'postgres';
import { defineReference } from '../../src/engine/definitions/define.ts';
import { startEngine } from '../../src/engine/engine.ts';
import { GRAINS } from '../../src/kpi/vocabulary.ts';
import { ints } from '../../src/store/arrays.ts';
import type { Database } from '../../src/store/database.ts';
import { migrationsFolder } from '../../src/store/migrations.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { loadWorld, type World } from '../../src/world/world.ts';
import type { PostgresServer } from '../support/postgresServer.ts';
import { type Listening as Product, startProduct } from './children.ts';
import { handWrittenGrain } from './handWritten.ts';
import { figure, quantile, row, secondsOf } from './measure.ts';
import { memoryOf } from './processes.ts';
import { benchRegistry } from './registry.ts';
import { createDatabase, describe, dropDatabase, LAST_DAY, type Reported, reportedIn } from './world.ts';

/** How many units each unit has below it, level by level. */
const SHAPES: readonly (readonly number[])[] = [[1], [31], [31, 10], [31, 11, 8]];
/** How long between two questions to a server that computes, in milliseconds. */
const PACE = 20;

const unitsOf = (shape: readonly number[]): number =>
  shape.reduceRight((below, count) => count * (1 + below), 0);

/** What computing a day took. */
export interface DayFigures {
  units: number;
  values: number;
  cells: number;
  recording: number;
  settling: number;
  /** The server's most memory so far, in MiB. */
  memory: number;
  /** Milliseconds until `{ engine { pending } }` was answered, while the day was computed. */
  answers: number[];
}

/** Measures each size, and the largest beside statements written by hand. */
export async function national(server: PostgresServer): Promise<string[]> {
  const lines: string[] = [];
  for (const shape of SHAPES) {
    const isLargest = shape === SHAPES.at(-1);
    const name = `national_${unitsOf(shape)}`;
    const url = await createDatabase(server, name);
    const operators = isLargest ? ['bench', 'twin'] : ['bench'];
    const made = await nation(url, operators, shape);
    const product = await startProduct(url);
    const found = await computeDays(url, product, made, [LAST_DAY]);
    lines.push(dayRow(found));
    await product.stop();
    if (isLargest) lines.push(...answerRows(found), ...(await byHand(url, made, found)));
    await dropDatabase(server, name);
  }
  return lines;
}

const dayRow = ({ units, values, cells, recording, settling, memory }: DayFigures): string =>
  row(
    `a day of ${units.toLocaleString('en')} units: a cell computed`,
    `${figure((1e6 * settling) / cells)} µs`,
    'within 1.3',
    `${cells.toLocaleString('en')} cells in ${figure(settling)} s, ${values.toLocaleString('en')} values recorded in ${figure(recording)} s, most memory ${figure(memory)} MiB`,
  );

function answerRows({ answers, memory }: DayFigures): string[] {
  const [p50, p99, longest] = [0.5, 0.99, 1].map((it) => figure(quantile(answers, it)));
  return [
    row(
      '… a question meanwhile, p50; p99; longest',
      `${p50}; ${p99}; ${longest} ms`,
      '; 50; 250',
      `${answers.length} questions`,
    ),
    row('… most memory of the server', `${figure(memory)} MiB`, '1024', 'all threads together'),
  ];
}

/** The statements read the twin's observations and write the twin's measurements, so both do all the work once. */
async function byHand(url: string, { world, reported }: Nation, ours: DayFigures): Promise<string[]> {
  const db = openPostgres(url);
  const twin = world.reference.operators.get('twin')!;
  await describe(db, world, [world.reference.operators.get('bench')!, twin], reported);
  const above = twin.places.flatMap((it) => it.path.map((id) => ({ id, place: it.id })));
  await db.rows(sql`create table bench_above as select * from unnest(
    ${ints(above.map((it) => it.place))}, ${ints(above.map((it) => it.id))}) as t(place_id, above_id)`);
  await db.rows(sql`
    insert into observation select t.id, o.input_id, o.date, o.line_id, o.value, o.batch_id
    from observation o join bench_place p on p.id = o.place_id
      join bench_place t on t.at = p.at and t.operator_id = ${twin.id}`);
  await db.rows(sql.raw('analyze'));
  await db.close();
  const hand = postgres(url, { max: 1, onnotice: () => {} });
  const parts: string[] = [];
  const seconds = await secondsOf(async () => {
    for (const grain of GRAINS) {
      const statement = handWrittenGrain(world, twin, LAST_DAY, grain);
      parts.push(figure(await secondsOf(() => hand.unsafe(statement))));
    }
  });
  const [stored] =
    await hand`select count(*)::int as n from measurement where place_id = any(${twin.places.map((it) => it.id)})`;
  await hand.end();
  return [
    row(
      '… computed and stored / one statement by hand a grain',
      figure(ours.settling / seconds),
      'at most 3',
      `${figure(ours.settling)} against ${figure(seconds)} s (${parts.join(' + ')}), which wrote ${stored!.n.toLocaleString('en')}`,
    ),
  ];
}

/** A world, and what the lowest units of its operators report on a day, about. */
export interface Nation {
  world: World;
  reported: Reported[];
}

/** Operators whose units stand in levels, and what the lowest of them report: every input once, at one line where the sample has lines. */
export async function nation(
  url: string,
  operators: readonly string[],
  shape: readonly number[],
): Promise<Nation> {
  const db = openPostgres(url);
  await db.migrate(migrationsFolder());
  const registry = await benchRegistry();
  const engine = await startEngine({ db, registry, log: pino({ level: 'warn' }) });
  const name = { en: 'Bench', zh: 'Bench' };
  const units = unitCodes(shape);
  const defined = await defineReference(engine, {
    operators: operators.map((code) => ({ code, name })),
    orgUnits: operators.flatMap((operator) => units.map((it) => ({ ...it, operator, name }))),
  });
  await engine.stop();
  if (defined.outcome !== 'defined') throw new Error(JSON.stringify(defined));
  const world = await loadWorld(db, registry);
  await db.close();
  const reported = [...new Map(reportedIn(world).map((it) => [it.inputId, it])).values()];
  return { world, reported };
}

function unitCodes(shape: readonly number[], parent?: string): { code: string; parent?: string }[] {
  const [count, ...below] = shape;
  if (count === undefined) return [];
  return Array.from({ length: count }, (_, at) => `${parent ?? 'u'}-${at + 1}`).flatMap((code) => [
    { code, ...(parent && { parent }) },
    ...unitCodes(below, code),
  ]);
}

/** Records these days of every lowest unit as one file, and waits for their figures while somebody asks again and again. */
export async function computeDays(
  url: string,
  product: Product,
  { world, reported }: Nation,
  days: readonly string[],
): Promise<DayFigures> {
  const operator = world.reference.operators.get('bench')!;
  const units = operator.places.filter((it) => it.children.length === 0).map((it) => it.code!);
  const db = openPostgres(url, 1);
  const before = await cellsOf(db);
  const recording = await secondsOf(() => post(product, fileOf(world, reported, units, days), days.join()));
  const answers: number[] = [];
  const settling = await secondsOf(async () => {
    for (let isDone = false; !isDone; await sleep(PACE)) {
      const begin = performance.now();
      const answer = await fetch(`${product.url}/graphql?query={engine{pending}}`);
      isDone = ((await answer.json()) as { data: { engine: { pending: number } } }).data.engine.pending === 0;
      answers.push(performance.now() - begin);
    }
  });
  const cells = (await cellsOf(db)) - before;
  await db.close();
  const memory = memoryOf(product.pid, 'VmHWM');
  const values = units.length * reported.length * days.length;
  return { units: operator.places.length - 1, values, cells, recording, settling, memory, answers };
}

async function cellsOf(db: Database): Promise<number> {
  const [found] = await db.rows<{ n: number }>(sql`select count(*)::int as n from measurement`);
  return found!.n;
}

/** A file may be longer than a text can be, so it is sent as it is made. */
async function post(product: Product, rows: Iterable<string>, key: string): Promise<void> {
  const file = request(`${product.url}/observations`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': createHash('md5').update(key).digest('hex') },
  });
  const answered = once(file, 'response') as Promise<[IncomingMessage]>;
  await pipeline(Readable.from(rows), file);
  const [answer] = await answered;
  const said = await text(answer);
  if (answer.statusCode !== 200) throw new Error(said.slice(0, 500));
}

function* fileOf(
  world: World,
  reported: readonly Reported[],
  units: readonly string[],
  days: readonly string[],
): Generator<string> {
  yield 'input,operator,businessLine,orgUnit,date,value\n';
  for (const day of days) {
    for (const { inputId, lineId, value } of reported) {
      const { key } = world.reference.inputById.get(inputId)!.definition;
      const line = world.reference.lineById.get(lineId)?.code ?? '';
      yield units
        .map((unit, at) => `${key},bench,${line},${unit},${day},${noisy(value, at, day)}\n`)
        .join('');
    }
  }
}

/** Another figure for each unit and day, within half of the average. */
function noisy(value: number, unit: number, day: string): number {
  const noise = Math.abs(Math.sin(unit * 12.9898 + Date.parse(day) / 8.64e7) * 43758.5453) % 1;
  return Math.round(value * (0.75 + 0.5 * noise));
}
