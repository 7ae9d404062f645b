/** Cursors: places in the order of events as opaque texts that also name their database. They outlive servers and restarts. */
import type { FeedBounds } from '../store/feed.ts';

const KIND = 'event';

/** The cursor of an event: whoever has it has seen this event and all before it. */
export function cursorOf(origin: string, sequence: number): string {
  return Buffer.from(`${KIND}:${origin}:${sequence}`, 'latin1').toString('base64url');
}

/** What a cursor says, or null for a text that is none. */
export function parseCursor(text: string): { origin: string; sequence: number } | null {
  const [kind, origin = '', digits = ''] = Buffer.from(text, 'base64url').toString('latin1').split(':');
  const sequence = Number(digits);
  const valid =
    kind === KIND && Number.isSafeInteger(sequence) && sequence >= 0 && cursorOf(origin, sequence) === text;
  return valid ? { origin, sequence } : null;
}

/** Nothing can go on after this cursor; the code says why. */
export class BadCursor extends Error {
  constructor(
    readonly code: 'BAD_USER_INPUT' | 'CURSOR_FOREIGN' | 'CURSOR_TOO_OLD',
    message: string,
  ) {
    super(message);
  }
}

/**
 * The sequence to go on after; '' stands for the beginning of what is kept. Throws BadCursor for a text that is no cursor,
 * for one of another database (or of a state of this one that a restore has undone), and, with `replay`, for one
 * after which events are no longer kept.
 */
export function sequenceAfter(text: string, { origin, head, floor }: FeedBounds, replay: boolean): number {
  if (text === '') return replay ? floor : 0;
  const found = parseCursor(text);
  if (!found) throw new BadCursor('BAD_USER_INPUT', 'expected the cursor of an event');
  if (found.origin !== origin) {
    throw new BadCursor(
      'CURSOR_FOREIGN',
      'this cursor is of another database; begin again without one, or with ""',
    );
  }
  if (found.sequence > head) {
    throw new BadCursor(
      'CURSOR_FOREIGN',
      'this cursor is of an event that this database has not published; was it restored from a backup? Begin again without one, or with ""',
    );
  }
  if (replay && found.sequence < floor) {
    throw new BadCursor(
      'CURSOR_TOO_OLD',
      'events after this cursor are no longer replayed: read them with breachEvents(after:) as a query, or begin with "", the oldest one kept',
    );
  }
  return found.sequence;
}
