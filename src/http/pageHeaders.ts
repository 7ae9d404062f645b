/** What browsers are told about every answer, so that no page can be made of one that is none. */
import type { ServerResponse } from 'node:http';

/** As strict as can be: a page that needs more says so itself, in place of this. */
const HEADERS = new Map([
  [
    'Content-Security-Policy',
    "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  ],
  ['Referrer-Policy', 'no-referrer'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
]);

/** Sets the headers of whatever is answered next. */
export function setPageHeaders(response: ServerResponse): void {
  response.setHeaders(HEADERS);
}
