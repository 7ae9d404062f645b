/** The kinds of events by name. An event of a kind that does not stand here is left to a server of a newer release. */
import { BREACH } from '../../store/breachEvents.ts';
import { DATA } from '../../store/dataProblems.ts';
import { BREACHES } from './breach.ts';
import { DATA_PROBLEMS } from './data.ts';
import type { EventKind } from './kind.ts';

/** Kinds by their names, which are those of `event.kind`. */
export type EventKinds = Readonly<Record<string, EventKind>>;

/** The kinds of this release. */
export const EVENT_KINDS: EventKinds = { [BREACH]: BREACHES, [DATA]: DATA_PROBLEMS };
