/** A line of an NDJSON file: one observation as an object. */
import { z } from 'zod';
import type { FileRow } from './fileRow.ts';

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
    return { line, fields: null, problems: [{ column: null, message: 'this line is not JSON' }] };
  }
  const { data, error } = observation.safeParse(value);
  if (data) return { line, fields: data, problems: [] };
  const problems = error.issues.map(({ path, message }) => ({
    column: path[0] === undefined ? null : String(path[0]),
    message,
  }));
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  const isWrong = (name: string) => problems.some(({ column }) => column === name);
  return {
    line,
    fields: fields && Object.fromEntries(Object.entries(fields).filter(([name]) => !isWrong(name))),
    problems,
  };
}
