/**
 * Documents that were there before they are asked for: a request names one by its SHA-256, as `documentId`, in place of sending it. A server may
 * answer no others. Ids and texts are the operator's; what is not as it should be is told when they are read, never to who asks.
 */
import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import { CODES } from '../errors.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { schema } from '../schema.ts';
import { badRequest } from './badRequest.ts';
import { documentProblems } from './documents.ts';

/** What a request carries: a document, or what names one. */
export type Carried = GraphQLParams & { documentId?: unknown };

/** A file of trusted documents that cannot be used; the message has a line for each problem. */
export class BadTrustedDocuments extends Error {}

/** The documents that a server knows before anybody asks. */
export class TrustedDocuments {
  readonly #texts: ReadonlyMap<string, string>;
  /** The texts, where no others are answered. */
  readonly #only: ReadonlySet<string> | null;

  /** By ids, 64 hexadecimal digits; `isOnly` where others are refused. */
  constructor(texts: ReadonlyMap<string, string>, isOnly: boolean) {
    this.#texts = texts;
    this.#only = isOnly ? new Set(texts.values()) : null;
  }

  /** What is asked, with the text in place of its id. Throws what a request is refused with. */
  question({ documentId, ...carried }: Carried): GraphQLParams {
    if (documentId != null && carried.query)
      throw badRequest(400, 'send a query, or the documentId of a trusted one, not both');
    const id = carried.query ? undefined : (documentId ?? hashIn(carried));
    const asked = id == null ? carried : { ...carried, query: this.#textOf(id) };
    if (this.#only && typeof asked.query === 'string' && !this.#only.has(asked.query)) throw notTrusted();
    return asked;
  }

  #textOf(id: unknown): string {
    if (typeof id !== 'string') throw badRequest(400, 'documentId must be a text: the SHA-256 of a document');
    const text = this.#texts.get(bare(id));
    if (text === undefined) throw notFound();
    return text;
  }
}

/** A server that knows none, and answers all. */
export const NO_TRUSTED_DOCUMENTS = new TrustedDocuments(new Map(), false);

/**
 * Reads a JSON object of ids and documents; each is held to the schema and the limits now, so that it fails for nobody later.
 * Throws BadTrustedDocuments.
 */
export function trustedDocuments(
  json: string,
  isOnly: boolean,
  limits: Limits = DEFAULT_LIMITS,
): TrustedDocuments {
  const entries = Object.entries(objectIn(json));
  const problems = entries.flatMap(([id, text]) =>
    problemsOf(id, text, limits).map((problem) => `${JSON.stringify(id.slice(0, 80))}: ${problem}`),
  );
  if (problems.length > 0) throw new BadTrustedDocuments(problems.join('\n'));
  return new TrustedDocuments(new Map(entries.map(([id, text]) => [bare(id), text as string])), isOnly);
}

function objectIn(json: string): object {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new BadTrustedDocuments(`is not valid JSON: ${(error as Error).message}`);
  }
  throw new BadTrustedDocuments(
    'must be a JSON object of ids and documents: { "<sha-256 of it>": "query …" }',
  );
}

function problemsOf(id: string, text: unknown, limits: Limits): string[] {
  if (typeof text !== 'string') return ['must be the text of a document'];
  const hash = createHash('sha256').update(text).digest('hex');
  const ofId = bare(id) === hash ? [] : [`is not the SHA-256 of its document, which is ${hash}`];
  const ofText = documentProblems(schema(), text, limits).map(({ message, locations }) => {
    const [at] = locations ?? [];
    return at ? `line ${at.line}, column ${at.column}: ${message}` : message;
  });
  return [...ofId, ...ofText];
}

/** An id without the prefix that says what it is. */
const bare = (id: string): string => id.toLowerCase().replace(/^sha256:/, '');

/** The id as clients with automatically persisted queries send it. */
function hashIn({ extensions }: GraphQLParams): unknown {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } | null };
  return persistedQuery?.sha256Hash;
}

/** A message of graphql-transport-ws whose `documentId` stands where the protocol wants a `query`, with an empty one. */
export function withQuery(message: string): string {
  if (!message.includes('"documentId"')) return message;
  try {
    const { payload, ...rest } = JSON.parse(message) as {
      payload?: { documentId?: unknown; query?: unknown };
    };
    const isNamed = payload?.documentId !== undefined && payload.query === undefined;
    return isNamed ? JSON.stringify({ ...rest, payload: { ...payload, query: '' } }) : message;
  } catch (error) {
    // The protocol answers what is no JSON.
    if (error instanceof SyntaxError) return message;
    throw error;
  }
}

const notFound = (): GraphQLError =>
  new GraphQLError('PersistedQueryNotFound: the id names no trusted document of this server', {
    extensions: { code: CODES.PERSISTED_QUERY_NOT_FOUND, http: { status: 404 } },
  });

const notTrusted = (): GraphQLError =>
  new GraphQLError(
    'this server answers trusted documents only (TRUSTED_DOCUMENTS), and this is none of them',
    {
      extensions: { code: CODES.DOCUMENT_NOT_TRUSTED, http: { status: 403 } },
    },
  );
