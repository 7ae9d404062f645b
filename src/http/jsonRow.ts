/** The lines of an NDJSON file: one row as an object each. */
import { z } from 'zod';
import type { FileRow, RowReader } from './fileRow.ts';
import type { Column } from './intake.ts';

const KINDS = {
  text: z.string({ error: 'must be a text' }),
  number: z.number({ error: 'must be a number' }),
};

/** Reads rows with these columns. */
export function jsonRows(columns: readonly Column[]): RowReader {
  const schema = z.strictObject(Object.fromEntries(columns.map((it) => [it.name, fieldOf(it)])));
  return { take: (raw, line) => rowFrom(schema, raw, line), end: () => {} };
}

const fieldOf = ({ kind, required }: Column): z.ZodType =>
  required ? KINDS[kind] : KINDS[kind].nullish().transform((it) => it ?? null);

/** The row of a line; null for an empty one. */
function rowFrom(schema: z.ZodObject, raw: string, line: number): FileRow | null {
  if (raw.trim() === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return { line, fields: null, problems: [{ column: null, message: 'this line is not JSON' }] };
  }
  const { data, error } = schema.safeParse(value);
  if (data) return { line, fields: data as FileRow['fields'], problems: [] };
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
