/**
 * Recording a batch: all of it or nothing, once a key, with every problem told. Rows come as a stream and wait in the database;
 * what is checked against what is stored is checked there, under the operators' locks.
 */
import type { Database, Statements } from '../../store/database.ts';
import {
  addSeries,
  type BatchCounts,
  closeBatch,
  dropRows,
  findBatch,
  type IncomingRows,
  incomingSeries,
  knownSeries,
  merge,
  openBatch,
  prepareIncoming,
  stage,
  type StoredBatch,
  withdraw,
} from '../../store/incoming.ts';
import { lockOperators, shareReference } from '../../store/locks.ts';
import { ensurePartitions } from '../../store/partitions.ts';
import type { Reference } from '../../store/reference.ts';
import { refuseStale } from '../../world/stale.ts';
import type { World } from '../../world/world.ts';
import { Extent, unknownAmong } from './extent.ts';
import { tellImplausible } from './plausibility.ts';
import type { FieldProblem, ResolvedKey } from './resolve.ts';
import { refusedTogether, type SeriesTogether } from './together.ts';

/** A row that can be recorded, or its problems. `row` is what problems are told by: a list index or a line number, rising. */
export type CheckedRow =
  { row: number; key: ResolvedKey; value: number } | { row: number; problems: FieldProblem[] };

/** Observations that take effect together, or not at all. */
export interface Batch {
  key: string;
  bodyHash: string;
  source: string | null;
  /** The rows, from the beginning at each call. */
  rows: (reference: Reference) => AsyncIterable<CheckedRow[]> | Iterable<CheckedRow[]>;
  withdraw: readonly ResolvedKey[];
  /** Whether bad rows are left out rather than the batch refused. */
  skipInvalid: boolean;
  /** Whether somebody waits for the measurements. */
  urgent: boolean;
  /** Told each problem; called again from the start if the batch is tried again. */
  onProblem: (row: number, problem: FieldProblem) => void;
  /** Told what is recorded and yet implausible. */
  onWarning: (row: number, message: string) => void;
  onRestart: () => void;
  /** A row in words, within a sentence about another one; left out: `row 12`. */
  nameOf?: (row: number) => string;
}

/** A batch and who records it: keys are theirs. */
export type BatchOf = Batch & { principal: string };

/** What became of a batch. */
export type Outcome =
  | ({
      outcome: 'recorded';
      batchId: number;
      invalid: number;
      /** How many were told; none where the batch was recorded before. */
      warnings: number;
      markIds: number[];
      repeated: boolean;
    } & BatchCounts)
  | { outcome: 'refused'; problems: number; empty: boolean }
  | { outcome: 'conflict' };

/** Thrown to leave nothing of the transaction. */
class Refused extends Error {
  constructor(readonly verdict: Extract<Outcome, { outcome: 'refused' }>) {
    super('refused');
  }
}

/** Records a batch in one transaction. Throws StaleWorld where the world is out of date, and what the database throws. */
export async function recordBatch(
  db: Database,
  world: World,
  batch: BatchOf,
  partitions: Set<string>,
): Promise<Outcome> {
  batch.onRestart();
  const known = await findBatch(db, batch);
  if (known) return answerAgain(known, batch);
  try {
    const { outcome, committed } = await db.transaction((tx) => recordIn(tx, world, batch, partitions));
    committed();
    return outcome;
  } catch (error) {
    if (error instanceof Refused) return error.verdict;
    throw error;
  }
}

function answerAgain(known: StoredBatch, batch: Batch): Outcome {
  if (known.bodyHash !== batch.bodyHash) return { outcome: 'conflict' };
  const { id: batchId, inserted, replaced, unchanged, withdrawn } = known;
  const counts = { inserted, replaced, unchanged, withdrawn };
  return { outcome: 'recorded', batchId, ...counts, invalid: 0, warnings: 0, markIds: [], repeated: true };
}

type Done = { outcome: Outcome; committed: () => void };

