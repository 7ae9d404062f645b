/** Files of pages that the build made: sent as they are, to anybody. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isNamed, tagOfFile } from '../world/tag.ts';

/** The files of a page by their names, null where this is not run from a build. */
export type PageFiles = Readonly<Record<'html' | 'css', string>> | null;

const TYPES = { html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8' };

/** Sends one of the files, or nothing to who has it. */
export function sendPage(
  files: PageFiles,
  name: keyof typeof TYPES,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (!files) {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
    return void response.end('this page is made by `npm run build`, and this server runs from its sources\n');
  }
  const tag = tagOfFile(files[name]);
  const headers = { 'Cache-Control': 'no-cache', ETag: tag };
  if (isNamed(request.headers['if-none-match'], tag)) return void response.writeHead(304, headers).end();
  response.writeHead(200, { ...headers, 'Content-Type': TYPES[name] }).end(files[name]);
}
