/**
 * A file of any size as one batch. The body goes to disk first, then row by row into one transaction. The answer is lines of
 * JSON: the problems and warnings in the order of lines, then one line with the result.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Viewer } from '../access/viewer.ts';
import type { UsedEngine } from '../engine/engine.ts';
import { UnreadableFile } from './files/fileRow.ts';
import { type Form, ownForm } from './files/form.ts';
import { readingOf } from './files/reading.ts';
import { formOf } from './importForm.ts';
import type { Intake, Received, Upload } from './intake.ts';
import { ProblemSpool } from './problemSpool.ts';
import { spool, type Spool } from './spool.ts';
import { Refusal, type Wanted, wantedOf } from './wanted.ts';

/** A request with a file. */
export interface Posted {
  request: IncomingMessage;
  viewer: Viewer;
  response: ServerResponse;
  /** Told of how many rows it changed, null where it was refused; before the answer, which nobody may wait for any more. */
  onDecided: (rows: number | null) => Promise<void>;
}

/** Answers a request with a file. */
export async function postFile(
  intake: Intake,
  engine: UsedEngine,
  { request, response, viewer, onDecided }: Posted,
): Promise<void> {
  try {
    const wanted = wantedOf(request);
    const { map } = wanted;
    const form = map ? await formOf(intake.columns, map, engine, viewer) : ownForm(intake.columns);
    const body = await spool(request);
    // Nothing comes or goes on it while the rows are recorded, however long that takes.
    request.socket.setTimeout(0);
    try {
      await receive(intake, engine, { wanted, form, body, response, onDecided });
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

async function receive(
  intake: Intake,
  engine: UsedEngine,
  {
    wanted,
    form,
    body,
    response,
    onDecided,
  }: { wanted: Wanted; form: Form; body: Spool } & Pick<Posted, 'response' | 'onDecided'>,
): Promise<void> {
  const problems = new ProblemSpool(body.directory);
  try {
    const upload = uploadOf(wanted, form, body, problems);
    const received = await intake.receive(engine, upload);
    await onDecided(received.outcome === 'recorded' ? received.rows : null);
    await tell(response, withHeader(received, upload.reading.header()), problems);
  } catch (error) {
    if (error instanceof UnreadableFile) throw new Refusal(422, 'VALIDATION', error.message);
    throw error;
  } finally {
    problems.close();
  }
}

function uploadOf(wanted: Wanted, form: Form, body: Spool, problems: ProblemSpool): Upload {
  const { key, source, skipInvalid } = wanted;
  const reading = readingOf(body.file, { ...wanted, form });
  const isNew = onceALine();
  const add = (row: number, column: string | null, problem: { message: string; warning?: true }) => {
    const place = reading.placeOf(row, column);
    if (isNew(place.line, JSON.stringify([place, problem]))) problems.add({ ...place, ...problem });
  };
  return {
    key,
    source,
    skipInvalid,
    bytes: body.bytes,
    bodyHash: hashOf(wanted, form, body),
    reading,
    onProblem: (row, column, message) => add(row, column, { message }),
    onWarning: (row, column, message) => add(row, column, { message, warning: true }),
    onRestart: () => problems.clear(),
  };
}

/** Whether something is told of a line for the first time: the values of a wide table's row share what is wrong with the row. */
function onceALine(): (line: number, what: string) => boolean {
  let [last, told] = [0, new Set<string>()];
  return (line, what) => {
    if (line !== last) [last, told] = [line, new Set()];
    return !told.has(what) && told.add(what) !== undefined;
  };
}

/** What makes two uploads the same. What few files say stands behind the rest, so that what was recorded before is known again. */
function hashOf({ format, charset, sheet, source, skipInvalid }: Wanted, form: Form, body: Spool): string {
  const columns = [...form.targets].map(([title, it]) => [title, 'input' in it ? it.input : it.column.name]);
  const map = form.isMapped ? [columns, form.constants] : null;
  const special = charset || sheet || map ? ` ${JSON.stringify([charset, sheet, map])}` : '';
  return `${format} ${skipInvalid ? 'skip' : 'refuse'} ${JSON.stringify(source)} ${body.sha256}${special}`;
}

/** Says where the header was found, unless it is where programs put it: whoever copies rows out of the file needs both. */
function withHeader(received: Received, header: { line: number; separator: string } | null): Received {
  const isUsual = header === null || (header.line === 1 && header.separator === ',');
  if (received.outcome !== 'recorded' || isUsual) return received;
  return { ...received, result: { ...received.result, header } };
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
