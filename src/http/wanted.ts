/** What a request with a file asks for: in its headers, and in the parameters of its URL. */
import type { IncomingMessage } from 'node:http';
import { line, shown } from '../kpi/fields.ts';
import { COMPRESSED, isEncoded } from './encoding.ts';
import { type Charset, CHARSET_NAMES, charsetOf } from './files/charset.ts';
import type { Format } from './files/reading.ts';

const FORMATS: Readonly<Record<string, Format>> = {
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

const oneLine = line(200);

/** An import map that comes with a file, as it was sent, or the name of one that is stored. */
export type WantedMap = { literal: unknown } | { name: string };

/** What is asked for. */
export interface Wanted {
  key: string;
  format: Format;
  source: string | null;
  skipInvalid: boolean;
  charset: Charset | null;
  sheet: string | null;
  map: WantedMap | null;
}

/** What a request is refused with before or instead of problems of rows. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
    message: string,
  ) {
    super(message);
  }
}

const badRequest = (message: string): Refusal => new Refusal(400, 'BAD_REQUEST', message);

/** Reads what is asked for. Throws a Refusal. */
export function wantedOf(request: IncomingMessage): Wanted {
  if (isEncoded(request)) throw new Refusal(415, 'UNSUPPORTED_TYPE', COMPRESSED);
  const { format, charset: said } = typeOf(request);
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key.trim() === '' || key.length > 200)
    throw badRequest('give an Idempotency-Key header of 1 to 200 characters: the same key records once');
  const query = new URL(request.url ?? '', 'http://localhost').searchParams;
  const invalid = query.get('invalid') ?? 'refuse';
  if (invalid !== 'refuse' && invalid !== 'skip')
    throw badRequest('the parameter "invalid" is refuse or skip');
  const text = (name: string): string | null => {
    const value = query.get(name);
    if (value && !oneLine.safeParse(value).success)
      throw badRequest(`the parameter "${name}" is one line of at most 200 characters`);
    return value || null;
  };
  return {
    key,
    format,
    source: text('source'),
    skipInvalid: invalid === 'skip',
    charset: charsetNamed(text('charset') ?? said),
    sheet: text('sheet'),
    map: mapOf(request, text('map')),
  };
}

function typeOf({ headers }: IncomingMessage): { format: Format; charset: string | null } {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').split(';').map((it) => it.trim());
  const name = type.toLowerCase();
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (!format)
    throw new Refusal(
      415,
      'UNSUPPORTED_TYPE',
      `Content-Type is ${name === '' ? 'missing' : shown(name)}; it must be text/csv, application/x-ndjson or application/vnd.openxmlformats-officedocument.spreadsheetml.sheet (.xlsx)`,
    );
  const charset = parameters.map((it) => /^charset\s*=\s*"?([^"]*)"?$/i.exec(it)?.[1]).find(Boolean);
  return { format, charset: charset ?? null };
}

function charsetNamed(name: string | null): Charset | null {
  if (name === null) return null;
  const charset = charsetOf(name);
  if (charset) return charset;
  throw badRequest(`the charset "${name.slice(0, 40)}" is not known; there are ${CHARSET_NAMES.join(', ')}`);
}

/** A map comes in a header, as JSON or as its base64, which takes any character through any client. */
function mapOf({ headers }: IncomingMessage, name: string | null): WantedMap | null {
  const header = headers['import-map'];
  if (header === undefined) return name === null ? null : { name };
  if (name !== null)
    throw badRequest('give an import map by its name (the parameter "map") or in the header, not both');
  const sent = [header].flat().join('');
  const text = Buffer.from(sent, sent.trimStart().startsWith('{') ? 'latin1' : 'base64').toString('utf8');
  try {
    return { literal: JSON.parse(text) as unknown };
  } catch {
    throw badRequest('the header Import-Map is no JSON, nor JSON in base64');
  }
}
