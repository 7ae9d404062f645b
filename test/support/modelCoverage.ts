/**
 * What is expected of inputs and how much of it is there, in plain loops over all observations: written from the page on
 * completeness, section 1, and sharing nothing with the product but names.
 */
import { type Grain, GRAINS } from '../../src/kpi/vocabulary.ts';
import {
  grouped,
  isWithin,
  type ModelKpi,
  type ModelObservation,
  type ModelWorld,
  overlap,
  type Position,
} from './model.ts';
import { daysLater, periodEnd, periodStart } from './modelCalendar.ts';

/** What an operator says of its reporting. */
export interface ModelReporting {
  /** For how many days after its end a period is waited for what is missing. */
  waitDays?: number;
  /** Below it a measurement is INCOMPLETE. */
  minimumCoverage?: number | null;
  /** By input. */
  rhythms?: ReadonlyMap<string, { rhythm: Grain | null; weekdays: readonly number[] | null }>;
  pauses?: readonly { from: string; to: string }[];
  ends?: readonly (Position & { input: string; from: string })[];
}

/** Coverage up to the latest day of the KPI's inputs, and up to the period's end. */
export interface ModelCoverage {
  coverage: number;
  coverageAtEnd: number;
}

interface Asked {
  world: ModelWorld & { reporting?: ModelReporting };
  kpi: ModelKpi;
  scope: Position;
  grain: Grain;
  start: string;
}

type State = 'observed' | 'missing' | 'nothing';

/** All observations of an operator, and what was found out about them: the same of a series for every KPI, scope and grain. */
export class Known {
  readonly byInput: ReadonlyMap<string, ModelObservation[]>;
  readonly states = new Map<string, State>();
  readonly periods = new Map<string, string[]>();

  constructor(readonly all: readonly ModelObservation[]) {
    this.byInput = grouped(all, (it) => it.input);
  }
}

/** The coverage of a KPI's own inputs at a scope, in a period of which these are the observations. */
export function coverageOf(asked: Asked, during: readonly ModelObservation[], known: Known): ModelCoverage {
  const { world, kpi, scope, grain, start } = asked;
  const end = periodEnd(grain, start);
  const taken = during.filter((it) => kpi.inputs.includes(it.input) && takes(world, kpi, scope, it));
  const latest = taken
    .map((it) => it.date)
    .sort()
    .at(-1);
  const share = (until: string) => Math.min(1, ...kpi.inputs.map((key) => shareOf(asked, key, until, known)));
  return { coverage: latest === undefined ? 1 : share(latest), coverageAtEnd: share(end) };
}

function takes({ lines, units }: ModelWorld, { literal }: ModelKpi, scope: Position, at: Position): boolean {
  const ofKpi =
    !literal.businessLines?.length || literal.businessLines.some((top) => isWithin(lines, at.line, top));
  return ofKpi && isWithin(lines, at.line, scope.line) && isWithin(units, at.unit, scope.unit);
}

/** How often an input is expected. */
export function rhythmOf({ kpis, reporting, inputs }: Asked['world'], key: string): Grain {
  const own = reporting?.rhythms?.get(key)?.rhythm ?? inputs.find((it) => it.key === key)?.rhythm;
  const cadences = kpis.filter((it) => it.inputs.includes(key)).map((it) => it.literal.cadence ?? 'DAY');
  return own ?? GRAINS.find((it) => cadences.includes(it)) ?? 'DAY';
}

function shareOf(asked: Asked, key: string, until: string, known: Known): number {
  const { world, kpi, scope, grain, start } = asked;
  const rhythm = rhythmOf(world, key);
  if (GRAINS.indexOf(rhythm) > GRAINS.indexOf(grain)) return 1;
  const ofInput = known.byInput.get(key) ?? [];
  const series = seriesOf(ofInput).filter((it) => takes(world, kpi, scope, it));
  let periods = remembered(known.periods, `${rhythm} ${start} ${until}`, () =>
    rhythmPeriods(rhythm, start, until),
  );
  if (world.inputs.find((it) => it.key === key)!.timeAggregation === 'LAST') periods = periods.slice(-1);
  let [observed, expected] = [0, 0];
  for (const at of series)
    for (const period of periods) {
      const state = remembered(known.states, `${key} ${at.line} ${at.unit} ${period}`, () =>
        stateOf(world, rhythm, key, at, period, ofInput),
      );
      if (state !== 'nothing') expected++;
      if (state === 'observed') observed++;
    }
  return expected === 0 ? 1 : observed / expected;
}

function remembered<T>(found: Map<string, T>, name: string, find: () => T): T {
  if (!found.has(name)) found.set(name, find());
  return found.get(name)!;
}

/** The series of some observations. */
export const seriesOf = (observations: readonly ModelObservation[]): Position[] => [
  ...new Map(observations.map(({ line, unit }) => [`${line} ${unit}`, { line, unit }])).values(),
];

/** The first days of the rhythm's periods that end from a day on and by another. */
function rhythmPeriods(rhythm: Grain, from: string, until: string): string[] {
  const found: string[] = [];
  for (let at = periodStart(rhythm, from); periodEnd(rhythm, at) <= until;) {
    found.push(at);
    at = daysLater(periodEnd(rhythm, at), 1);
  }
  return found;
}

/** Whether a series is there in a period of its rhythm, or missing, or nothing is expected of it. */
export function stateOf(
  { lines, units, reporting }: Asked['world'],
  rhythm: Grain,
  key: string,
  at: Position,
  period: string,
  ofInput: readonly ModelObservation[],
): State {
  if (isExcepted(reporting, key, rhythm, period)) return 'nothing';
  const isHere = (it: Position) => it.line === at.line && it.unit === at.unit;
  const within = (it: ModelObservation, start: string) => periodStart(rhythm, it.date) === start;
  const mine = ofInput.filter(isHere);
  if (mine.some((it) => within(it, period))) return 'observed';
  const end = reporting?.ends?.find((it) => it.input === key && isHere(it))?.from;
  const last = periodEnd(rhythm, period);
  const later: string[] = [];
  let earlier = period;
  for (let back = 0; back < 6; back++) {
    later.push(earlier);
    earlier = periodStart(rhythm, daysLater(earlier, -1));
    const then = mine.filter((it) => within(it, earlier));
    if (then.length === 0) continue;
    const goesOn = end === undefined || last < end || then.some((it) => it.date >= end);
    const isTaken = ofInput.some(
      (it) => !isHere(it) && overlap(lines, units, at, it) && later.includes(periodStart(rhythm, it.date)),
    );
    if (isTaken) return 'nothing';
    if (goesOn) return 'missing';
  }
  return 'nothing';
}

/** Whether nobody reports an input on any day of a period of its rhythm. */
export function isExcepted(
  reporting: ModelReporting | undefined,
  key: string,
  rhythm: Grain,
  period: string,
): boolean {
  const weekdays = reporting?.rhythms?.get(key)?.weekdays;
  for (let day = period; day <= periodEnd(rhythm, period); day = daysLater(day, 1)) {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
    const isPaused = (reporting?.pauses ?? []).some((it) => it.from <= day && day <= it.to);
    if (!isPaused && (!weekdays || weekdays.includes(weekday))) return false;
  }
  return true;
}
