/** One HTTP request to an endpoint: guarded, bounded in time and in what is read. Redirects are not followed. */
import { request as requestHttp } from 'node:http';
import { request as requestHttps, type RequestOptions } from 'node:https';
import { checkedLookup, checkUrl, type Gate, hostOf } from './endpoint.ts';

/** What is posted, and where to. */
export interface Message {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** What came back. */
export interface Answer {
  status: number;
  retryAfter: string | undefined;
  /** The beginning, as text without control characters. */
  body: string;
}

/** Posts a message. Rejects with the reason where there is no answer: refused, unreachable, broken off or too slow. */
export type Send = (message: Message, gate: Gate, limits?: SendLimits) => Promise<Answer>;

/** How long a message may take. */
export interface SendLimits {
  /** In milliseconds. */
  timeout?: number;
  signal?: AbortSignal;
}

/** How long an endpoint may take in all, in milliseconds. */
export const TIMEOUT = 15_000;
/** Bytes of an answer that are read. */
const ANSWER_BYTES = 4096;
const USER_AGENT = 'kpi-matrix-webhooks/1';

/** A `Send` that waits so long at most. */
export function sender(longest = TIMEOUT): Send {
  return async (message, gate, { signal, timeout = longest } = {}) => {
    const url = new URL(message.url);
    checkUrl(url, gate);
    const slow = AbortSignal.timeout(timeout);
    try {
      return await post(url, message, gate, signal ? AbortSignal.any([slow, signal]) : slow);
    } catch (error) {
      throw slow.aborted ? new Error(`no answer within ${timeout / 1000} seconds`) : error;
    }
  };
}

function post(url: URL, { headers, body }: Message, gate: Gate, signal: AbortSignal): Promise<Answer> {
  const options: RequestOptions = {
    method: 'POST',
    host: hostOf(url),
    port: url.port,
    path: url.pathname + url.search,
    // No pool: a connection that is kept would be to an address that nobody checks again.
    agent: false,
    lookup: checkedLookup(gate),
    headers: {
      ...headers,
      host: url.host,
      'user-agent': USER_AGENT,
      'content-length': Buffer.byteLength(body),
    },
    signal,
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(options, (response) => {
      const { statusCode: status = 0, headers } = response;
      // From here on an error only shortens the answer.
      request.off('error', reject).on('error', () => {});
      void beginning(response).then((text) =>
        resolve({ status, retryAfter: headers['retry-after'], body: text }),
      );
    });
    request.once('error', reject);
    request.end(body);
  });
}

/** The first bytes of an answer, or what came of it until it broke off: the status has been heard by then. */
async function beginning(response: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Leaving the loop destroys the response, and with it the connection.
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= ANSWER_BYTES) break;
    }
  } catch {
    // What a program needs to know is in the status; a chat service's half answer is judged as it is.
  }
  return printable(Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8'));
}

/** Text that the database takes and a terminal shows: without control characters and halves of characters. */
export const printable = (text: string): string => text.replace(/[^\P{Cc}\n\t]|\p{Cs}/gu, '');
