/** How the cost of a day grows with the history before it, and what a history costs that is loaded at once. */
import { addDays } from '../../src/kpi/period.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import type { PostgresServer } from '../support/postgresServer.ts';
import { startProduct } from './children.ts';
import { figure, median, row } from './measure.ts';
import { computeDays, type DayFigures, nation } from './national.ts';
import { createDatabase, dropDatabase, LAST_DAY } from './world.ts';
import { sql } from 'drizzle-orm';

const UNITS = 50;
const [MONTH, TWO_YEARS] = [30, 730];
/** Days that are computed after each history. */
const MEASURED = 5;

/** A month and two years of fifty units, each loaded as one file, and days after them. */
export async function growth(server: PostgresServer): Promise<string[]> {
  const short = await measure(server, MONTH);
  const long = await measure(server, TWO_YEARS);
  const settled = (days: readonly DayFigures[]) => median(days.map((it) => it.settling));
  const [before, after] = [settled(short.days), settled(long.days)];
  const perSecond = ({ values, recording, settling }: DayFigures) => values / (recording + settling);
  const daily = median(long.days.map(perSecond));
  const loaded = perSecond(long.history);
  const { values, recording, settling, memory } = long.history;
  return [
    row(
      `a day of ${UNITS} units settled after 24 months / after one`,
      figure(after / before),
      'at most 1.2',
      `${figure(after)} against ${figure(before)} s`,
    ),
    row(
      `two years of ${UNITS} units at once / a single day, values a second`,
      figure(loaded / daily),
      'at least 0.7',
      `${figure(loaded)} against ${figure(daily)}; ${values.toLocaleString('en')} values recorded in ${figure(recording)} s, computed in ${figure(settling)} s, most memory ${figure(memory)} MiB`,
    ),
  ];
}

async function measure(
  server: PostgresServer,
  days: number,
): Promise<{ history: DayFigures; days: DayFigures[] }> {
  const name = `growth_${days}`;
  const url = await createDatabase(server, name);
  const made = await nation(url, ['bench'], [UNITS]);
  const product = await startProduct(url);
  const history = Array.from({ length: days }, (_, at) => addDays(LAST_DAY, at + 1 - days));
  const loaded = await computeDays(url, product, made, history);
  const db = openPostgres(url, 1);
  // As an idle hour would; the bench's database does it when nothing is measured.
  await db.rows(sql.raw('vacuum analyze'));
  await db.close();
  const after: DayFigures[] = [];
  for (let n = 1; n <= MEASURED; n++)
    after.push(await computeDays(url, product, made, [addDays(LAST_DAY, n)]));
  await product.stop();
  await dropDatabase(server, name);
  return { history: loaded, days: after };
}
