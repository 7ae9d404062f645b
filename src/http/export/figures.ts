/**
 * Stored measurements of many scopes, page by page. A page has whole periods of a scope, each as it stood at one moment: what is
 * recorded while an export runs is in it where it is still to be read, and nothing is in it twice. Definitions may change
 * meanwhile: a page during which they did is read again.
 */
import { grainId } from '../../kpi/grain.ts';
import { addDays, type Period, periodOf } from '../../kpi/period.ts';
import type { Grain } from '../../kpi/vocabulary.ts';
import { type MeasurementRow, measurementsAlong, type ScopedMeasurement } from '../../store/measurements.ts';
import type { Moment } from '../../world/moment.ts';
import { lineIdOf } from '../../world/scope.ts';
import type { KnownKpi, Scope, World } from '../../world/world.ts';
import { type Kind, PAGE, type Reading } from './kind.ts';

/** Scopes that a statement looks at, at most: where little is stored many make a page. */
const MOST_SCOPES = 500;

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
  const first = periodOf(grain, days.from ?? FIRST).start;
  let known = begun;
  let size = 1;
  for (let at = { scope: 0, from: first }; at.scope < scopes.length;) {
    const asked = kpis(known.world);
    const part = scopes.slice(at.scope, at.scope + size);
    const rows = await measurementsAlong(seen, {
      scopes: part.map((it, n) => ({
        placeId: it.place.id,
        lineId: lineIdOf(it),
        from: n === 0 ? at.from : first,
      })),
      to: days.to ?? LAST,
      grain: grainId(grain),
      editionIds: asked.map((it) => it.editionId),
      statuses,
      // One period more than a page, so that the last one that is whole can be told.
      limit: PAGE + asked.length,
    });
    const now = await moment();
    const isSame = now.world === known.world || isSameEditions(asked, kpis(now.world));
    known = now;
    if (!isSame) continue;
    const isCut = rows.length >= PAGE + asked.length;
    const periods = periodsOf(isCut ? withoutLast(rows) : rows, { known, part, grain, asked });
    if (periods.length > 0) yield periods;
    const last = isCut ? rows[withoutLast(rows).length - 1]! : null;
    at = last
      ? { scope: at.scope + last.scope - 1, from: addDays(last.start, 1) }
      : { scope: at.scope + part.length, from: first };
    size = nextSize(size, last?.scope ?? null, rows.length);
  }
}

/** How many scopes make a page, going by the last one: `reached` of them were read where it was cut, else null. */
function nextSize(size: number, reached: number | null, rows: number): number {
  if (reached !== null) return reached;
  return rows * 2 < PAGE ? Math.min(size * 2, MOST_SCOPES) : size;
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
