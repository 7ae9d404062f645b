/** What a kind of event is to delivery: who is told of it, and in which words. Everything else knows events only. */
import type { EventRow } from '../../store/events.ts';
import type { Seen } from '../../store/sight.ts';
import type { BreachFilter, BreachFacts, Known } from '../criteria.ts';
import type { Names, Notice } from './notice.ts';

/** What of a breach a silence asks for. */
export type Silenceable = Omit<BreachFacts, 'reason' | 'within' | 'history'> & { id: number };

/** An event as it is told now. */
export interface Told {
  eventId: number;
  notice: Notice;
  /** The breach that a silence may hold back; null for a kind that nobody silences. */
  breach: Silenceable | null;
}

/** A kind of event. */
export interface EventKind {
  /** Makes the judge of this kind's events: whether one meets a webhook's filter, by what is known now. */
  passes(filter: BreachFilter, known: Known): (event: EventRow) => boolean;
  /** What is told of some events as things stand now, as far as they are seen, in any order; nothing of one that is gone. One statement. */
  told(db: Seen, eventIds: readonly number[], names: Names): Promise<Told[]>;
}
