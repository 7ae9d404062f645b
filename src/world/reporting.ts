/** How operators report inputs: their rhythm, and the days and series that are left out. */
import type { PresenceOptions, Reporting } from '../kpi/coverage.ts';
import { dayOf } from '../kpi/days.ts';
import { positionNumber } from '../kpi/space.ts';
import type { Input, Operator, Reference } from '../store/reference.ts';

/** How an operator reports an input. */
export function reportingOf({ rhythms, pauses }: Operator, input: Input): Reporting {
  const own = rhythms.get(input.id);
  return { rhythm: own?.rhythm ?? input.rhythm, weekdays: own?.weekdays ?? null, pauses };
}

/**
 * The input of which another one is a part on every day; undefined where it is part of none, and where an operator reports the two in
 * different rhythms: a week's count may be more than what the whole was on the day that it is dated. (Where the whole comes more often than its rhythm
 * says, it is not held against either: see the store.)
 */
export function wholeOf(operator: Operator, part: Input, inputs: Reference['inputs']): Input | undefined {
  const whole = inputs.get(part.definition.partOf ?? '');
  const isSame = whole && reportingOf(operator, part).rhythm === reportingOf(operator, whole).rhythm;
  return isSame ? whole : undefined;
}

/** The ids of inputs (by key) and of what is a part of them: both are looked at where one of them is reported otherwise. */
export const withParts = (keys: ReadonlySet<string>, inputs: Reference['inputs']): number[] =>
  [...inputs.values()]
    .filter(({ definition: { key, partOf } }) => keys.has(key) || (partOf !== undefined && keys.has(partOf)))
    .map((it) => it.id);

/** From which day (its number) nobody reports a series of an input any longer; undefined where nobody said so. */
export function endsOf({ ends }: Input): PresenceOptions['endOf'] {
  if (ends.length === 0) return () => undefined;
  const days = new Map(ends.map((it) => [positionNumber(it.placeId, it.lineId), dayOf(it.from)]));
  return ({ place, line }) => days.get(positionNumber(place, line));
}
