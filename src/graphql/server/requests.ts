/**
 * How a request carries its question: JSON in a POST, or a query string in a GET. Nothing that a browser sends to another
 * site without asking first (forms, plain text) is taken, so no page can make a visitor record something.
 */
import type { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { badRequest } from './badRequest.ts';
import type { Carried, TrustedDocuments } from './trustedDocuments.ts';

const JSON_TYPES = ['application/json', 'application/graphql-response+json'];

/**
 * Takes JSON bodies only, of at most `limit` bytes, with a document or the id of a trusted one; anything else is answered with 415 or 413. Who takes none of our answers is
 * told what there is once, not once for each type in the Accept header: clients drop answers with very long headers.
 */
export function useJsonRequests(limit: number, trusted: Pick<TrustedDocuments, 'question'>): Plugin {
  return {
    onRequestParse({ request, setRequestParser }) {
      if (request.method === 'GET') return setRequestParser((it) => trusted.question(parametersOf(it)));
      if (request.method !== 'POST') return undefined;
      if (!isJson(request.headers.get('content-type')))
        throw badRequest(415, `send a Content-Type of ${JSON_TYPES[0]}`);
      return setRequestParser(async (it) => trusted.question(await bodyOf(it, limit)));
    },
    onResponse({ response: { status, headers } }) {
      const types = headers.get('accept');
      if (status === 406 && types) headers.set('accept', [...new Set(types.split(', '))].join(', '));
    },
  };
}

function isJson(contentType: string | null): boolean {
  const [type = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((it) => it.trim());
  const charset = parameters
    .find((it) => it.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '');
  return JSON_TYPES.includes(type) && (charset === undefined || charset === 'utf-8' || charset === 'utf8');
}

async function bodyOf(request: Request, limit: number): Promise<Carried> {
  const body = parsed(await textOf(request, limit), 'the body');
  if (typeof body === 'object' && body !== null) return body;
  throw badRequest(400, 'the body must be a JSON object with a query');
}

/** The text of a body; a body that says how long it is, as nearly all do, is read in one piece. */
async function textOf(request: Request, limit: number): Promise<string> {
  const announced = Number(request.headers.get('content-length') ?? NaN);
  if (announced > limit) throw tooLong(limit);
  if (announced <= limit) return request.text();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(request)) {
    length += chunk.byteLength;
    if (length > limit) throw tooLong(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

// The types of lib.dom know no iteration of streams; Node's do iterate.
const chunksOf = ({ body }: Request) => (body ?? []) as unknown as AsyncIterable<Uint8Array>;

const tooLong = (limit: number): GraphQLError =>
  badRequest(413, `a body has at most ${limit} bytes; send larger loads as a file to POST /observations`);

function parametersOf({ url }: Request): Carried {
  const query = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
  const json = (name: string) => {
    const text = query.get(name);
    return text ? (parsed(text, `the parameter ${name}`) as Record<string, unknown>) : undefined;
  };
  return {
    documentId: query.get('documentId') ?? undefined,
    query: query.get('query') ?? undefined,
    operationName: query.get('operationName') ?? undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  };
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(400, `${what} is not valid JSON`);
  }
}
