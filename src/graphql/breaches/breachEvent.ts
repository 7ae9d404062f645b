/** Events: the changes of breaches, as they were published. Lists and the subscription stand in breachEvents.ts. */
import type { EventRow } from '../../store/events.ts';
import type { Context } from '../context.ts';
import { PeriodType } from '../period.ts';
import { Breach, BreachEvent, Node } from '../refs.ts';
import { BreachEventReasonEnum, BreachEventTypeEnum, SeverityEnum } from '../vocabulary.ts';
import { idOf, knownAmong, periodAt, rowIdOf } from './breach.ts';

BreachEvent.implement({
  description: 'One change of a breach. Events have a total order; a cursor names a place in it.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ id }, _args, { delivery }) => idOf('BreachEvent', id, delivery) }),
    cursor: t.string({ resolve: ({ sequence }, _args, { delivery }) => delivery.cursor(sequence) }),
    type: t.expose('type', { type: BreachEventTypeEnum }),
    reason: t.expose('reason', {
      type: BreachEventReasonEnum,
      nullable: true,
      description: 'Null for ACKNOWLEDGED.',
    }),
    note: t.exposeString('note', { nullable: true }),
    by: t.exposeString('by', { nullable: true }),
    at: t.expose('at', { type: 'DateTime' }),
    severity: t.expose('severity', { type: SeverityEnum }),
    value: t.exposeFloat('value', { nullable: true }),
    period: t.field({ type: PeriodType, resolve: ({ breach, start }) => periodAt(breach, start) }),
    breach: t.field({
      type: Breach,
      resolve: async ({ breach }, _args, { loaders }) => (await loaders.breach.load(breach.id))!,
    }),
  }),
});

/** The event that an id's codes name. */
export async function findBreachEvent(context: Context, codes: string[]): Promise<EventRow | undefined> {
  const id = await rowIdOf(codes, context.delivery);
  const [found] = id === undefined ? [] : await context.reads.eventsAt([id]);
  return found && (await knownAmong(context, [found], (it) => it.breach))[0];
}
