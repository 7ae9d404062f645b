/** The lines of an NDJSON file: one row as an object each. */
import { z } from 'zod';
import type { Column } from '../intake.ts';
import { type Charset } from './charset.ts';
import { CHUNK, type FileRow, type Place, type RowReading } from './fileRow.ts';
import { linesOf } from './lines.ts';

const KINDS = {
  text: z.string({ error: 'must be a text' }),
  date: z.string({ error: 'must be a text' }),
  number: z.number({ error: 'must be a number' }),
};

/** Rows with these columns as lines of JSON. */
export class JsonRows implements RowReading {
  readonly #file: string;
  readonly #charset: () => Promise<Charset>;
  readonly #schema: z.ZodObject;

  constructor(file: string, charset: () => Promise<Charset>, columns: readonly Column[]) {
    this.#file = file;
    this.#charset = charset;
    this.#schema = z.strictObject(Object.fromEntries(columns.map((it) => [it.name, fieldOf(it)])));
  }

  async *rows(): AsyncGenerator<FileRow[]> {
    let chunk: FileRow[] = [];
    let line = 0;
    for await (const lines of linesOf(this.#file, await this.#charset())) {
      for (const text of lines) {
        const row = rowFrom(this.#schema, text, ++line);
        if (row) chunk.push(row);
        if (chunk.length < CHUNK) continue;
        yield chunk;
        chunk = [];
      }
    }
    if (chunk.length > 0) yield chunk;
  }

  placeOf(line: number, column: string | null): Place {
    return { line, column };
  }

  header(): null {
    return null;
  }

  nameOf(line: number): string {
    return `row ${line}`;
  }
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
    return { row: line, fields: null, problems: [{ column: null, message: 'this line is not JSON' }] };
  }
  const { data, error } = schema.safeParse(value);
  if (data) return { row: line, fields: data as FileRow['fields'], problems: [] };
  const problems = error.issues.map(({ path, message }) => ({
    column: path[0] === undefined ? null : String(path[0]),
    message,
  }));
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  const isWrong = (name: string) => problems.some(({ column }) => column === name);
  return {
    row: line,
    fields: fields && Object.fromEntries(Object.entries(fields).filter(([name]) => !isWrong(name))),
    problems,
  };
}
