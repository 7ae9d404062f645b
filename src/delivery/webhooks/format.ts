/** What a format is: how events become one message, and what an answer to it means. */
import type { Notice } from '../kinds/notice.ts';
import type { Answer, Message } from './send.ts';

/** Where a message goes, and what it is signed with. */
export interface Target {
  /** What a person called the webhook. */
  name: string;
  url: string;
  /** The secrets that are valid now, the newest first; empty where nothing is signed. */
  secrets: readonly string[];
}

/** What became of a message. */
export type Verdict =
  | { accepted: true }
  | {
      accepted: false;
      error: string;
      /** GONE: never again. ENDPOINT: it would refuse every message now. MESSAGE: it refused this one. */
      fault: 'GONE' | 'ENDPOINT' | 'MESSAGE';
      /** Nothing is to be sent for so long, in milliseconds. */
      wait: number | null;
    };

/** A format of messages. */
export interface Format {
  /** Where the secret is from: made here, given by the service, or there is none. */
  secret: 'made' | 'given' | 'none';
  /** Whether whoever knows the URL may post: then it is shown to nobody. */
  isUrlSecret: boolean;
  /** How many events one message may stand for. */
  group: number;
  /** The shortest time from one message to the next, in milliseconds. */
  spacing: number;
  /** The message for some events, at least one; at most `group`. */
  message(notices: readonly Notice[], target: Target, at: Date): Message;
  /** A message that says that everything works. */
  test(target: Target, at: Date, id: string): Message;
  verdict(answer: Answer, at: Date): Verdict;
}
