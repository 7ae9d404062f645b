/**
 * A file of any size as one batch. The body goes to disk first, then row by row into one transaction. The answer is lines of
 * JSON: the problems and warnings in the order of lines, then one line with the result.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { UsedEngine } from '../engine/engine.ts';
import { line } from '../kpi/fields.ts';
import { COMPRESSED, isEncoded } from './encoding.ts';
import { UnreadableFile } from './fileRow.ts';
import type { Intake, Received, Upload } from './intake.ts';
import { ProblemSpool } from './problemSpool.ts';
import { type Format, readRows } from './rows.ts';
import { spool, type Spool } from './spool.ts';

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

/** A request with a file. */
export interface Posted {
  request: IncomingMessage;
  response: ServerResponse;
  /** Told of how many rows it changed, null where it was refused; before the answer, which nobody may wait for any more. */
  onDecided: (rows: number | null) => Promise<void>;
}

/** Answers a request with a file. */
export async function postFile(
  intake: Intake,
  engine: UsedEngine,
  { request, response, onDecided }: Posted,
): Promise<void> {
  try {
    const wanted = readHeaders(request);
    const body = await spool(request);
    // Nothing comes or goes on it while the rows are recorded, however long that takes.
    request.socket.setTimeout(0);
    try {
      await receive(intake, engine, { wanted, body, response, onDecided });
    } finally {
      await body.remove();
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await onDecided(null);
    respond(response, error.status, { error: error.error, message: error.message, problems: 1 });
    request.resume();
  }
}

function readHeaders(request: IncomingMessage): Wanted {
  if (isEncoded(request)) throw new Refusal(415, 'UNSUPPORTED_TYPE', COMPRESSED);
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

async function receive(
  intake: Intake,
  engine: UsedEngine,
  {
    wanted,
    body,
    response,
    onDecided,
  }: { wanted: Wanted; body: Spool } & Pick<Posted, 'response' | 'onDecided'>,
): Promise<void> {
  const problems = new ProblemSpool(body.directory);
  try {
    const received = await intake.receive(engine, uploadOf(intake, wanted, body, problems));
    await onDecided(received.outcome === 'recorded' ? received.rows : null);
    await tell(response, received, problems);
  } catch (error) {
    if (error instanceof UnreadableFile) throw new Refusal(422, 'VALIDATION', error.message);
    throw error;
  } finally {
    problems.close();
  }
}

function uploadOf(
  { columns }: Intake,
  { key, format, source, skipInvalid }: Wanted,
  body: Spool,
  problems: ProblemSpool,
): Upload {
  return {
    key,
    source,
    skipInvalid,
    bytes: body.bytes,
    bodyHash: `${format} ${skipInvalid ? 'skip' : 'refuse'} ${JSON.stringify(source)} ${body.sha256}`,
    rows: () => readRows(body.file, format, columns),
    onProblem: (row, column, message) => problems.add({ line: row, column, message }),
    onWarning: (row, column, message) => problems.add({ line: row, column, message, warning: true }),
    onRestart: () => problems.clear(),
  };
}

async function tell(response: ServerResponse, received: Received, problems: ProblemSpool): Promise<void> {
  const [status, result] = resultOf(received, problems.count);
  response.writeHead(status, { 'Content-Type': 'application/x-ndjson; charset=utf-8' });
  await pipeline(Readable.from(linesOf(problems, result)), response);
}

function* linesOf(problems: ProblemSpool, result: object): Generator<Buffer | string> {
  yield* problems.read();
  yield `${JSON.stringify(result)}\n`;
}

function resultOf(received: Received, problems: number): [status: number, result: object] {
  if (received.outcome === 'recorded') return [200, received.result];
  if (received.outcome === 'conflict') {
    const message = 'this Idempotency-Key was used for another file; use a new key for new rows';
    return [409, { error: 'CONFLICT', message, problems: 0 }];
  }
  const message = received.empty
    ? 'the file has no rows'
    : `${problems} ${problems === 1 ? 'problem' : 'problems'}; nothing of this file was recorded`;
  return [422, { error: 'VALIDATION', message, problems }];
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/x-ndjson; charset=utf-8' });
  response.end(`${JSON.stringify(body)}\n`);
}
