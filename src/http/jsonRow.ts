/** A line of an NDJSON file: one observation as an object. */
import { z } from 'zod';
import type { FileRow } from './rows.ts';

const text = z.string({ error: 'must be a text' });
const observation = z.strictObject({
  input: text,
  operator: text,
  businessLine: text.nullish().transform((it) => it ?? null),
  orgUnit: text.nullish().transform((it) => it ?? null),
  date: text,
  value: z.number({ error: 'must be a number' }),
});

/** The row of a line; null for an empty one. */
export function rowFromJson(raw: string, line: number): FileRow | null {
  if (raw.trim() === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return { line, column: null, message: 'this line is not JSON' };
  }
  const { data, error } = observation.safeParse(value);
  if (data) return { line, fields: data };
  const [issue] = error.issues;
  return {
    line,
    column: issue?.path[0] === undefined ? null : String(issue.path[0]),
    message: issue?.message ?? 'not an observation',
  };
}
