/** One attempt to tell an endpoint something, and what is to be kept of it. Nothing is stored here. */
import type { AttemptNote, Due } from '../../store/deliveries.ts';
import type { EndpointNote, WebhookRow } from '../../store/webhooks.ts';
import type { Gate } from './endpoint.ts';
import type { Format, Target, Verdict } from './format.ts';
import { HOPELESS_AFTER, restAfter, retryDelay } from './schedule.ts';
import { type Message, printable, type Send, type SendLimits } from './send.ts';
import { withoutUrl } from './withoutUrl.ts';

/** What came of a message: what the endpoint answered, if anything, and what that means. */
export interface Attempt {
  verdict: Verdict;
  status: number | null;
  answer: string | null;
}

/** What a message to a webhook is made for; an old secret signs as well while it is valid. */
export function targetOf({ name, url, secret, oldSecret, oldSecretUntil }: WebhookRow, now: Date): Target {
  const old = oldSecretUntil && oldSecretUntil > now ? oldSecret : null;
  return { name, url, secrets: [secret, old].filter((it) => it !== null) };
}

/** Sends a message and judges the answer; rejects only where the signal ended it. */
export async function attempt(
  send: Send,
  {
    format,
    message,
    gate,
    now,
    ...limits
  }: SendLimits & { format: Format; message: Message; gate: Gate; now: Date },
): Promise<Attempt> {
  try {
    const { body, ...rest } = await send(message, gate, limits);
    const answer = { ...rest, body: withoutUrl(body, message.url) };
    return { verdict: format.verdict(answer, now), status: answer.status, answer: answer.body };
  } catch (error) {
    if (limits.signal?.aborted) throw error;
    return {
      verdict: { accepted: false, error: reasonOf(error), fault: 'ENDPOINT', wait: null },
      status: null,
      answer: null,
    };
  }
}

/** The texts of Node's errors name addresses and codes, which is what a person needs here. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  const parts =
    error instanceof AggregateError ? error.errors.map((it: unknown) => reasonOf(it)) : [error.message];
  return parts.join('; ') || error.name;
}

const LONGEST_KEPT = 1000;

const kept = (text: string | null): string | null =>
  text === null ? null : printable(text.slice(0, LONGEST_KEPT));

/** What is noted of the deliveries that a message stood for: those with the same number of attempts share a note. */
export function attemptNotes(
  due: readonly Due[],
  { verdict, status, answer }: Attempt,
  now: Date,
  random: () => number,
): AttemptNote[] {
  const same = { now, status, answer: kept(answer), error: verdict.accepted ? null : kept(verdict.error) };
  if (verdict.accepted)
    return [{ ...same, ids: due.map(({ id }) => id), state: 'DELIVERED', nextAttemptAt: null }];
  const jitter = random();
  return [...new Set(due.map(({ attempts }) => attempts))].map((attempts) => {
    const ids = due.filter((it) => it.attempts === attempts).map(({ id }) => id);
    const delay = retryDelay(attempts + 1, jitter);
    if (delay === null && verdict.fault !== 'GONE')
      return { ...same, ids, state: 'DEAD', nextAttemptAt: null };
    const wait = Math.max(delay ?? 0, verdict.wait ?? 0);
    return { ...same, ids, state: 'PENDING', nextAttemptAt: after(now, wait) };
  });
}

/** What is noted of the endpoint. One that refuses a single message is well. */
export function endpointNote(
  webhook: WebhookRow,
  format: Format,
  { verdict }: Attempt,
  now: Date,
): EndpointNote {
  const { id } = webhook;
  const isWell = verdict.accepted || verdict.fault === 'MESSAGE';
  if (isWell)
    return {
      id,
      now,
      failures: 0,
      freeAt: format.spacing ? after(now, format.spacing) : null,
      disabled: null,
    };
  const failures = webhook.failures + 1;
  const pause = Math.max(restAfter(failures), verdict.wait ?? 0, format.spacing);
  return { id, now, failures, freeAt: after(now, pause), disabled: disabledBy(webhook, verdict, now) };
}

function disabledBy(
  { failingSince }: WebhookRow,
  { fault }: Verdict & { accepted: false },
  now: Date,
): string | null {
  if (fault === 'GONE') return 'the endpoint answered 410 Gone';
  const hopeless = failingSince !== null && now.getTime() - failingSince.getTime() >= HOPELESS_AFTER;
  return hopeless ? 'the endpoint accepted nothing for five days' : null;
}

/** An endpoint that failed so often and so long was down: what waits for it need wait no longer when it is well again. */
export function hasRecovered(
  { failures, failingSince }: WebhookRow,
  { verdict }: Attempt,
  now: Date,
): boolean {
  return (
    verdict.accepted &&
    failures >= 3 &&
    failingSince !== null &&
    now.getTime() - failingSince.getTime() >= 60_000
  );
}

const after = (now: Date, milliseconds: number): Date => new Date(now.getTime() + milliseconds);
