/** What an HTTP answer means where the status says it all. */
import type { Verdict } from './format.ts';
import { retryAfter } from './schedule.ts';
import type { Answer } from './send.ts';

/** Refusals that say nothing about the message: too slow, too early, too many. */
const PASSING = new Set([408, 425, 429]);

/** 2xx is acceptance, 410 the end; redirects are refusals, because nobody checked where they lead. */
export function verdictOfStatus({ status, retryAfter: header }: Answer, at: Date): Verdict {
  if (status >= 200 && status < 300) return { accepted: true };
  const wait = status === 429 || status === 503 ? retryAfter(header, at) : null;
  if (status === 410)
    return { accepted: false, error: 'gone (410): it asks for no more messages', fault: 'GONE', wait };
  if (status >= 300 && status < 400) {
    const error = `redirected (${status}), and redirects are not followed: give the URL that it leads to`;
    return { accepted: false, error, fault: 'ENDPOINT', wait };
  }
  const fault = status >= 500 || PASSING.has(status) ? 'ENDPOINT' : 'MESSAGE';
  return { accepted: false, error: `refused with status ${status}`, fault, wait };
}
