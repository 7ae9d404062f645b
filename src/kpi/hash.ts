/**
 * Two fingerprints of a definition, so that nobody bumps a version by hand: of what recomputes the stored history, and of
 * what takes effect at once. Texts, unit, sources and examples are in neither. Hashing is pure: no clock, no I/O.
 */
import { createHash } from 'node:crypto';
import type { KpiDefinition } from './definition.ts';

/**
 * What a change of a field does: `result` computes the stored history again, `other` takes effect at once as a new version, `text` is
 * neither. The compiler names a field that is missing here.
 */
export const FIELD_EFFECTS = {
  code: 'text',
  name: 'text',
  description: 'text',
  dimension: 'other',
  process: 'other',
  lifecycleStage: 'other',
  businessLines: 'result',
  cadence: 'result',
  unit: 'text',
  formula: 'result',
  parameters: 'result',
  threshold: 'result',
  scoring: 'result',
  weight: 'other',
  minimumSample: 'result',
  minimumCoverage: 'result',
  sources: 'text',
  examples: 'text',
} as const satisfies Record<keyof KpiDefinition, 'result' | 'other' | 'text'>;

type Effects = typeof FIELD_EFFECTS;
type FieldsWith<Effect> = {
  [Field in keyof Effects]: Effects[Field] extends Effect ? Field : never;
}[keyof Effects];

/** The fields with an effect; those that are left out are undefined. */
export function partWith<Effect extends Effects[keyof Effects]>(
  effect: Effect,
  definition: KpiDefinition,
): Pick<KpiDefinition, FieldsWith<Effect>> {
  const fields = Object.entries(FIELD_EFFECTS).filter((it) => it[1] === effect);
  return Object.fromEntries(
    fields.map(([field]) => [field, definition[field as keyof KpiDefinition]]),
  ) as Pick<KpiDefinition, FieldsWith<Effect>>;
}

/** SHA-256, hex, of the fields that change results; the order of lines means nothing. */
export function resultHash(definition: KpiDefinition): string {
  const part = partWith('result', definition);
  return fingerprint({ ...part, businessLines: part.businessLines.toSorted() });
}

/** SHA-256, hex, of the fields that take effect without computing again. */
export const otherHash = (definition: KpiDefinition): string => fingerprint(partWith('other', definition));

const fingerprint = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex');

/** JSON with sorted keys: the order in which an author writes fields means nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? sorted(inner) : inner,
  );
}

const sorted = (record: object): object =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
