import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { lines } from '../../../src/cli/lines.ts';
import { listen } from './listen.ts';

/** One request as the peer saw it. */
export interface Received {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingMessage['headers'];
}

/** What happens to a request before it is answered as it should be; true when nothing else is to be done. */
export type Mishap = (
  request: IncomingMessage,
  response: ServerResponse,
  count: number,
) => boolean | Promise<boolean>;

type Row = Record<string, string>;

const COLUMNS = ['input', 'operator', 'businessLine', 'orgUnit', 'date', 'value'];

/** A server that takes observations as the product does, and keeps them in memory. */
export class ObservationPeer {
  readonly received: Received[] = [];
  readonly rows: Row[] = [];
  url = '';
  readonly #answers = new Map<string, { body: string; receipt: object }>();

  static async start(mishap: Mishap = () => false): Promise<ObservationPeer> {
    const peer = new ObservationPeer();
    peer.url = await listen((request, response) => {
      void peer.#answer(request, response, mishap).catch(() => response.destroy());
    });
    return peer;
  }

  async #answer(request: IncomingMessage, response: ServerResponse, mishap: Mishap): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const query = Object.fromEntries(searchParams);
    this.received.push({ method: request.method ?? '', path: pathname, query, headers: request.headers });
    if (await mishap(request, response, this.received.length)) return;
    await this.#record(request, response, query.invalid === 'skip');
  }

  async #record(request: IncomingMessage, response: ServerResponse, skip: boolean): Promise<void> {
    const hash = createHash('sha256');
    const key = String(request.headers['idempotency-key']);
    const taken: Row[] = [];
    const problems: string[] = [];
    for await (const { line, row } of rowsOf(request, (chunk) => hash.update(chunk))) {
      const found = problemsOf(row).map((problem) => JSON.stringify({ line, ...problem }));
      problems.push(...found);
      if (found.length === 0) taken.push(row);
    }
    const body = hash.digest('hex');
    const known = this.#answers.get(key);
    if (known && known.body !== body) {
      return end(response, 409, [], { error: 'CONFLICT', message: 'the key was used with another body' });
    }
    if (known) return end(response, 200, [], known.receipt);
    if (problems.length > 0 && !skip) {
      const refusal = { error: 'VALIDATION', message: 'rows are not in order', problems: problems.length };
      return end(response, 422, problems, refusal);
    }
    const bad = new Set(problems.map((problem) => (JSON.parse(problem) as { line: number }).line)).size;
    const counts = { inserted: taken.length, replaced: 0, unchanged: 0, withdrawn: 0, invalid: bad };
    const receipt = { batchId: `batch-${this.#answers.size + 1}`, ...counts };
    this.#answers.set(key, { body, receipt });
    this.rows.push(...taken);
    end(response, 200, problems, receipt);
  }
}

async function* rowsOf(
  request: IncomingMessage,
  seen: (chunk: Buffer) => void,
): AsyncGenerator<{ line: number; row: Row }> {
  async function* watched(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      seen(chunk);
      yield chunk;
    }
  }
  if (request.headers['content-type'] === 'text/csv') yield* csvRows(watched(request));
  else {
    let line = 0;
    for await (const text of lines(watched(request))) yield { line: ++line, row: JSON.parse(text) as Row };
  }
}

async function* csvRows(chunks: AsyncIterable<Buffer>): AsyncGenerator<{ line: number; row: Row }> {
  const parser = parse({ bom: true, raw: true, relax_quotes: true, relax_column_count: true });
  const fed = pipeline(chunks, parser);
  let line = 1;
  for await (const { record, raw } of parser as AsyncIterable<{ record: string[]; raw: string }>) {
    if (line > 1)
      yield { line, row: Object.fromEntries(COLUMNS.map((name, at) => [name, record[at] ?? ''])) };
    line += raw.split('\n').length - 1;
  }
  await fed;
}

function problemsOf({ date = '', value = '' }: Row): { column: string | null; message: string }[] {
  const problems = [];
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) problems.push({ column: 'date', message: `not a date: ${date}` });
  if (value === '' || !Number.isFinite(Number(value)))
    problems.push({ column: 'value', message: 'not a number' });
  return problems;
}

function end(response: ServerResponse, status: number, problems: string[], last: object): void {
  response.writeHead(status, { 'Content-Type': 'application/x-ndjson' });
  for (const problem of problems) response.write(`${problem}\n`);
  response.end(`${JSON.stringify(last)}\n`);
}
