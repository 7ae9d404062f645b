/** Loads the sample data into an empty database, as a user would: reference data first, then batch by batch. */
import { addDays } from './kpi/period.ts';
import type { Engine } from './engine/engine.ts';
import { sampleObservations } from './sample/observations.ts';
import { sampleReference } from './sample/reference.ts';

/** Records the sample up to its last day (yesterday, UTC, where none is given); ends early when asked to. */
export async function loadSample(
  engine: Engine,
  lastDay: string | undefined,
  ended: AbortSignal,
): Promise<void> {
  const last = lastDay ?? addDays(engine.latestDay(), -2);
  const defined = await engine.defineReference(sampleReference());
  if (defined.outcome !== 'defined')
    throw new Error(`the sample's reference data is refused: ${defined.message}`);
  let batch = 0;
  for (const observations of sampleObservations({ lastDay: last })) {
    if (ended.aborted) return;
    const recorded = await engine.record({
      idempotencyKey: `sample ${last} ${++batch}`,
      source: 'sample data (synthetic)',
      observations,
    });
    if (recorded.outcome !== 'recorded')
      throw new Error(`the sample is refused: ${JSON.stringify(recorded)}`);
  }
}
