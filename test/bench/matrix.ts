/** The matrix over HTTP and GraphQL, against a bare handler that runs the same statements and makes the same answer. */
import { deepEqual } from 'node:assert';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createDelivery } from '../../src/delivery/delivery.ts';
import { startEngine } from '../../src/engine/engine.ts';
import { createGraphQL } from '../../src/graphql/server/yoga.ts';
import { periodOf } from '../../src/kpi/period.ts';
import { GRAINS } from '../../src/kpi/vocabulary.ts';
import { measurementsOfScope } from '../../src/store/measurements.ts';
import { readMoment } from '../../src/store/observations.ts';
import { seenThrough } from '../../src/store/sight.ts';
import type { Known } from './bare.ts';
import { type Listening, runHelper, startHelper, startProduct } from './children.ts';
import { figure, line, median, row, sideBySide } from './measure.ts';
import { processorOf } from './processes.ts';
import type { Size } from './size.ts';
import { statementOf } from './statements.ts';
import { type BenchWorld, LAST_DAY } from './world.ts';

const CONNECTIONS = 16;
const GRAIN = 'QUARTER';

/** Ten fields of every KPI. */
const MATRIX = `query Matrix($scope: ScopeInput!, $period: PeriodInput!) { matrix(scope: $scope, period: $period) {
  index coverage
  cells { process dimension score coverage measurements {
    kpi { code name(locale: EN) unit weight } value score status definitionVersion computedAt isComplete
  } }
} }`;
/** The same beside something else, with which it is not kept: read, scored and executed each time. */
export const FRESH_MATRIX = MATRIX.replace(/\}$/, 'operators { code } }');

const PAGE = `query Page($scopes: [ScopeInput!]!, $range: PeriodRangeInput!) {
  measurements(filter: { scopes: $scopes, range: $range }, first: 100) { edges { node {
    value status kpi { code } scope { operator { code } orgUnit { code } } inputs { input { key } value }
  } } pageInfo { hasNextPage } }
}`;

/** Of the whole operator, a quarter. */
export const VARIABLES = { scope: { operator: 'bench' }, period: { grain: GRAIN, date: LAST_DAY } };

/** Requests a second. */
export async function matrix(bench: BenchWorld, size: Size): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kpi-matrix-bench-'));
  const product = await startProduct(bench.url);
  const rows = [
    ...(await compared(
      bench,
      product,
      folder,
      FRESH_MATRIX,
      'matrix over GraphQL / bare node:http, same statements',
      size,
    )),
    ...(await compared(
      bench,
      product,
      folder,
      MATRIX,
      'an unchanged matrix / the same bare node:http',
      size,
    )),
  ];
  await product.stop();
  rmSync(folder, { recursive: true });
  return rows;
}

async function compared(
  bench: BenchWorld,
  product: Listening,
  folder: string,
  query: string,
  what: string,
  { rounds, seconds }: Size,
): Promise<string[]> {
  const question = join(folder, 'question.json');
  const body = JSON.stringify({ query, variables: VARIABLES });
  writeFileSync(question, body);
  const answer = await answerOf(product, body);
  const known = await knownFrom(bench, JSON.parse(answer) as Known['answer']);
  writeFileSync(join(folder, 'known.json'), JSON.stringify(known));
  const bare = await startHelper('bare', { DATABASE_URL: bench.url, KNOWN: join(folder, 'known.json') });
  deepEqual(JSON.parse(await answerOf(bare, body)), JSON.parse(answer));
  const spent = { ours: [] as number[], theirs: [] as number[] };
  const load =
    ({ url, pid }: Listening, milliseconds: number[] = []) =>
    async () => {
      const before = processorOf(pid);
      const settings = { TARGET: `${url}/graphql`, BODY: question, SECONDS: `${seconds}` };
      const printed = await runHelper('load', { ...settings, CONNECTIONS: `${CONNECTIONS}` });
      const { perSecond, answers } = JSON.parse(printed) as { perSecond: number; answers: number };
      milliseconds.push(((processorOf(pid) - before) * 1000) / answers);
      return perSecond;
    };
  await Promise.all([load(product)(), load(bare)()]);
  const ratio = await sideBySide(rounds, load(product, spent.ours), load(bare, spent.theirs));
  await bare.stop();
  const kpis = known.editions.length;
  const [ours, theirs] = [median(spent.ours), median(spent.theirs)];
  return [
    line(what, ratio, 'at least 0.6', 'requests/s'),
    row(
      'its processor time',
      figure(ours / theirs),
      '',
      `${figure(ours)} against ${figure(theirs)} ms a request, without the database's`,
    ),
    row(
      'its answer',
      `${Math.round(answer.length / 1024)} KiB`,
      '',
      `${kpis} KPIs of ten fields, ${CONNECTIONS} connections`,
    ),
  ];
}

async function answerOf({ url }: Listening, body: string): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json' },
  });
  return response.text();
}

async function knownFrom({ ours, world }: BenchWorld, answer: Known['answer']): Promise<Known> {
  const { start, end } = periodOf(GRAIN, LAST_DAY);
  const codes = answer.data.matrix.cells.flatMap((cell) =>
    (cell.measurements as unknown as { kpi: { code: string } }[]).map((it) => it.kpi.code),
  );
  return {
    moment: await statementOf(readMoment),
    matrix: await statementOf((db) =>
      measurementsOfScope(seenThrough(db), { placeId: ours.root!.id, lineId: 0 }, GRAINS.indexOf(GRAIN), [
        start,
      ]),
    ),
    operatorId: ours.id,
    lastDayOfPeriod: end,
    answer,
    editions: codes.map((code) => world.kpi(code)!.editionId),
  };
}

/** How many statements a request takes. */
export async function statements({ db, registry }: BenchWorld): Promise<string[]> {
  const log = pino({ level: 'warn' });
  const engine = await startEngine({ db, registry, log });
  await engine.stop();
  const yoga = createGraphQL({ engine, delivery: createDelivery({ db, log }), db, log });
  const ask = async (query: string, variables: object) => {
    const request = {
      method: 'POST',
      body: JSON.stringify({ query, variables }),
      headers: { 'Content-Type': 'application/json' },
    };
    const { errors } = (await (await yoga.fetch('http://localhost/graphql', request)).json()) as {
      errors?: unknown;
    };
    if (errors) throw new Error(JSON.stringify(errors));
  };
  const counted = async (query: string, variables: object) => {
    // The first request loads reference data.
    await ask(query, variables);
    const before = db.statements.count;
    await ask(query, variables);
    return String(db.statements.count - before);
  };
  const range = { grain: 'DAY', from: '2025-09-01', to: LAST_DAY };
  return [
    row('statements of a matrix', await counted(MATRIX, VARIABLES), 'at most 3', ''),
    row(
      'statements of a page of measurements',
      await counted(PAGE, { scopes: [VARIABLES.scope], range }),
      'at most 6',
      'with kpi, scope and inputs',
    ),
  ];
}
