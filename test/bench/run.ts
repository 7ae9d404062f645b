/**
 * `npm run bench [names] [-- --quick]`: measures the built product against the simplest thing that does the same work, on a
 * PostgreSQL of its own, and prints ratios. Without names everything; `--quick` only tries the bench itself.
 */
import { cpus, totalmem } from 'node:os';
import { postgresPrograms, startPostgres } from '../support/postgresServer.ts';
import { day } from './day.ts';
import { formulas } from './formulas.ts';
import { matrix, statements } from './matrix.ts';
import { buffers, growth } from './reading.ts';
import { recording } from './recording.ts';
import { row } from './measure.ts';
import { FULL, QUICK } from './size.ts';
import { type BenchWorld, buildWorld } from './world.ts';

/** A server of some memory whose commits are durable. It is vacuumed when nothing is measured, so that rounds are alike. */
const SETTINGS = {
  fsync: 'on',
  shared_buffers: '4GB',
  effective_cache_size: '12GB',
  work_mem: '64MB',
  maintenance_work_mem: '1GB',
  max_wal_size: '16GB',
  checkpoint_timeout: '30min',
  random_page_cost: '1.1',
  autovacuum: 'off',
  jit: 'off',
  statement_timeout: '10min',
};

const wanted = process.argv.slice(2).filter((it) => !it.startsWith('-'));
const size = process.argv.includes('--quick') ? QUICK : FULL;
const begin = performance.now();
const say = (text: string) => console.error(`[${((performance.now() - begin) / 1000).toFixed(0)} s] ${text}`);

const bin = postgresPrograms();
if (!bin) throw new Error('the bench needs the programs of PostgreSQL 15 or later on this machine');
const server = await startPostgres(bin, SETTINGS);

let built: Promise<BenchWorld> | undefined;
const world = () => (built ??= buildWorld(server, size, say));

/** In this order: computing changes the world, so it comes after what reads it. */
const BENCHES: Record<string, () => Promise<string[]>> = {
  formulas,
  recording: () => recording(server, bin, size),
  growth: async () => growth(await world(), size),
  statements: async () => statements(await world()),
  matrix: async () => matrix(await world(), size),
  day: async () => day(await world(), size),
  buffers: async () => buffers(await world()),
};

const unknown = wanted.filter((it) => !(it in BENCHES));
if (unknown.length > 0)
  throw new Error(`there is no ${unknown.join()}; there are ${Object.keys(BENCHES).join(', ')}`);
try {
  const lines: string[] = [];
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    say(name);
    lines.push(...(await bench()));
  }
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  console.log(
    `${cpus().length} cores, ${gigabytes} GB, Node ${process.versions.node}, PostgreSQL ${bin}, ${new Date().toISOString().slice(0, 10)}\n`,
  );
  console.log([row('work', 'ratio', 'target', 'medians'), ...lines].join('\n'));
} finally {
  await (await built)?.db.close();
  await server.stop();
}
