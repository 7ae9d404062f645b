/**
 * Stored measurements of many scopes, page by page. A page has whole periods of a scope, each as it stood at one moment: what is
 * recorded while an export runs is in it where it is still to be read, and nothing is in it twice. Definitions may change
 * meanwhile: a page during which they did is read again.
 */
import { grainId } from '../../kpi/grain.ts';
import { addDays, daysBetween, type Period, periodOf } from '../../kpi/period.ts';
import type { Grain } from '../../kpi/vocabulary.ts';
import { type MeasurementRow, measurementsAlong, type ScopedMeasurement } from '../../store/measurements.ts';
import type { Moment } from '../../world/moment.ts';
import { lineIdOf } from '../../world/scope.ts';
import type { KnownKpi, Scope, World } from '../../world/world.ts';
import { type Kind, PAGE, type Reading } from './kind.ts';

/** Scopes that a statement looks at, at most: where little is stored many make a page. */
const MOST_SCOPES = 500;

/** In milliseconds: a statement that takes longer found little in many rows, and the next one looks at fewer scopes. */
const LONG = 2_000;

/** In days. */
const LONGEST_PERIOD = 366;

/** A period of a scope with all that is stored of it, in the order of its KPIs. */
export interface ScopePeriod {
  moment: Moment;
  scope: Scope;
  period: Period;
  figures: { kpi: KnownKpi; row: MeasurementRow }[];
}

/** What is read: `kpis` says of a world which of its KPIs. */
export interface FiguresAsked {
  scopes: readonly Scope[];
  grain: Grain;
  from: string | null;
  to: string | null;
  kpis: (world: World) => readonly KnownKpi[];
  statuses: readonly number[] | null;
}

/** Before all days, and after them. */
const [FIRST, LAST] = ['0001-01-01', '9999-12-31'];

/** What is stored, in the order of the scopes, then of periods, then of KPIs. */
export async function* figuresOf(
  { seen, begun, moment }: Reading,
  { scopes, grain, kpis, statuses, ...days }: FiguresAsked,
): AsyncGenerator<ScopePeriod[]> {
  const [first, last] = [periodOf(grain, days.from ?? FIRST).start, days.to ?? LAST];
  let known = begun;
  let size = 1;
  /** About how many days of the scope make a page, where it has more than one; else null. */
  let span: number | null = null;
  for (let at = { scope: 0, from: first }; at.scope < scopes.length;) {
    const asked = kpis(known.world);
    const part = scopes.slice(at.scope, at.scope + (span === null ? size : 1));
    // All that is left of a scope would be sorted for each of its pages.
    const until = span === null ? last : earlier(addDays(at.from, span), last);
    const begin = performance.now();
    const rows = await measurementsAlong(seen, {
      scopes: part.map((it, n) => ({
        placeId: it.place.id,
        lineId: lineIdOf(it),
        from: n === 0 ? at.from : first,
      })),
      to: until,
      grain: grainId(grain),
      editionIds: asked.map((it) => it.editionId),
      statuses,
      // One period more than a page, so that the last one that is whole can be told.
      limit: PAGE + asked.length,
    });
    const took = performance.now() - begin;
    const now = await moment();
    const isSame = now.world === known.world || isSameEditions(asked, kpis(now.world));
    known = now;
    if (!isSame) continue;
    const isCut = rows.length >= PAGE + asked.length;
    const whole = isCut ? withoutLast(rows) : rows;
    if (whole.length > 0) yield periodsOf(whole, { known, part, grain, asked });
    if (isCut) {
      const end = whole.at(-1)!;
      const begun = whole.find((it) => it.scope === end.scope)!;
      at = { scope: at.scope + end.scope - 1, from: addDays(end.start, 1) };
      span = 2 * daysBetween(begun.start, end.start) + LONGEST_PERIOD;
      size = end.scope;
    } else if (until < last) {
      at = { ...at, from: addDays(until, 1) };
      span = null;
    } else {
      at = { scope: at.scope + part.length, from: first };
      if (span === null) size = nextSize(size, rows.length, took);
      span = null;
    }
  }
}

const earlier = (a: string, b: string): string => (a < b ? a : b);

/** How many scopes a statement looks at after one that found so many rows in all of so many scopes. */
function nextSize(size: number, rows: number, took: number): number {
  if (took > LONG) return Math.max(1, size >> 2);
  return rows * 2 < PAGE && took * 4 < LONG ? Math.min(size * 2, MOST_SCOPES) : size;
}

const isSameEditions = (a: readonly KnownKpi[], b: readonly KnownKpi[]): boolean =>
  a.length === b.length && a.every((it, at) => it.editionId === b[at]!.editionId);

/** The rows without those of the last period, of which some may be missing. */
function withoutLast(rows: readonly ScopedMeasurement[]): readonly ScopedMeasurement[] {
  const { scope, start } = rows.at(-1)!;
  return rows.slice(0, rows.findLastIndex((it) => it.scope !== scope || it.start !== start) + 1);
}

function periodsOf(
  rows: readonly ScopedMeasurement[],
  {
    known,
    part,
    grain,
    asked,
  }: { known: Moment; part: readonly Scope[]; grain: Grain; asked: readonly KnownKpi[] },
): ScopePeriod[] {
  const places = new Map(asked.map((kpi, at) => [kpi.editionId, { kpi, at }]));
  const found: ScopePeriod[] = [];
  let last: ScopedMeasurement | undefined;
  for (const row of rows) {
    if (row.scope !== last?.scope || row.start !== last.start)
      found.push({
        moment: known,
        scope: part[row.scope - 1]!,
        period: periodOf(grain, row.start),
        figures: [],
      });
    found.at(-1)!.figures.push({ kpi: places.get(row.editionId)!.kpi, row });
    last = row;
  }
  for (const { figures } of found)
    figures.sort((a, b) => places.get(a.row.editionId)!.at - places.get(b.row.editionId)!.at);
  return found;
}

/** The parameters of what is made of measurements. */
export const FIGURES_PARAMETERS = [
  'operator',
  'orgUnit',
  'businessLine',
  'grain',
  'from',
  'to',
] as const satisfies Kind['parameters'];
