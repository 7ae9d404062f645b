/** Events: the changes of breaches, as they were published. Lists and the subscription stand in breachEvents.ts. */
import { type BreachEvent as BreachEventRow, isBreachEvent } from '../../store/breachEvents.ts';
import type { Context } from '../context.ts';
import { isKnownEvent, ServiceEvent } from '../events/serviceEvent.ts';
import { knownAmong } from '../knownAmong.ts';
import { PeriodType } from '../period.ts';
import { Breach, BreachEvent, Node } from '../refs.ts';
import { BreachEventReasonEnum, BreachEventTypeEnum, SeverityEnum } from '../vocabulary.ts';
import { idOf, periodAt, rowIdOf } from './breach.ts';

BreachEvent.implement({
  description: 'One change of a breach. Events have a total order; a cursor names a place in it.',
  interfaces: [Node, ServiceEvent],
  fields: (t) => ({
    id: t.id({ resolve: ({ id }, _args, { delivery }) => idOf('BreachEvent', id, delivery) }),
    type: t.expose('type', { type: BreachEventTypeEnum }),
    reason: t.field({
      type: BreachEventReasonEnum,
      nullable: true,
      description: 'Null for ACKNOWLEDGED.',
      resolve: ({ payload }) => payload.reason,
    }),
    note: t.string({ nullable: true, resolve: ({ payload }) => payload.note }),
    by: t.string({ nullable: true, resolve: ({ payload }) => payload.by }),
    severity: t.field({ type: SeverityEnum, resolve: ({ payload }) => payload.severity }),
    value: t.float({ nullable: true, resolve: ({ payload }) => payload.value }),
    period: t.field({ type: PeriodType, resolve: ({ payload }) => periodAt(payload, payload.start) }),
    coverage: t.float({
      description: 'Which share of what is expected the measurement was made of, 0 to 1.',
      resolve: ({ payload }) => payload.coverage ?? 1,
    }),
    isHistory: t.boolean({
      description:
        'Whether it tells of the past: its period had ended more than 31 days before (quarters and years: 120), and so had that in which ' +
        'its breach opened. Whoever was told of a beginning is told of the end.',
      resolve: ({ payload }) => payload.history,
    }),
    breach: t.field({
      type: Breach,
      resolve: async ({ subjectId }, _args, { loaders }) => (await loaders.breach.load(subjectId))!,
    }),
  }),
});

/** The event that an id's codes name. */
export async function findBreachEvent(
  context: Context,
  codes: string[],
): Promise<BreachEventRow | undefined> {
  const id = await rowIdOf(codes, context.delivery);
  const found = id === undefined ? [] : await context.reads.eventsAt([id]);
  return (await knownAmong(context, found.filter(isBreachEvent), isKnownEvent))[0];
}
