/**
 * Two fingerprints of a definition, so that nobody bumps a version by hand: of what recomputes the stored history, and of
 * what takes effect at once. Texts, unit, sources and examples are in neither. Hashing is pure: no clock, no I/O.
 */
import { createHash } from 'node:crypto';
import type { KpiDefinition } from './definition.ts';

/** SHA-256, hex, of formula, parameters, threshold, minimum sample, lines (in any order), cadence and scoring. */
export function resultHash(definition: KpiDefinition): string {
  const { formula, parameters, threshold, minimumSample, cadence, scoring } = definition;
  const businessLines = definition.businessLines.toSorted();
  return fingerprint({ formula, parameters, threshold, minimumSample, businessLines, cadence, scoring });
}

/** SHA-256, hex, of weight, dimension, process and lifecycle stage. */
export function otherHash({ weight, dimension, process, lifecycleStage }: KpiDefinition): string {
  return fingerprint({ weight, dimension, process, lifecycleStage });
}

const fingerprint = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex');

/** JSON with sorted keys: the order in which an author writes fields means nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? sorted(inner) : inner,
  );
}

const sorted = (record: object): object =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
