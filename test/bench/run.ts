/**
 * `npm run bench [names] [-- --quick]`: measures the built product against the simplest thing that does the same work, on a
 * PostgreSQL of its own, and prints ratios. Without names everything; `--quick` only tries the bench itself.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { postgresVersions, startPostgres } from '../support/postgresServer.ts';
import { access } from './access.ts';
import { asking } from './asking.ts';
import { day } from './day.ts';
import { files } from './files.ts';
import { formulas } from './formulas.ts';
import { growth } from './growth.ts';
import { matrix, statements } from './matrix.ts';
import { row } from './measure.ts';
import { preview } from './preview.ts';
import { national } from './national.ts';
import { buffers, reading } from './reading.ts';
import { recording } from './recording.ts';
import { FULL, QUICK } from './size.ts';
import { startUp } from './startUp.ts';
import { telling } from './telling.ts';
import { type BenchWorld, buildWorld } from './world.ts';

/** A server of some memory whose commits are durable. It is vacuumed when nothing is measured, so that rounds are alike. */
const SETTINGS = {
  fsync: 'on',
  shared_buffers: '2GB',
  effective_cache_size: '8GB',
  work_mem: '64MB',
  maintenance_work_mem: '512MB',
  max_wal_size: '3GB',
  checkpoint_timeout: '30min',
  random_page_cost: '1.1',
  autovacuum: 'off',
  track_commit_timestamp: 'on',
  jit: 'off',
  statement_timeout: '10min',
};

const wanted = process.argv.slice(2).filter((it) => !it.startsWith('-'));
const size = process.argv.includes('--quick') ? QUICK : FULL;
const begin = performance.now();
const say = (text: string) => console.error(`[${((performance.now() - begin) / 1000).toFixed(0)} s] ${text}`);

// The package of the tests has no psql, which loads files beside us.
const bin = postgresVersions()
  .map((it) => it.bin)
  .findLast((it) => existsSync(join(it, 'psql')));
if (!bin) throw new Error('the bench needs a PostgreSQL of 15 or later installed on this machine, with psql');

let built: Promise<BenchWorld> | undefined;
const world = () => (built ??= buildWorld(server, size, say));

/** In this order: computing changes the world, so it comes after what reads it. */
const BENCHES: Record<string, () => Promise<string[]>> = {
  formulas,
  startUp,
  telling: () => telling(server, size),
  recording: () => recording(server, bin, size),
  reading: async () => reading(await world(), size),
  asking: async () => asking(await world(), size),
  statements: async () => statements(await world()),
  matrix: async () => matrix(await world(), size),
  access: async () => access(await world(), size),
  day: async () => day(await world(), size),
  buffers: async () => buffers(await world()),
  preview: async () => preview(await world(), size),
  files: () => files(server, size),
  national: () => national(server),
  growth: () => growth(server),
};

/** What takes long is measured when it is named only. */
const LONG = new Set(['files', 'national', 'growth']);

const unknown = wanted.filter((it) => !(it in BENCHES));
if (unknown.length > 0)
  throw new Error(`there is no ${unknown.join()}; there are ${Object.keys(BENCHES).join(', ')}`);

const server = await startPostgres(bin, SETTINGS);
/** Removes gigabytes, whatever happened. */
const clear = () => server.stop();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void clear().finally(() => process.exit(1)));

try {
  const lines: string[] = [];
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (wanted.length > 0 ? !wanted.includes(name) : LONG.has(name)) continue;
    say(name);
    lines.push(...(await bench()));
  }
  const minutes = Math.ceil((performance.now() - begin) / 60_000);
  console.log(`${machine(bin)}, in ${minutes} min\n`);
  console.log(
    [row('work', 'figure', 'target', 'medians'), '| --- | ---: | --- | --- |', ...lines].join('\n'),
  );
} finally {
  await built?.then(({ db }) => db.close()).catch(() => {});
  await clear();
}

function machine(programs: string): string {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const postgres = execFileSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' });
  const version = /\d+(\.\d+)*/.exec(postgres)?.[0];
  const date = new Date().toISOString().slice(0, 10);
  return `${cpus().length} cores, ${gigabytes} GB, Node ${process.versions.node}, PostgreSQL ${version}, ${date}`;
}
