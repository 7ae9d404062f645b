import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describe, parsed, refuseNotReady, textOf } from '../answer.ts';
import { get } from '../exchange.ts';
import { EXIT, ExitError } from '../exit.ts';
import { bytes } from '../figure.ts';
import { type GraphQLErrors, refusal } from '../graphql.ts';
import type { Io, Output } from '../io.ts';
import { print } from '../print.ts';
import { type Server, serverAt } from '../server.ts';
import { unreachable } from '../unreachable.ts';
import { type Progress, progressOf } from './progress.ts';

/** The filters by their names at the server: as options, and what stands for a value in the help. */
export const FILTERS = {
  operator: { flag: 'operator', text: 'code' },
  businessLine: { flag: 'line', text: 'code' },
  orgUnit: { flag: 'unit', text: 'code' },
  kpi: { flag: 'kpi', text: 'code' },
  input: { flag: 'input', text: 'key' },
  process: { flag: 'process', text: 'name' },
  dimension: { flag: 'dimension', text: 'name' },
  status: { flag: 'status', text: 'name' },
  severity: { flag: 'severity', text: 'name' },
  state: { flag: 'state', text: 'name' },
} as const;

type Flag = (typeof FILTERS)[keyof typeof FILTERS]['flag'];

/** The options of `export` as commander hands them over. */
export interface ExportOptions extends Partial<Record<Flag, string[]>> {
  format?: string;
  out?: string;
  grain?: string;
  from?: string;
  to?: string;
  lang?: string;
  bom?: true;
  quiet?: true;
  url?: string;
}

interface Exporting extends ExportOptions {
  io: Io;
  signal: AbortSignal;
}

/** Fetches a file and puts it in its place when it is whole. Throws an ExitError where there is none. */
export async function exportFile(what: string, exporting: Exporting): Promise<void> {
  const { io, out, url, signal } = exporting;
  const server = serverAt(url, io.env);
  const address = server.endpoint(`export/${encodeURIComponent(`${what}.${formatOf(exporting)}`)}`);
  for (const [name, value] of parametersOf(exporting)) address.searchParams.append(name, value);
  const answer = await get(address, { server: server.name, headers: server.headers(), signal });
  if (answer.statusCode !== 200) throw await refused(answer, server);
  if (out === undefined) return received(answer, io.stdout, server);
  await kept(answer, out, server, exporting);
}

/** By the option, else by the name of the file. */
function formatOf({ format, out }: ExportOptions): string {
  if (format) return format;
  const end = out === undefined ? '.csv' : extname(out);
  if (end) return end.slice(1);
  throw new ExitError(EXIT.USAGE, '--out has no end such as .csv that names its format; give --format');
}

function parametersOf(options: ExportOptions): [string, string][] {
  const filters = Object.entries(FILTERS).flatMap(([name, { flag }]) =>
    (options[flag] ?? []).map((value): [string, string] => [name, value]),
  );
  const single = (['grain', 'from', 'to', 'lang'] as const).flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [[name, value] as [string, string]];
  });
  return [...filters, ...single, ...(options.bom ? [['bom', '1'] as [string, string]] : [])];
}

async function refused(answer: IncomingMessage, server: Server): Promise<ExitError> {
  const text = await textOf(answer, server.name);
  refuseNotReady(answer, text, server.name);
  const { errors } = (parsed(text) ?? {}) as { errors?: GraphQLErrors };
  if (Array.isArray(errors) && errors.length > 0) return refusal(errors);
  return new ExitError(
    EXIT.FAILED,
    `the server at ${server.name} did not answer as expected: ${describe(answer, text)}`,
  );
}

async function received(answer: IncomingMessage, to: Output, server: Server): Promise<void> {
  try {
    await pipeline(answer, to, { end: false });
  } catch (error) {
    // Whoever reads it went away, not the server.
    if (error === to.errored) throw error;
    throw unreachable(error, server.name);
  }
}

async function kept(
  answer: IncomingMessage,
  out: string,
  server: Server,
  { io, quiet }: Exporting,
): Promise<void> {
  const partial = `${out}.${randomUUID()}.partial`;
  const progress = await progressOf(out, io, quiet ?? false);
  try {
    const size = await written(answer, partial, server, progress);
    await rename(partial, out);
    progress.stop();
    if (!quiet) await print(io.stderr, `${out}: ${bytes(size)} written`);
  } finally {
    progress.stop();
    await rm(partial, { force: true });
  }
}

async function written(
  answer: IncomingMessage,
  path: string,
  server: Server,
  progress: Progress,
): Promise<number> {
  let size = 0;
  async function* metered(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      progress.received((size += piece.length));
      yield piece;
    }
  }
  try {
    await pipeline(answer, metered, createWriteStream(path, { flags: 'wx' }));
  } catch (error) {
    // What the system says of a path is no failure of the connection.
    if (error instanceof Error && 'path' in error)
      throw new ExitError(EXIT.FAILED, error.message, { cause: error });
    throw unreachable(error, server.name);
  }
  return size;
}
