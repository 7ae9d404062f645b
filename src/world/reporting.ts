/** How operators report inputs: their rhythm, and the days and series that are left out. */
import type { PresenceOptions, Reporting } from '../kpi/coverage.ts';
import { dayOf } from '../kpi/days.ts';
import { positionNumber } from '../kpi/space.ts';
import type { Input, Operator } from '../store/reference.ts';

/** How an operator reports an input. */
export function reportingOf({ rhythms, pauses }: Operator, input: Input): Reporting {
  const own = rhythms.get(input.id);
  return { rhythm: own?.rhythm ?? input.rhythm, weekdays: own?.weekdays ?? null, pauses };
}

/** From which day (its number) nobody reports a series of an input any longer; undefined where nobody said so. */
export function endsOf({ ends }: Input): PresenceOptions['endOf'] {
  if (ends.length === 0) return () => undefined;
  const days = new Map(ends.map((it) => [positionNumber(it.placeId, it.lineId), dayOf(it.from)]));
  return ({ place, line }) => days.get(positionNumber(place, line));
}
