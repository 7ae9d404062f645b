/** What the chat services have in common: a text is posted as JSON, and the answer's body says whether it was taken. */
import type { Format, Target, Verdict } from '../webhooks/format.ts';
import type { Answer, Message } from '../webhooks/send.ts';
import { verdictOfStatus } from '../webhooks/verdict.ts';
import { type Manner, testText, textOf } from './text.ts';

/** What is particular to a service. */
export interface Bot extends Manner {
  secret: 'given' | 'none';
  /** The shortest time between messages that keeps its rate limit, in milliseconds. */
  spacing: number;
  /** The text as it is posted, signed where there is a secret. */
  post(text: string, target: Target, at: Date): Message;
  /** Of an answer with a good status: null where the message was taken, else what the service says. */
  complaint(body: string): Complaint | null;
}

/** Why a message was not taken. */
export interface Complaint {
  error: string;
  /** The service asks for fewer messages. */
  tooMany: boolean;
}

/** How many events are grouped into one message at most: what an outage brings at once. */
const GROUP = 500;
/** How long to wait where a service says "too many" and not how long, in milliseconds. */
const TOO_MANY = 60_000;

/** The format of a service. */
export const botFormat = (bot: Bot): Format => ({
  secret: bot.secret,
  isUrlSecret: true,
  group: GROUP,
  spacing: bot.spacing,
  message: (notices, target, at) => bot.post(textOf(notices, target.name, bot), target, at),
  test: (target, at) => bot.post(bot.plain(testText(target.name)), target, at),
  verdict: (answer, at) => verdict(bot, answer, at),
});

function verdict(bot: Bot, answer: Answer, at: Date): Verdict {
  const byStatus = verdictOfStatus(answer, at);
  if (!byStatus.accepted) return byStatus;
  const complaint = bot.complaint(answer.body);
  if (!complaint) return byStatus;
  // Whatever it complains about (a wrong signature, a missing keyword, a bot that was removed), the next message has it too.
  return {
    accepted: false,
    error: complaint.error,
    fault: 'ENDPOINT',
    wait: complaint.tooMany ? TOO_MANY : null,
  };
}

/** A message of JSON. */
export const postJson = (url: string, content: object): Message => ({
  url,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(content),
});

/** Reads a body of the kind `{ code: 0, message }`: the fields by their names, `code` 0 for success. */
export function complaintIn(
  body: string,
  names: { code: string; message: string },
  tooManyCodes: readonly number[],
): Complaint | null {
  const answer = parsed(body);
  const code = answer[names.code];
  if (code === 0) return null;
  if (typeof code !== 'number') return { error: 'the answer is not one of this service', tooMany: false };
  return {
    error: `refused with code ${code}: ${String(answer[names.message] ?? '')}`,
    tooMany: tooManyCodes.includes(code),
  };
}

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Keeps texts of others from calling people: these services read `<at …>` and `<@…>` in a text as a mention. */
export const withoutMentions = (text: string): string => text.replaceAll('<', '＜');