async function recordIn(
  tx: Statements,
  world: World,
  batch: BatchOf,
  partitions: Set<string>,
): Promise<Done> {
  await shareReference(tx);
  await refuseStale(tx, world);
  const batchId = await openBatch(tx, batch);
  if (batchId === null)
    return { outcome: answerAgain((await findBatch(tx, batch))!, batch), committed: () => {} };

  const problems = new Problems(batch);
  const extent = await stageRows(tx, world, batch, problems);
  const withdrawnIds = batch.withdraw.map((it) => it.operatorId);
  const operatorIds = [...new Set([...extent.operatorIds, ...withdrawnIds])];
  await lockOperators(tx, operatorIds);
  const committed = await ensurePartitions(tx, partitions, extent.months);
  const back = await withdraw(tx, batchId, columns(batch.withdraw), operatorIds, batch.urgent);
  const known = await knownSeries(tx, [...extent.operatorIds], extent.inputIds);
  const series = { ours: extent.series, known };
  const dropped = await dropRefused(tx, world.reference, series, problems);
  if (problems.count > 0 && !batch.skipInvalid) throw refusal(problems);
  const rows = extent.rows - dropped;
  if (rows + batch.withdraw.length === 0) throw refusal(problems);

  await addSeries(tx, unknownAmong(dropped > 0 ? await incomingSeries(tx) : extent.series, known));
  const { markIds, ...counts } = await merge(tx, batchId, {
    rows,
    lastRow: problems.lastRow,
    urgent: batch.urgent,
    known: back.known,
  });
  const warnings = await tellImplausible(
    tx,
    world.reference,
    { inputIds: extent.inputIds, operatorIds: extent.operatorIds, lastRow: problems.lastRow },
    batch.onWarning,
  );
  const all = { ...counts, withdrawn: back.withdrawn };
  await closeBatch(tx, batchId, all, operatorIds);
  const marks = [...back.markIds, ...markIds];
  const outcome = {
    outcome: 'recorded',
    batchId,
    ...all,
    invalid: problems.rows,
    warnings,
    markIds: marks,
    repeated: false,
  } as const;
  return { outcome, committed };
}

const refusal = (problems: Problems) =>
  new Refused({ outcome: 'refused', problems: problems.count, empty: problems.count === 0 });

/** Tells problems on and keeps count. */
class Problems {
  count = 0;
  /** How many rows have problems. */
  rows = 0;
  lastRow = 0;

  constructor(readonly batch: Batch) {}

  row(row: number, problems: readonly FieldProblem[]): void {
    this.rows++;
    for (const problem of problems) this.batch.onProblem(row, problem);
    this.count += problems.length;
  }
}

/** Puts the good rows down in the database, while the next ones are already read. */
async function stageRows(tx: Statements, world: World, batch: Batch, problems: Problems): Promise<Extent> {
  const extent = new Extent();
  // Whether a statement failed is asked once there are rows for the next: a failure in between must not end the process.
  const begun = (statement: Promise<unknown>): Promise<unknown> => {
    statement.catch(() => {});
    return statement;
  };
  let staged = begun(prepareIncoming(tx));
  try {
    for await (const chunk of batch.rows(world.reference)) {
      const good: IncomingRows = { ...columns([]), row: [], value: [] };
      for (const it of chunk) {
        problems.lastRow = it.row;
        if ('problems' in it) problems.row(it.row, it.problems);
        else push(good, extent, it);
      }
      await staged;
      if (good.row.length === 0) continue;
      staged = begun(stage(tx, good));
    }
  } finally {
    await staged;
  }
  return extent;
}

/** Takes the rows out that cannot stand together, and tells why; how many there were. */
async function dropRefused(
  tx: Statements,
  reference: Reference,
  series: SeriesTogether,
  problems: Problems,
): Promise<number> {
  let dropped = 0;
  const { nameOf = (row: number) => `row ${row}` } = problems.batch;
  const rows = { last: problems.lastRow, nameOf };
  for await (const refused of refusedTogether(tx, reference, series, rows)) {
    for (const { row, problem } of refused) problems.row(row, [problem]);
    if (refused.length > 0)
      await dropRows(
        tx,
        refused.map((it) => it.row),
      );
    dropped += refused.length;
  }
  return dropped;
}

function push(
  rows: IncomingRows,
  extent: Extent,
  { row, key, value }: { row: number; key: ResolvedKey; value: number },
): void {
  extent.add(key);
  rows.row.push(row);
  rows.inputId.push(key.inputId);
  rows.operatorId.push(key.operatorId);
  rows.placeId.push(key.placeId);
  rows.lineId.push(key.lineId);
  rows.date.push(key.date);
  rows.value.push(value);
}

function columns(keys: readonly ResolvedKey[]) {
  const row = keys.map((_, i) => i);
  const inputId = keys.map((it) => it.inputId);
  const operatorId = keys.map((it) => it.operatorId);
  const placeId = keys.map((it) => it.placeId);
  return {
    row,
    inputId,
    operatorId,
    placeId,
    lineId: keys.map((it) => it.lineId),
    date: keys.map((it) => it.date),
  };
}
