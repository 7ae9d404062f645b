/** Pages of events in their order, and the place that a cursor names in it. */
import { GraphQLError } from 'graphql';
import { BadCursor } from '../../delivery/cursor.ts';
import type { EventRow } from '../../store/events.ts';
import type { EventCriteria } from '../../store/eventList.ts';
import { checkedCount, DEFAULT_PAGE, type Page } from '../connection.ts';
import type { Context } from '../context.ts';
import { badInput } from '../errors.ts';
import { knownAmong } from '../knownAmong.ts';
import { isKnownEvent } from './serviceEvent.ts';

/** A page of the events that meet the criteria, oldest first. */
export async function eventPageOf(
  context: Context,
  criteria: EventCriteria,
  { first, after }: { first?: number | null; after?: string | null },
): Promise<Page<EventRow>> {
  const count = checkedCount(first, 'first', context.limits) ?? DEFAULT_PAGE;
  const begin = after ? await sequenceAfter(context, after, false) : 0;
  const rows = await context.reads.eventPage(criteria, begin, count + 1);
  const known = await knownAmong(context, rows.slice(0, count), isKnownEvent);
  const edges = await Promise.all(
    known.map(async (node) => ({ cursor: await context.delivery.cursor(node.sequence), node })),
  );
  const ends = { startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null };
  return { edges, pageInfo: { hasNextPage: rows.length > count, hasPreviousPage: begin > 0, ...ends } };
}

/** The place in the order that a cursor names; refuses one of another database, and with `replay` one that is too old. */
export async function sequenceAfter(
  { delivery }: Context,
  cursor: string | undefined,
  replay: boolean,
): Promise<number> {
  try {
    return await delivery.sequenceAfter(cursor, replay);
  } catch (error) {
    if (!(error instanceof BadCursor)) throw error;
    if (error.code === 'BAD_USER_INPUT') throw badInput('after', error.message);
    throw new GraphQLError(`after: ${error.message}`, {
      extensions: { code: error.code, argument: 'after' },
    });
  }
}
