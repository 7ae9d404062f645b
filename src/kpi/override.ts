/**
 * Overrides: one KPI judged otherwise at some places, from a day on, without a new definition.
 *
 * An override stands at a scope (operator, unit or none, line or none) and holds there and at every scope below: where the unit is the
 * override's or below it, and the line is the override's or below it; one without a line holds for every line and for all
 * lines together. It holds for the periods that begin on its day or later, at every grain.
 *
 * Where several hold, exactly one is used. The one with the nearest unit wins (one with a unit before one without); among
 * those the one with the nearest line (one with a line before one without); among those the one with the latest day. What it
 * leaves out is as in the definition, also where another override that holds says something of it.
 */
import type { ScorePoint } from './scoring.ts';
import type { Judged, Limit } from './threshold.ts';

/** Where an override stands, and from when on. */
export interface OverridePlace {
  placeId: number;
  /** 0: all lines. */
  lineId: number;
  /** The first day. */
  from: string;
}

/** An override of a KPI; null for what stays as in the definition. */
export interface Override extends OverridePlace {
  kpiId: number;
  limits: Limit[] | null;
  consecutive: number | null;
  scoring: ScorePoint[] | null;
  weight: number | null;
}

/** How a value is judged and what it counts. */
export interface Rule extends Judged {
  limits: readonly Limit[];
  consecutive: number;
  scoring: readonly ScorePoint[];
  weight: number;
}

/**
 * The overrides that hold at a scope, the one that is used first; of these the first whose day has come is the one.
 * `placePath` and `linePath` are the scope's place and line and all above them; no line: an empty path.
 */
export function holdingAt<T extends OverridePlace>(
  overrides: readonly T[],
  placePath: readonly number[],
  linePath: readonly number[],
): T[] {
  const distance = (it: T): [number, number] => [
    placePath.indexOf(it.placeId),
    it.lineId === 0 ? linePath.length : linePath.indexOf(it.lineId),
  ];
  return overrides
    .map((it) => ({ it, distance: distance(it) }))
    .filter(({ distance: [place, line] }) => place >= 0 && line >= 0)
    .sort(
      (a, b) =>
        a.distance[0] - b.distance[0] || a.distance[1] - b.distance[1] || (a.it.from < b.it.from ? 1 : -1),
    )
    .map(({ it }) => it);
}
