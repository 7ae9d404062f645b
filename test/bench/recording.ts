/** Recording a large file through the command line, from its start to its end, against COPY of the same rows into the same table. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, type WriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { addDays } from '../../src/kpi/period.ts';
import { ensurePartitions } from '../../src/store/partitions.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { loadWorld, type World } from '../../src/world/world.ts';
import type { PostgresServer } from '../support/postgresServer.ts';
import { ended, runProduct, startProduct } from './children.ts';
import { figure, line, median, row, secondsOf, sideBySide } from './measure.ts';
import { memoryOf } from './processes.ts';
import type { Size } from './size.ts';
import { createDatabase, defineOperators, dropDatabase, LAST_DAY, reportedIn } from './world.ts';

const BASE = 'recording';

/** What is recorded: files of the same rows in a folder, as people record them and as the table holds them. */
export interface Recorded {
  folder: string;
  ours: string;
  theirs: string;
  rows: number;
}

/** Makes the base that every round copies, and the files. The caller removes the folder. */
export async function prepareRecording(server: PostgresServer, size: Size): Promise<Recorded> {
  const folder = mkdtempSync(join(tmpdir(), 'kpi-matrix-bench-'));
  const url = await createDatabase(server, BASE);
  const registry = await defineOperators(url, ['bench'], size.units);
  const db = openPostgres(url);
  const world = await loadWorld(db, registry);
  const files = { ours: join(folder, 'observations.csv'), theirs: join(folder, 'copy.csv') };
  const { rows, months } = await writeFiles(world, size.rows, files);
  await db.transaction((tx) => ensurePartitions(tx, new Set(), months));
  await db.close();
  return { folder, ...files, rows };
}

/** Rows a second; every round on a database of its own. `bin`: where psql is. */
export async function recording(server: PostgresServer, bin: string, size: Size): Promise<string[]> {
  const { folder, rows, ...files } = await prepareRecording(server, size);
  const peaks: Peaks[] = [];
  const record = (round: number) =>
    inCopy(server, `recorded_${round}`, async (copy) => {
      const { seconds, ...peak } = await recordFile(copy, files.ours, rows);
      peaks.push(peak);
      return seconds;
    });
  const copy = (round: number) =>
    inCopy(server, `copied_${round}`, (target) => secondsOf(() => copyInto(bin, target, files.theirs)));
  const compared = await sideBySide(
    size.rounds,
    async (round) => rows / (await record(round)),
    async (round) => rows / (await copy(round)),
  );
  rmSync(folder, { recursive: true });
  return [
    line('recording a file, end to end / COPY into its table', compared, 'at least 0.15', 'rows/s'),
    row(
      'its rows',
      rows.toLocaleString('en'),
      '',
      'CSV, by the command line to a server on the same machine',
    ),
    row('most memory of the command line', `${figure(median(peaks.map((it) => it.client)))} MiB`, '', ''),
    row('most memory of the server', `${figure(median(peaks.map((it) => it.server)))} MiB`, '', ''),
  ];
}

/** Works on a fresh copy of the base, and removes it. */
export async function inCopy<T>(
  server: PostgresServer,
  name: string,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const url = await createDatabase(server, name, BASE);
  const admin = openPostgres(url, 1);
  await admin.rows(sql.raw('checkpoint'));
  await admin.close();
  const result = await work(url);
  await dropDatabase(server, name);
  return result;
}

/** The most memory that both sides held, in MiB. */
export interface Peaks {
  client: number;
  server: number;
}

/** Records a file by the command line at a server of its own. */
export async function recordFile(
  url: string,
  file: string,
  rows: number,
): Promise<Peaks & { seconds: number }> {
  const product = await startProduct(url);
  let client = NaN;
  const seconds = await secondsOf(async () => {
    client = await runProduct('record', file, '--url', product.url, '--quiet');
  });
  const peak = memoryOf(product.pid, 'VmHWM');
  await product.stop();
  const db = openPostgres(url, 1);
  const [found] = await db.rows<{ n: number }>(sql`select count(*)::int as n from observation`);
  await db.close();
  if (found!.n !== rows) throw new Error(`${found!.n} of ${rows} rows were recorded`);
  return { seconds, client, server: peak };
}

const copyInto = (bin: string, url: string, file: string) =>
  ended(
    spawn(
      join(bin, 'psql'),
      ['-X', '-q', '-d', url, '-c', `\\copy observation from '${file}' (format csv)`],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    ),
  );

/** Writes the same days of every input at every unit twice: as people record them, and as the table holds them. */
async function writeFiles(
  world: World,
  wanted: number,
  paths: { ours: string; theirs: string },
): Promise<{ rows: number; months: Set<string> }> {
  const [ours, theirs] = [createWriteStream(paths.ours), createWriteStream(paths.theirs)];
  const reported = reportedIn(world);
  const units = world.reference.operators.get('bench')!.places.filter((it) => it.code !== null);
  const months = new Set<string>();
  ours.write('input,operator,businessLine,orgUnit,date,value\n');
  let rows = 0;
  for (let [date, day] = [LAST_DAY, 0]; rows < wanted; date = addDays(date, -1), day++) {
    months.add(date.slice(0, 7));
    for (const { inputId, lineId, value } of reported) {
      const { key } = world.reference.inputById.get(inputId)!.definition;
      const line_ = world.reference.lineById.get(lineId)?.code ?? '';
      // The same share of each input, so that no part is more than its whole.
      const values = units.map((_, at) => Math.round((value * (50 + ((at * 37 + day * 13) % 100))) / 100));
      await put(
        ours,
        units.map(({ code }, at) => `${key},bench,${line_},${code},${date},${values[at]}\n`).join(''),
      );
      await put(
        theirs,
        units.map(({ id }, at) => `${id},${inputId},${date},${lineId},${values[at]},1\n`).join(''),
      );
      rows += units.length;
    }
  }
  await Promise.all([closed(ours), closed(theirs)]);
  return { rows, months };
}

const put = async (to: WriteStream, text: string) => to.write(text) || once(to, 'drain');

async function closed(stream: WriteStream): Promise<void> {
  stream.end();
  await once(stream, 'close');
}
