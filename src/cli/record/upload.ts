import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { describe, refuseNotReady, textOf } from '../answer.ts';
import { post } from '../exchange.ts';
import { EXIT, ExitError } from '../exit.ts';
import { lines } from '../lines.ts';
import { printable } from '../print.ts';
import type { Server } from '../server.ts';
import { Unreachable, unreachable } from '../unreachable.ts';
import type { Progress } from './progress.ts';
import { readReply, type Receipt, type Refusal } from './reply.ts';
import { importMapHeader } from './importMap.ts';
import { type Format, piecesOf, type RowFile } from './rowFile.ts';

/** One load: what is sent where, under which key. */
export interface Load {
  file: RowFile;
  server: Server;
  url: URL;
  key: string;
  /** An import map that goes with the file, as JSON. */
  map: string | null;
  /** Where the problems of the reply are kept, one line each; written anew by every upload. */
  problemPath: string;
}

const CONTENT_TYPES: Record<Format, string> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Sends the file once and reads the reply. Throws Unreachable, an ExitError for a reply that is none, or an AbortError. */
export async function upload(
  load: Load,
  progress: Progress,
  signal: AbortSignal,
): Promise<Receipt | Refusal> {
  const { file, server, url, key, map, problemPath } = load;
  await writeFile(problemPath, '', { mode: 0o600 });
  const answer = await post(url, {
    server: server.name,
    headers: {
      ...server.headers(),
      'Content-Type': CONTENT_TYPES[file.format],
      'Content-Length': String(file.size),
      'Idempotency-Key': key,
      ...importMapHeader(map),
      Accept: 'application/x-ndjson, application/json;q=0.9',
    },
    body: metered(file, progress),
    signal,
  });
  const streamed = (answer.headers['content-type'] ?? '').includes('ndjson');
  return streamed ? readStream(answer, load) : readOther(answer, load);
}

async function* metered(file: RowFile, progress: Progress): AsyncGenerator<Buffer> {
  let sent = 0;
  progress.sent(0);
  for await (const piece of piecesOf(file)) {
    yield piece;
    progress.sent((sent += piece.length));
  }
  progress.waiting();
}

async function readStream(
  answer: IncomingMessage,
  { server, problemPath }: Load,
): Promise<Receipt | Refusal> {
  const end: { outcome?: Receipt | Refusal } = {};
  async function* problemLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
    for await (const line of lines(chunks)) {
      const reply = readReply(line);
      if (reply === undefined)
        throw new ExitError(EXIT.FAILED, unexpected(server, printable(line.slice(0, 200))));
      if (reply.kind === 'problem') yield `${line}\n`;
      else end.outcome = reply;
    }
  }
  try {
    await pipeline(answer, problemLines, createWriteStream(problemPath));
  } catch (error) {
    throw unreachable(error, server.name);
  }
  if (end.outcome) return end.outcome;
  throw new Unreachable(server.name, 'its reply broke off', true);
}

async function readOther(answer: IncomingMessage, { server }: Load): Promise<Receipt | Refusal> {
  const text = await textOf(answer, server.name);
  refuseNotReady(answer, text, server.name);
  const reply = readReply(text);
  if (reply && reply.kind !== 'problem') return reply;
  throw new ExitError(EXIT.FAILED, unexpected(server, describe(answer, text)));
}

const unexpected = (server: Server, what: string): string =>
  `the server at ${server.name} did not answer as expected: ${what}`;
