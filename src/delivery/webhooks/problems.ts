/** What can be wrong with a webhook that somebody asks for; each answers every problem, with the way to it. */
import { line } from '../../kpi/fields.ts';
import type { DeliveryState } from '../../store/words.ts';
import type { Problem } from '../../world/outcome.ts';
import type { BreachFilter } from '../criteria.ts';
import { type Gate, urlProblem } from './endpoint.ts';
import type { FormatName, Formats } from './formats.ts';

/** A webhook as it was sent; nothing of it is checked yet. */
export interface WebhookLiteral {
  name: string;
  url: string;
  format: FormatName;
  /** Which kinds of events; omitted: breaches. */
  kinds?: readonly string[] | null;
  filter?: BreachFilter | null;
  /** What a chat service gave to sign with. */
  secret?: string | null;
  /** The cursor of the event to begin after; omitted: from now on, '': from the oldest event kept. */
  after?: string | null;
}

/** What is to change; omitted stays as it is. */
export type WebhookChange = Partial<Pick<WebhookLiteral, 'name' | 'url' | 'kinds' | 'filter'>>;

/** Which deliveries are to be sent again. */
export interface Replay {
  states: readonly DeliveryState[];
  /** When the deliveries were queued; null: at any time. */
  from: Date | null;
  to: Date | null;
}

const LONGEST_TEXT = 200;
const LONGEST_URL = 2048;

/** What is wrong with a line of text. */
export function textProblems(text: string, field: string): Problem[] {
  const { error } = line(LONGEST_TEXT).safeParse(text);
  return error ? [{ path: [field], message: error.issues[0]!.message }] : [];
}

/** What is wrong with a choice of kinds of events. */
export const kindProblems = (kinds: readonly string[]): Problem[] =>
  kinds.length > 0 ? [] : [{ path: ['kinds'], message: 'at least one kind of events' }];

/** What is wrong with the URL of an endpoint. */
export function urlProblems(url: string, gate: Gate): Problem[] {
  const problem = url.length > LONGEST_URL ? `at most ${LONGEST_URL} characters` : urlProblem(url, gate);
  return problem === null ? [] : [{ path: ['url'], message: problem }];
}

const NO_SECRET = {
  made: 'the secret is made here and answered once',
  none: 'this service asks for no signature; leave the secret out',
};

/** What is wrong with a secret that was sent: some formats take one, some make one. */
export function secretProblems(
  { format, secret }: Pick<WebhookLiteral, 'format' | 'secret'>,
  formats: Formats,
): Problem[] {
  if (secret === null || secret === undefined) return [];
  const from = formats[format].secret;
  return from === 'given' ? textProblems(secret, 'secret') : [{ path: ['secret'], message: NO_SECRET[from] }];
}

const FINISHED: ReadonlySet<DeliveryState> = new Set(['DELIVERED', 'DEAD', 'SILENCED'] as const);

/** What is wrong with a choice of deliveries to send again: they have to be finished. */
export function replayProblems({ states, from, to }: Replay): Problem[] {
  const waiting = states.flatMap((state, at) =>
    FINISHED.has(state)
      ? []
      : [{ path: ['states', String(at)], message: `${state} deliveries are still to be made` }],
  );
  const order =
    from && to && to < from ? [{ path: ['to'], message: 'is before from, where the range begins' }] : [];
  return [...waiting, ...order];
}
