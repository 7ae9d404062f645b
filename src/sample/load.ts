/**
 * Loads the sample data into an empty database, as a user would: reference data first, then batch by batch. A load that was
 * interrupted is finished by the next start; a database in which anything else was defined or recorded is left alone.
 */
import { defineReference } from '../engine/definitions/define.ts';
import { setRhythms } from '../engine/definitions/reporting.ts';
import type { Engine } from '../engine/engine.ts';
import { ANYBODY } from '../engine/user.ts';
import { addDays } from '../kpi/period.ts';
import { readBeginnings, readSampleBatches } from '../store/batches.ts';
import type { Database, Statements } from '../store/database.ts';
import { findBatch } from '../store/incoming.ts';
import { countSampleBatches, sampleObservations, sampleRhythms } from './observations.ts';
import { sampleReference } from './reference.ts';

/** The key of a batch of the sample up to this day; the last one is called so, and says that the sample is whole. */
const keyOf = (lastDay: string, name: number | 'last'): string => `sample ${lastDay} ${name}`;
const FIRST_KEY = /^sample (\d{4}-\d\d-\d\d) 1$/;

/**
 * The last day of the sample that this database still has to get: that of the one that was begun, otherwise `lastDay`.
 * Null where the sample is whole, or where the database began with other operators or recordings.
 */
export async function sampleToLoad(db: Database, lastDay: string): Promise<string | null> {
  const own = sampleReference().operators.map((it) => it.code);
  const { operators, firstKey } = await readBeginnings(db, own.length + 1);
  if (firstKey === null) return operators.every((code) => own.includes(code)) ? lastDay : null;
  const begun = FIRST_KEY.exec(firstKey)?.[1];
  return begun !== undefined &&
    !(await findBatch(db, { principal: ANYBODY.principal, key: keyOf(begun, 'last') }))
    ? begun
    : null;
}

/** How far the sample is loaded, in batches of up to 10,000 observations. */
export interface SampleStatus {
  loading: boolean;
  done: number;
  total: number;
}

/** The batches of samples by last day: there are hardly ever two. */
const totals = new Map<string, number>();

/** How far the sample that a database began with is loaded, by whatever server; null for a database without. */
export async function sampleStatus(db: Statements): Promise<SampleStatus | null> {
  const { lastDay, recorded, isWhole, isEmpty } = await readSampleBatches(db);
  const today = new Date().toISOString().slice(0, 10);
  const day = lastDay ?? (isEmpty && (await hasSampleReference(db)) ? today : null);
  if (day === null) return null;
  const total = totals.get(day) ?? countSampleBatches(day);
  totals.set(day, total);
  return { loading: !isWhole, done: recorded, total };
}

/** Whether just the sample's operators are defined: its first batch is on its way. */
async function hasSampleReference(db: Statements): Promise<boolean> {
  const own = sampleReference().operators.map((it) => it.code);
  const { operators } = await readBeginnings(db, own.length + 1);
  return operators.length === own.length && operators.every((code) => own.includes(code));
}

/** Defines who and where the sample is about, and how often they report. */
export async function beginSample(engine: Engine): Promise<void> {
  const defined = await defineReference(engine, sampleReference());
  if (defined.outcome !== 'defined')
    throw new Error(`the sample's reference data is refused: ${defined.message}`);
  await setRhythms(engine, sampleRhythms(yesterday(engine)));
}

/** Records the sample up to its last day, without what is there already, once it was begun; ends early when asked to. */
export async function loadSample(engine: Engine, lastDay: string, ended: AbortSignal): Promise<void> {
  for (const { name, observations } of named(sampleObservations({ lastDay }))) {
    if (ended.aborted) return;
    const recorded = await engine.record({
      idempotencyKey: keyOf(lastDay, name),
      source: 'sample data (synthetic)',
      observations,
    });
    if (recorded.outcome !== 'recorded')
      throw new Error(`the sample is refused: ${JSON.stringify(recorded)}`);
  }
}

/** Yesterday (UTC), the day before the one that has just begun. */
export const yesterday = (engine: Engine): string => addDays(engine.latestDay(), -2);

function* named<T>(batches: Iterable<T>): Generator<{ name: number | 'last'; observations: T }> {
  let number = 0;
  let held: T | undefined;
  for (const batch of batches) {
    if (held) yield { name: ++number, observations: held };
    held = batch;
  }
  if (held) yield { name: 'last', observations: held };
}
