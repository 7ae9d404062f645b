/**
 * `POST /observations`: a file of any size as one batch. The body goes to disk first, then row by row into one
 * transaction. The answer is lines of JSON: the problems in the order of lines, then one line with the result.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Engine } from '../engine/engine.ts';
import type { Batch, CheckedRow, Outcome } from '../engine/recording/record.ts';
import { type FieldProblem, resolveKey, valueProblem } from '../engine/recording/resolve.ts';
import { line } from '../kpi/fields.ts';
import type { Reference } from '../store/reference.ts';
import { type FileRow, UnreadableFile } from './fileRow.ts';
import { ProblemSpool } from './problemSpool.ts';
import { type Format, readRows } from './rows.ts';
import { spool, type Spool } from './spool.ts';

/** Up to so many rows the measurements are computed before the answer. */
const ROWS_COMPUTED_FIRST = 10_000;
/** About the length of the shortest row: bodies below this many bytes have few rows. */
const BYTES_A_ROW = 30;

const FORMATS: Readonly<Record<string, Format>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
};

const oneLine = line(200);

interface Wanted {
  key: string;
  format: Format;
  source: string | null;
  skipInvalid: boolean;
}

/** What a request is refused with before or instead of problems of rows. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    message: string,
  ) {
    super(message);
  }
}

/** Answers a request; returns how many observations were recorded. */
export async function postObservations(
  engine: Engine,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<number> {
  try {
    const wanted = readHeaders(request);
    const body = await spool(request);
    try {
      return await recordFile(engine, wanted, body, response);
    } finally {
      await body.remove();
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    respond(response, error.status, { error: error.error, message: error.message, problems: 1 });
    request.resume();
    return 0;
  }
}

function readHeaders(request: IncomingMessage): Wanted {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const format = Object.hasOwn(FORMATS, type) ? FORMATS[type] : undefined;
  if (!format)
    throw new Refusal(415, 'UNSUPPORTED_TYPE', 'Content-Type must be text/csv or application/x-ndjson');
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key.trim() === '' || key.length > 200) {
    throw new Refusal(
      400,
      'BAD_REQUEST',
      'give an Idempotency-Key header of 1 to 200 characters: the same key records once',
    );
  }
  const query = new URL(request.url ?? '', 'http://localhost').searchParams;
  const invalid = query.get('invalid') ?? 'refuse';
  if (invalid !== 'refuse' && invalid !== 'skip') {
    throw new Refusal(400, 'BAD_REQUEST', 'the parameter "invalid" is refuse or skip');
  }
  const source = query.get('source');
  if (source && !oneLine.safeParse(source).success) {
    throw new Refusal(400, 'BAD_REQUEST', 'the parameter "source" is one line of at most 200 characters');
  }
  return { key, format, source: source || null, skipInvalid: invalid === 'skip' };
}

async function recordFile(
  engine: Engine,
  wanted: Wanted,
  body: Spool,
  response: ServerResponse,
): Promise<number> {
  const problems = new ProblemSpool(body.directory);
  try {
    const outcome = await engine.recordBatch(batchOf(engine, wanted, body, problems));
    await tell(response, outcome, problems);
    return outcome.outcome === 'recorded' ? outcome.inserted + outcome.replaced : 0;
  } catch (error) {
    if (error instanceof UnreadableFile) throw new Refusal(422, 'VALIDATION', error.message);
    throw error;
  } finally {
    problems.close();
  }
}

function batchOf(engine: Engine, wanted: Wanted, body: Spool, problems: ProblemSpool): Batch {
  const { key, format, source, skipInvalid } = wanted;
  return {
    key,
    source,
    skipInvalid,
    bodyHash: `${format} ${skipInvalid ? 'skip' : 'refuse'} ${JSON.stringify(source)} ${body.sha256}`,
    withdraw: [],
    urgent: body.bytes < ROWS_COMPUTED_FIRST * BYTES_A_ROW,
    rows: (reference) => checkedRows(body.file, format, reference, engine.latestDay()),
    onProblem: (line, { field, message }) =>
      problems.add({ line, column: field === 'row' ? null : field, message }),
    onRestart: () => problems.clear(),
  };
}

async function* checkedRows(
  file: string,
  format: Format,
  reference: Reference,
  latestDay: string,
): AsyncGenerator<CheckedRow[]> {
  for await (const chunk of readRows(file, format))
    yield chunk.map((row) => check(row, reference, latestDay));
}

function check({ line, fields, problems }: FileRow, reference: Reference, latestDay: string): CheckedRow {
  const wrong = problems.map(({ column, message }): FieldProblem => ({
    field: (column ?? 'row') as FieldProblem['field'],
    message,
  }));
  if (!fields) return { row: line, problems: wrong };
  const { value, ...place } = fields;
  const key = resolveKey(reference, { input: '', operator: '', date: '', ...place }, latestDay);
  const wrongValue = value === undefined ? null : valueProblem(value);
  if (!Array.isArray(key) && wrong.length === 0 && !wrongValue) return { row: line, key, value: value! + 0 };
  const isTold = new Set(wrong.map((it) => it.field));
  return {
    row: line,
    problems: [
      ...(Array.isArray(key) ? key.filter((it) => !isTold.has(it.field)) : []),
      ...(wrongValue ? [{ field: 'value', message: wrongValue } as const] : []),
      ...wrong,
    ],
  };
}

async function tell(response: ServerResponse, outcome: Outcome, problems: ProblemSpool): Promise<void> {
  const [status, result] = resultOf(outcome, problems.count);
  response.writeHead(status, { 'Content-Type': 'application/x-ndjson; charset=utf-8' });
  await pipeline(Readable.from(linesOf(problems, result)), response);
}

function* linesOf(problems: ProblemSpool, result: object): Generator<Buffer | string> {
  yield* problems.read();
  yield `${JSON.stringify(result)}\n`;
}

function resultOf(outcome: Outcome, problems: number): [status: number, result: object] {
  if (outcome.outcome === 'recorded') {
    const { batchId, inserted, replaced, unchanged, withdrawn, invalid } = outcome;
    return [200, { batchId: String(batchId), inserted, replaced, unchanged, withdrawn, invalid }];
  }
  if (outcome.outcome === 'conflict') {
    const message = 'this Idempotency-Key was used for another file; use a new key for new observations';
    return [409, { error: 'CONFLICT', message, problems: 0 }];
  }
  const message = outcome.empty
    ? 'the file has no rows'
    : `${problems} ${problems === 1 ? 'problem' : 'problems'}; nothing of this file was recorded`;
  return [422, { error: 'VALIDATION', message, problems }];
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/x-ndjson; charset=utf-8' });
  response.end(`${JSON.stringify(body)}\n`);
}
