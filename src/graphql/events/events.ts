/** Events of every kind in their total order: as a list, and as a subscription that goes on after any of them. */
import { builder } from '../builder.ts';
import { connectionOf, DEFAULT_PAGE } from '../connection.ts';
import { sizedByPage } from '../cost.ts';
import { askedEvents, EventFilter, ServiceEventFilter } from './eventFilter.ts';
import { eventPageOf, sequenceAfter } from './eventPages.ts';
import { EventSource } from './eventSource.ts';
import { ServiceEvent } from './serviceEvent.ts';

const ServiceEventConnection = connectionOf(ServiceEvent);

builder.queryField('events', (t) =>
  t.field({
    description:
      'The events of every kind so far, oldest first; a cursor of this list is a cursor for the subscriptions.',
    type: ServiceEventConnection,
    nullable: true,
    args: {
      filter: t.arg({ type: ServiceEventFilter }),
      first: t.arg.int({ defaultValue: DEFAULT_PAGE }),
      after: t.arg.string(),
    },
    extensions: sizedByPage(DEFAULT_PAGE),
    resolve: (_root, { filter, ...page }, context) =>
      eventPageOf(context, askedEvents(context.moment.world, filter ?? {}), page),
  }),
);

builder.subscriptionField('events', (t) =>
  t.field({
    description: 'As breachEvents, over every kind.',
    type: ServiceEvent,
    args: { filter: t.arg({ type: ServiceEventFilter }), after: t.arg.string() },
    subscribe: async (_root, { filter, after }, context) => {
      askedEvents(context.moment.world, filter ?? {});
      const begin = await sequenceAfter(context, context.lastEventId ?? after ?? undefined, true);
      return new EventSource(context, new EventFilter(filter ?? {}), begin);
    },
    resolve: (event) => event,
  }),
);
