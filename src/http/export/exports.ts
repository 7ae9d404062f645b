/**
 * `GET /export/<kind>.<format>`: figures as a file. It is read page by page, as fast as the client takes it, and holds no connection of the
 * database in between; a client that goes away ends it. Where reading fails the answer is cut, so that nobody takes a part for the whole.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import { has, type Viewer } from '../../access/viewer.ts';
import type { Engine } from '../../engine/engine.ts';
import { userWith } from '../../engine/user.ts';
import type { Statements } from '../../store/database.ts';
import { seenThrough } from '../../store/sight.ts';
import { isNamed, tagOf } from '../../world/tag.ts';
import type { Overload } from '../overload.ts';
import { TOO_MANY_EXPORTS, type UnderWay } from '../rates.ts';
import { forbid, type Handler, refuse, refuseInput } from '../refusal.ts';
import type { Cell } from './column.ts';
import { type Wanted, wantedOf } from './wanted.ts';

/** Where exports are. */
export const EXPORT_PATH = '/export/:file';

/** What exports are made of. */
export interface ExportsOptions {
  engine: Pick<Engine, 'as'>;
  /** What is read from. */
  db: Statements;
  log: Logger;
  /** Counts those of each principal; left out where nobody does. */
  shares?: Pick<UnderWay, 'export'>;
  /** Told when a file begins to be sent: it is no work that waits any more. Left out where nobody counts that. */
  overload?: Pick<Overload, 'streams'>;
  /** Asks, with every page, whether somebody who was let in still is; left out: they are. */
  door?: { isValid(viewer: Viewer): Promise<boolean> };
  /** Of the database, for the names of files. */
  origin: () => Promise<string>;
}

/** Makes what answers exports. */
export function exportsOf(options: ExportsOptions): Handler {
  return async (request, response, { caller }) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(request, response, {
        status: 405,
        code: 'METHOD_NOT_ALLOWED',
        message: 'GET an export; files of observations are sent to POST /observations',
        headers: { Allow: 'GET, HEAD' },
      });
    if (!caller || !has(caller.viewer, 'READER')) return forbid(request, response, 'READER');
    const work = () => answer(options, caller.viewer, request, response);
    if (!options.shares) return work();
    if (!(await options.shares.export(caller.viewer, work))) refuse(request, response, TOO_MANY_EXPORTS);
  };
}

async function answer(
  { engine, db, log, overload, door, origin }: ExportsOptions,
  viewer: Viewer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const used = engine.as(userWith(viewer, 'READER'));
  const begun = await used.moment();
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  const wanted = wantedOf(pathname.split('/')[2] ?? '', searchParams, begun.world);
  if (Array.isArray(wanted)) return refuseInput(request, response, wanted);
  const { kind, format, form, name, asked } = wanted;
  const question = [pathname, ...searchParams].flat();
  const tag = kind.ofMeasurements
    ? tagOf({ origin: await origin(), moment: begun, viewer, question })
    : undefined;
  const headers = headersOf(wanted, tag);
  if (tag && isNamed(request.headers['if-none-match'], tag))
    return void response.writeHead(304, headers).end();
  if (request.method === 'HEAD') return void response.writeHead(200, headers).end();
  // The socket stands still: because the client does, or because nothing that is asked for was found yet.
  response.on('timeout', () => void (response.writableNeedDrain && response.destroy()));
  const seen = seenThrough(db, begun.world.reference.sight);
  const reading = { seen, begun, moment: () => used.moment() };
  const pages = await started(
    whileValid(kind.pages(reading, asked, form.locale), () => door?.isValid(viewer) ?? true),
  );
  const sheet = { name, columns: kind.columns(form.locale), pages, hasMark: form.hasMark };
  response.writeHead(200, headers);
  overload?.streams(request);
  await pipeline(
    Readable.from(
      told(format.write(sheet), () => response.closed, log),
      { objectMode: false },
    ),
    response,
  );
}

/** A file is of the moment at which it begins, or newer: so whoever names that moment's has nothing to fetch until the next. */
const headersOf = ({ format, fileName }: Wanted, tag: string | undefined): Record<string, string> => ({
  ...(tag && { ETag: tag }),
  'Content-Type': format.type,
  'Content-Disposition': `attachment; filename="${fileName}"`,
  'Cache-Control': 'private, no-cache',
});

/** Reads the first page at once: what fails then is answered as a failure. */
async function started(pages: AsyncGenerator<Cell[][]>): Promise<AsyncGenerator<Cell[][]>> {
  const first = await pages.next();
  return (async function* () {
    try {
      if (!first.done) yield first.value;
      yield* pages;
    } finally {
      await pages.return(undefined);
    }
  })();
}

/** Ends with an error before a page for whoever may no longer read. */
async function* whileValid<Page>(
  pages: AsyncGenerator<Page>,
  isValid: () => Promise<boolean> | boolean,
): AsyncGenerator<Page> {
  for await (const page of pages) {
    if (!(await isValid())) throw new Error('whoever asked for an export may no longer read it');
    yield page;
  }
}

/** Notes why a file breaks off; a client that goes away is no reason. */
async function* told<Piece>(
  pieces: AsyncGenerator<Piece>,
  isGone: () => boolean,
  log: Logger,
): AsyncGenerator<Piece> {
  try {
    yield* pieces;
  } catch (error) {
    if (!isGone()) log.error({ err: error }, 'an export broke off');
    throw error;
  }
}
