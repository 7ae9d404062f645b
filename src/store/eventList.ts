/** Events of every kind as a list, oldest first. */
import { sql } from 'drizzle-orm';
import { bigints, texts } from './arrays.ts';
import { type BreachCriteria, eventConditions, scopeConditions } from './breachList.ts';
import type { EventRow } from './events.ts';
import { eventsWhere } from './feed.ts';
import type { Seen } from './sight.ts';

/** Which events; every part must hold. */
export interface EventCriteria {
  kinds: readonly string[];
  /** Where; of it only what places say counts. */
  standing: Pick<BreachCriteria, 'operatorIds' | 'placeIds' | 'lineIds' | 'scopes'>;
  /** Of events of breaches; null: all. */
  breaches: BreachCriteria | null;
}

/** A page of events after a place in the order. */
export function eventPage(
  db: Seen,
  { kinds, standing, breaches }: EventCriteria,
  after: number,
  limit: number,
): Promise<EventRow[]> {
  const ofBreaches = breaches === null ? [] : eventConditions(breaches, db.sight);
  const conditions = [
    sql`e.kind = any(${texts(kinds)}) and e.sequence > ${after}`,
    ...scopeConditions(standing, sql`e`),
    ...(ofBreaches.length > 0 ? [sql`(e.kind <> 'BREACH' or (${sql.join(ofBreaches, sql` and `)}))`] : []),
  ];
  return eventsWhere(db, sql.join(conditions, sql` and `), limit);
}

/** The events among these ids that have their place, in order. */
export const eventsAt = (db: Seen, ids: readonly number[]): Promise<EventRow[]> =>
  eventsWhere(db, sql`e.id = any(${bigints(ids)})`);

/** Events of the feed as somebody sees them: without those that are not seen, and what is derived of the rest as it is seen. One statement. */
export const asSeen = async (db: Seen, events: readonly EventRow[]): Promise<readonly EventRow[]> =>
  db.sight.areas === null
    ? events
    : eventsAt(
        db,
        events.map((it) => it.id),
      );
