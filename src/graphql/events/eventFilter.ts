/** Which events a client asks for. */
import { type BreachFilter as Filter, criteriaOf } from '../../delivery/criteria.ts';
import { EVENT_KINDS } from '../../delivery/kinds/kinds.ts';
import type { EventCriteria } from '../../store/eventList.ts';
import type { EventRow } from '../../store/events.ts';
import type { ScopeCodes } from '../../world/scope.ts';
import type { World } from '../../world/world.ts';
import { askedCriteria, BreachFilter } from '../breaches/breachFilter.ts';
import { builder } from '../builder.ts';
import { ScopeInput, scopeOf } from '../reference/scope.ts';
import { EventKindEnum } from '../vocabulary.ts';
import { KINDS } from './serviceEvent.ts';

export const ServiceEventFilter = builder.inputType('ServiceEventFilter', {
  description: 'Every part that is given must hold; an empty list lets nothing through.',
  fields: (t) => ({
    kinds: t.field({ type: [EventKindEnum], description: 'Omitted: all.' }),
    within: t.field({ type: ScopeInput, description: 'Everything at this scope and below it.' }),
    breaches: t.field({ type: BreachFilter, description: 'For events of kind BREACH only.' }),
  }),
});

/** What a client asks for, as it was sent. */
export interface AskedEvents {
  kinds?: readonly (typeof KINDS)[number][] | null;
  within?: ScopeCodes | null;
  breaches?: Filter | null;
}

/** The criteria of a filter; throws `badInput` for unknown codes. `argument` is where that of breaches was sent. */
export function askedEvents(
  world: World,
  { kinds, within, breaches }: AskedEvents,
  argument = 'filter.breaches',
): EventCriteria {
  if (within) scopeOf(world, within, 'filter.within');
  return {
    kinds: kinds ?? KINDS,
    standing: criteriaOf({ within: within ?? null }, world),
    breaches: breaches ? askedCriteria(world, breaches, argument) : null,
  };
}

/** Judges events by a filter that was checked before, with what is known at their time. */
export class EventFilter {
  /** The same for filters that let the same through. */
  readonly key: string;
  readonly #asked: AskedEvents;
  #world: World | undefined;
  #judges: ReadonlyMap<string, (event: EventRow) => boolean> = new Map();

  constructor(asked: AskedEvents) {
    const { kinds, within, breaches } = asked;
    this.#asked = asked;
    this.key = JSON.stringify([kinds, within, breaches].map(sorted));
  }

  passes(event: EventRow, world: World): boolean {
    if (world !== this.#world) this.#judges = judgesOf(this.#asked, world);
    this.#world = world;
    return this.#judges.get(event.kind)?.(event) ?? false;
  }
}

/** An object's parts in an order of their own: the same for what says the same. */
const sorted = (value: object | null | undefined): unknown =>
  value && !Array.isArray(value) ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)) : value;

function judgesOf({ kinds, within, breaches }: AskedEvents, world: World) {
  return new Map(
    (kinds ?? KINDS).map((kind) => {
      const isThere = EVENT_KINDS[kind]!.passes({ within: within ?? null }, world);
      const isAsked = EVENT_KINDS[kind]!.passes((kind === 'BREACH' && breaches) || {}, world);
      return [kind as string, (event: EventRow) => isThere(event) && isAsked(event)];
    }),
  );
}
