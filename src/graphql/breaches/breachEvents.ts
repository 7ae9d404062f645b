/** Events in their total order: as a list, and as a subscription that goes on after any of them. */
import { GraphQLError } from 'graphql';
import { BadCursor } from '../../delivery/cursor.ts';
import { breachOf } from '../../store/breachEvents.ts';
import { builder } from '../builder.ts';
import { checkedCount, connectionOf, DEFAULT_PAGE } from '../connection.ts';
import type { Context } from '../context.ts';
import { sizedByPage } from '../cost.ts';
import { badInput } from '../errors.ts';
import { BreachEvent } from '../refs.ts';
import { knownAmong } from './breach.ts';
import { BreachEventSource } from './breachEventSource.ts';
import { askedCriteria, BreachFilter, EventFilter } from './breachFilter.ts';

const BreachEventConnection = connectionOf(BreachEvent);

builder.queryField('breachEvents', (t) =>
  t.field({
    description: 'The events so far, oldest first; a cursor of this list is a cursor for the subscription.',
    type: BreachEventConnection,
    nullable: true,
    args: {
      filter: t.arg({ type: BreachFilter }),
      first: t.arg.int({ defaultValue: DEFAULT_PAGE }),
      after: t.arg.string(),
    },
    extensions: sizedByPage(DEFAULT_PAGE),
    resolve: async (_root, { filter, first, after }, context) => {
      const count = checkedCount(first, 'first', context.limits) ?? DEFAULT_PAGE;
      const begin = after ? await sequenceAfter(context, after, false) : 0;
      const rows = await context.reads.breachEventPage(
        askedCriteria(context.moment.world, filter),
        begin,
        count + 1,
      );
      const known = await knownAmong(context, rows.slice(0, count), breachOf);
      const edges = await Promise.all(
        known.map(async (node) => ({ cursor: await context.delivery.cursor(node.sequence), node })),
      );
      const ends = { startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null };
      return { edges, pageInfo: { hasNextPage: rows.length > count, hasPreviousPage: begin > 0, ...ends } };
    },
  }),
);

builder.subscriptionField('breachEvents', (t) =>
  t.field({
    description:
      'Every event after the cursor, in order and without a gap, then live ones. Without a cursor: live ones only; with an ' +
      'empty one: from the oldest event kept.',
    type: BreachEvent,
    args: { filter: t.arg({ type: BreachFilter }), after: t.arg.string() },
    subscribe: async (_root, { filter, after }, context) => {
      askedCriteria(context.moment.world, filter);
      const from = context.lastEventId ?? after ?? undefined;
      const begin = await sequenceAfter(context, from, true);
      return new BreachEventSource(context, new EventFilter(filter), begin);
    },
    resolve: (event) => event,
  }),
);

async function sequenceAfter(
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
