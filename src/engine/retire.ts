/** Setting old data aside, from the beginning of a year back: what is kept, in which order, and what refuses it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { label, type Period, periodOf } from '../kpi/period.ts';
import { GRAINS } from '../kpi/vocabulary.ts';
import { type Database, isPassing, type Statements } from '../store/database.ts';
import { lockReference, tryComputing } from '../store/locks.ts';
import { backlog } from '../store/marks.ts';
import { loadReference } from '../store/reference.ts';
import {
  dropRetired,
  gatherKept,
  type OldPartition,
  partitionsBefore,
  setAside,
  setKeptFrom,
} from '../store/retirement.ts';

/** What is to be set aside. */
export interface Retiring {
  db: Database;
  /** The first day that is kept. */
  day: string;
  /** Today, UTC. */
  today: string;
  /** Removes it for good instead of leaving tables behind. */
  drop?: boolean;
  /** Only says what it would be. */
  dryRun?: boolean;
}

/** What was, or would be, set aside; nothing of it where a reason is given. */
export interface Retired {
  refused: string | null;
  partitions: OldPartition[];
}

/** How often it is tried while others compute or read, and the pause between, in milliseconds. */
const [ATTEMPTS, PAUSE] = [60, 500];

/**
 * Sets aside the observations, and the measurements of days and weeks, of the time before a day. Servers may run meanwhile. What was
 * begun and broke off is finished by doing it again.
 */
export async function retire({ db, day, today, drop = false, dryRun = false }: Retiring): Promise<Retired> {
  const refuse = (refused: string): Retired => ({ refused, partitions: [] });
  const cut = cutBy(day);
  if (cut.length > 0) return refuse(cutMessage(day, cut));
  if (day > periodOf('YEAR', today).start)
    return refuse(`${day} is too late: the present year has to be kept as a whole`);
  const { keptFrom } = await loadReference(db);
  if (day < keptFrom) return refuse(`what was before ${keptFrom} is retired already`);
  const partitions = await partitionsBefore(db, day);
  if (dryRun || partitions.length === 0) return { refused: null, partitions };
  if (day > keptFrom) {
    const pending = await whileOthersWork(db, (tx) => keepFrom(tx, day));
    if (pending > 0)
      return refuse(
        `${pending} pieces of work are pending, and may change figures before ${day}: wait until engine { pending } is 0`,
      );
  }
  for (const it of partitions) if (it.table === 'measurement') await gatherKept(db, it, day);
  await whileOthersWork(db, async (tx) => {
    await setAside(tx, partitions);
    if (drop) await dropRetired(tx, partitions);
  });
  return { refused: null, partitions };
}

/** The months, quarters and years that a day would cut in two; a week is kept as it is. */
const cutBy = (day: string): Period[] =>
  GRAINS.filter((it) => it !== 'WEEK')
    .map((it) => periodOf(it, day))
    .filter((it) => it.start < day);

function cutMessage(day: string, cut: readonly Period[]): string {
  const year = Number(day.slice(0, 4));
  const names = cut.map((it) => `${it.grain.toLowerCase()} ${label(it)}`).join(', ');
  return `${day} would cut the ${names} in two, and what comes later could not be computed: say ${year}-01 or ${year + 1}-01`;
}

/** Nothing before the day changes from now on; how much work is pending, in which case nothing was done. */
async function keepFrom(tx: Statements, day: string): Promise<number> {
  await lockReference(tx);
  const { operatorById } = await loadReference(tx);
  for (const id of operatorById.keys()) if (!(await tryComputing(tx, id))) throw new Busy();
  const { pending } = await backlog(tx);
  if (pending === 0) await setKeptFrom(tx, day);
  return pending;
}

class Busy extends Error {}

/** Gives way to those who compute or read, and tries again. */
async function whileOthersWork<T>(db: Database, work: (tx: Statements) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(async (tx) => work(tx));
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof Busy || isPassing(error))) throw error;
      await sleep(PAUSE);
    }
  }
}
