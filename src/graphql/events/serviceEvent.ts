/** One change of any kind, as all kinds have it in common. */
import { breachOf, isBreachEvent } from '../../store/breachEvents.ts';
import { isDataEvent } from '../../store/dataProblems.ts';
import type { EventRow } from '../../store/events.ts';
import type { World } from '../../world/world.ts';
import { isKnownBreach } from '../breaches/breach.ts';
import { builder } from '../builder.ts';
import { isKnownProblem } from '../data/dataProblem.ts';
import { BreachEvent, DataEvent, Operator } from '../refs.ts';
import { EventKindEnum } from '../vocabulary.ts';

type Kind = typeof EventKindEnum.$inferType;

/** The type of the events of each kind. */
const TYPES: Readonly<Record<Kind, { name: string }>> = { BREACH: BreachEvent, DATA: DataEvent };

/** The kinds of events that this API tells of. */
export const KINDS = Object.keys(TYPES) as Kind[];

export const ServiceEvent = builder.interfaceRef<EventRow>('ServiceEvent').implement({
  description:
    'One change, of any kind. All kinds have one total order and one kind of cursor, which breachEvents shares.',
  resolveType: ({ kind }) => TYPES[kind as Kind].name,
  fields: (t) => ({
    cursor: t.string({ resolve: ({ sequence }, _args, { delivery }) => delivery.cursor(sequence) }),
    kind: t.field({ type: EventKindEnum, resolve: ({ kind }) => kind as Kind }),
    at: t.expose('at', { type: 'DateTime' }),
    operator: t.field({
      type: Operator,
      nullable: true,
      description: 'Null for what concerns no single operator.',
      resolve: ({ operatorId }, _args, { moment }) =>
        operatorId === null ? null : (moment.world.reference.operatorById.get(operatorId) ?? null),
    }),
  }),
});

/** Whether what an event tells of is known; not for one of a kind of a newer release. */
export function isKnownEvent(world: World, event: EventRow): boolean {
  if (isBreachEvent(event)) return isKnownBreach(world, breachOf(event));
  return isDataEvent(event) && isKnownProblem(world, { ...event, ...event.payload });
}
