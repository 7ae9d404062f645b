/** The rows of a CSV or NDJSON file of observations, with their line numbers, as texts and numbers that nobody has checked yet. */
import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';

export const COLUMNS = ['input', 'operator', 'businessLine', 'orgUnit', 'date', 'value'] as const;
type Column = (typeof COLUMNS)[number];
const REQUIRED: readonly Column[] = ['input', 'operator', 'date', 'value'];

/** A row as it stands in the file, or what is wrong with its form. */
export type FileRow =
  | {
      line: number;
      fields: {
        input: string;
        operator: string;
        businessLine: string | null;
        orgUnit: string | null;
        date: string;
        value: number;
      };
    }
  | { line: number; column: string | null; message: string };

/** A file whose header or form cannot be read at all. */
export class UnreadableFile extends Error {}

export type Format = 'csv' | 'ndjson';

const CHUNK = 5000;
const LONGEST_ROW = 64 * 1024;

/** The rows in chunks. Throws UnreadableFile where nothing of the file can be told apart. */
export async function* readRows(file: string, format: Format): AsyncGenerator<FileRow[]> {
  let chunk: FileRow[] = [];
  for await (const row of format === 'csv' ? csvRows(file) : jsonRows(file)) {
    chunk.push(row);
    if (chunk.length === CHUNK) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

async function* csvRows(file: string): AsyncGenerator<FileRow> {
  const options = {
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
  };
  const parser = createReadStream(file).pipe(parse(options));
  let columns: Column[] | null = null;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      if (columns) yield csvRow(record, columns, firstLine(record, info.lines));
      else columns = header(record);
    }
  } catch (error) {
    if (error instanceof CsvError) throw new UnreadableFile(error.message);
    throw error;
  }
  if (!columns) throw new UnreadableFile(`the file is empty; its first line must be ${COLUMNS.join(',')}`);
}

/** The parser tells the line on which a row ends; quoted fields may hold line breaks. */
function firstLine(record: readonly string[], lastLine: number): number {
  return record.reduce(
    (line, field) => (field.includes('\n') ? line - field.split('\n').length + 1 : line),
    lastLine,
  );
}

function header(record: readonly string[]): Column[] {
  const names = record.map((name) => name.trim());
  const unknown = names.filter((name) => !COLUMNS.includes(name as Column));
  const missing = REQUIRED.filter((name) => !names.includes(name));
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  const problems = [
    ...unknown.map((name) => `there is no column "${name}"`),
    ...missing.map((name) => `the column "${name}" is missing`),
    ...twice.map((name) => `the column "${name}" stands twice`),
  ];
  if (problems.length === 0) return names as Column[];
  throw new UnreadableFile(`line 1: ${problems.join('; ')}. The columns are ${COLUMNS.join(', ')}.`);
}

function csvRow(record: readonly string[], columns: readonly Column[], line: number): FileRow {
  if (record.length !== columns.length) {
    return {
      line,
      column: null,
      message: `${record.length} fields, but the header has ${columns.length} columns`,
    };
  }
  const field = (name: Column) => record[columns.indexOf(name)]?.trim() ?? '';
  const value = numberIn(field('value'));
  if (value === null)
    return { line, column: 'value', message: `"${field('value').slice(0, 40)}" is not a number` };
  return {
    line,
    fields: {
      input: field('input'),
      operator: field('operator'),
      businessLine: field('businessLine') || null,
      orgUnit: field('orgUnit') || null,
      date: field('date'),
      value,
    },
  };
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function numberIn(text: string): number | null {
  return NUMBER.test(text) ? Number(text) : null;
}

const text = z.string({ error: 'must be a text' });
const jsonRow = z.strictObject({
  input: text,
  operator: text,
  businessLine: text.nullish().transform((it) => it ?? null),
  orgUnit: text.nullish().transform((it) => it ?? null),
  date: text,
  value: z.number({ error: 'must be a number' }),
});

async function* jsonRows(file: string): AsyncGenerator<FileRow> {
  let line = 0;
  for await (const raw of lines(file)) {
    line++;
    if (raw.trim() !== '') yield fromJson(raw, line);
  }
}

function fromJson(raw: string, line: number): FileRow {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return { line, column: null, message: 'this line is not JSON' };
  }
  const { data, error } = jsonRow.safeParse(value);
  if (data) return { line, fields: data };
  const [issue] = error.issues;
  return {
    line,
    column: issue?.path[0] === undefined ? null : String(issue.path[0]),
    message: issue?.message ?? 'not an observation',
  };
}

async function* lines(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const text of createReadStream(file, { encoding: 'utf8' }) as AsyncIterable<string>) {
    const parts = (rest + text).split('\n');
    rest = parts.pop()!;
    if (rest.length > LONGEST_ROW)
      throw new UnreadableFile(`a line is longer than ${LONGEST_ROW} characters`);
    yield* parts;
  }
  if (rest !== '') yield rest;
}
