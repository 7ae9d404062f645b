/** What figures lack: the coverage of a KPI at a scope where nothing is stored, and which series are missing on which days. */
import { countedIn, countsIn, firstDayBefore, latestDayIn, Presence } from '../kpi/coverage.ts';
import { dateOf, dayOf } from '../kpi/days.ts';
import type { Kpi } from '../kpi/kpi.ts';
import type { Period } from '../kpi/period.ts';
import type { Position } from '../kpi/space.ts';
import type { Statements } from '../store/database.ts';
import type { Input, Line, Operator, Place } from '../store/reference.ts';
import { type DayRange, readPresence } from '../store/series.ts';
import { endsOf, reportingOf } from '../world/reporting.ts';
import { treesOf } from '../world/trees.ts';
import type { Scope, World } from '../world/world.ts';

/** What is asked about: a KPI at a scope in a period, which may be over or fill. */
export interface CompletenessAsked {
  kpi: Kpi;
  scope: Scope;
  period: Period;
  isOver: boolean;
}

/** A series that was expected on some days and is not there. */
export interface MissingStretch {
  input: Input;
  line: Line | null;
  /** The whole operator where its code is null. */
  place: Place;
  from: string;
  to: string;
}

/** How complete a figure is. */
export interface Completeness {
  /** 0 to 1. */
  coverage: number;
  /** By input, line, unit (codes by code point, none first) and time. */
  missing: MissingStretch[];
}

/** An input of a KPI, or of one that it is derived from, as it is taken there. */
interface Taken {
  kpi: Kpi;
  input: Input;
}

/** How complete some figures are, in their order; all of one world. One statement. */
export async function completenessOf(
  db: Statements,
  world: World,
  asked: readonly CompletenessAsked[],
): Promise<Completeness[]> {
  const taken = asked.map((it) => inputsTaken(world, it.kpi));
  const ranges = new Map<number, DayRange>();
  const places = new Set<number>();
  asked.forEach(({ scope, period }, n) => {
    for (const id of placesAround(scope)) places.add(id);
    for (const { input } of taken[n]!) {
      const from = firstDayBefore(reportingOf(scope.operator, input).rhythm, period.start);
      const known = ranges.get(input.id) ?? { from, to: period.end };
      ranges.set(input.id, {
        from: from < known.from ? from : known.from,
        to: period.end > known.to ? period.end : known.to,
      });
    }
  });
  const figures = await readPresence(db, {
    placeIds: [...places],
    inputs: [...ranges].map(([id, range]) => ({ id, range })),
  });
  const trees = treesOf(world.reference);
  return asked.map((it, n) => {
    const presences = new Map(
      taken[n]!.map(({ input }) => {
        const found = ofOperator(world, it.scope.operator, figures.get(input.id) ?? []);
        const options = { from: it.period.start, to: it.period.end, trees, endOf: endsOf(input) };
        return [
          input,
          { figures: found, presence: new Presence(reportingOf(it.scope.operator, input), found, options) },
        ];
      }),
    );
    return assess(world, it, taken[n]!, presences);
  });
}

/** The place, all below it, and those above: what overlaps a series may stand at any of them. */
const placesAround = ({ operator, place }: Scope): number[] =>
  operator.places.filter((it) => it.path.includes(place.id) || place.path.includes(it.id)).map((it) => it.id);

function ofOperator({ reference }: World, operator: Operator, figures: readonly number[]): number[] {
  const found: number[] = [];
  for (let i = 0; i < figures.length;) {
    const next = i + 3 + 2 * figures[i + 2]!;
    if (reference.placeById.get(figures[i]!)?.operator.id === operator.id)
      found.push(...figures.slice(i, next));
    i = next;
  }
  return found;
}

/** The inputs of a KPI and of those below it, each as the KPI that reads it takes it. */
function inputsTaken(world: World, top: Kpi): Taken[] {
  const taken: Taken[] = [];
  const seen = new Set<Kpi>();
  const walk = (kpi: Kpi): void => {
    if (seen.has(kpi)) return;
    seen.add(kpi);
    for (const key of kpi.inputs) taken.push({ kpi, input: world.reference.inputs.get(key)! });
    for (const code of kpi.derivedFrom) walk(world.kpi(code)!.seen);
  };
  walk(top);
  return taken;
}

interface Found {
  figures: readonly number[];
  presence: Presence;
}

function assess(
  world: World,
  { scope, period, isOver }: CompletenessAsked,
  taken: readonly Taken[],
  presences: ReadonlyMap<Input, Found>,
): Completeness {
  let coverage = 1;
  const missing = new Map<string, MissingStretch>();
  for (const kpi of new Set(taken.map((it) => it.kpi))) {
    const own = taken.filter((it) => it.kpi === kpi);
    const isTaken = seriesTaken(world, kpi, scope);
    const until = isOver
      ? dayOf(period.end)
      : Math.max(...own.map(({ input }) => latestDayIn(presences.get(input)!.figures, period, isTaken)));
    for (const { input } of own) {
      const { presence } = presences.get(input)!;
      if (until < 0 || !countsIn(period.grain, presence.periods.rhythm)) continue;
      const isLast = input.definition.timeAggregation === 'LAST';
      const counted = countedIn(presence.periods, period, until, isLast);
      let [observed, expected] = [0, 0];
      presence.series.forEach((at, n) => {
        if (!isTaken(at)) return;
        observed += presence.observedIn(n, counted.from, counted.to);
        expected += presence.expectedIn(n, counted.from, counted.to);
        for (const stretch of stretchesOf(presence, n, counted))
          missing.set(`${input.id} ${at.place} ${at.line} ${stretch.from}`, {
            input,
            line: world.reference.lineById.get(at.line) ?? null,
            place: world.reference.placeById.get(at.place)!,
            ...stretch,
          });
      });
      if (expected > 0) coverage = Math.min(coverage, observed / expected);
    }
  }
  return { coverage, missing: [...missing.values()].sort(inOrder) };
}

/** Whether a KPI takes a series at a scope. */
function seriesTaken(world: World, kpi: Kpi, { place, line }: Scope): (at: Position) => boolean {
  const allowed = world.linesOf(kpi);
  const below = line && new Set(line.subtree);
  const { placeById } = world.reference;
  return (at) =>
    (allowed === null || allowed.has(at.line)) &&
    (below === null || below.has(at.line)) &&
    placeById.get(at.place)!.path.includes(place.id);
}

/** What is missing of a series, neighbouring periods of its rhythm together. */
function stretchesOf(presence: Presence, at: number, { from, to }: { from: number; to: number }): DayRange[] {
  const stretches: { first: number; last: number }[] = [];
  for (const n of presence.missingIn(at, from, to)) {
    const before = stretches.at(-1);
    if (before?.last === n - 1) before.last = n;
    else stretches.push({ first: n, last: n });
  }
  return stretches.map(({ first, last }) => ({
    from: dateOf(presence.periods.firstDayOf(first)),
    to: dateOf(presence.periods.lastDayOf(last)),
  }));
}

function inOrder(a: MissingStretch, b: MissingStretch): number {
  const names = ({ input, line, place, from }: MissingStretch) => [
    input.definition.key,
    line?.code ?? '',
    place.code ?? '',
    from,
  ];
  const [mine, theirs] = [names(a), names(b)];
  const at = mine.findIndex((it, i) => it !== theirs[i]);
  return at === -1 ? 0 : mine[at]! < theirs[at]! ? -1 : 1;
}
