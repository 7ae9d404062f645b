/** Events of breaches in their order: as a list, and as a subscription that goes on after any of them. */
import type { BreachEvent as BreachEventRow } from '../../store/breachEvents.ts';
import { builder } from '../builder.ts';
import { connectionOf, DEFAULT_PAGE, type Page } from '../connection.ts';
import { sizedByPage } from '../cost.ts';
import { askedEvents, EventFilter } from '../events/eventFilter.ts';
import { eventPageOf, sequenceAfter } from '../events/eventPages.ts';
import { EventSource } from '../events/eventSource.ts';
import { BreachEvent } from '../refs.ts';
import { BreachFilter } from './breachFilter.ts';

const BreachEventConnection = connectionOf(BreachEvent);

/** What is asked for of the feed. */
const ofBreaches = (filter: typeof BreachFilter.$inferInput | null | undefined) => ({
  kinds: ['BREACH' as const],
  breaches: filter ?? null,
});

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
    resolve: async (_root, { filter, ...page }, context) => {
      const criteria = askedEvents(context.moment.world, ofBreaches(filter), 'filter');
      return (await eventPageOf(context, criteria, page)) as Page<BreachEventRow>;
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
      askedEvents(context.moment.world, ofBreaches(filter), 'filter');
      const begin = await sequenceAfter(context, context.lastEventId ?? after ?? undefined, true);
      const source = new EventSource(context, new EventFilter(ofBreaches(filter)), begin);
      return source as AsyncIterable<BreachEventRow>;
    },
    resolve: (event) => event,
  }),
);
