/** A table of levels with its references followed: what is derived knows its whole, and shares its cadence and lines. */
import type { Cadence, Figure, Level } from './level.ts';

/** An input of the sample, ready to be recorded. `lines` holds null where it is reported without a line. */
export interface Series {
  level: Level;
  every: Cadence;
  lines: readonly (string | null)[];
  central: boolean;
  stock: boolean;
  whole: Series | null;
  less: Series | null;
}

/** Levels in an order in which a whole stands before what is derived from it. Throws if it does not, or a key comes twice. */
export function seriesOf(levels: readonly Level[]): Series[] {
  const known = new Map<string, Series>();
  for (const level of levels) {
    if (known.has(level.key)) throw new Error(`two levels for ${level.key}`);
    known.set(level.key, 'of' in level ? derived(level, known) : original(level));
  }
  return [...known.values()];
}

function original(level: Exclude<Level, { of: string }>): Series {
  const { every, central = false, stock = false } = level;
  const lines = 'lines' in level ? Object.keys(level.lines) : [null];
  return { level, every, lines, central, stock, whole: null, less: null };
}

function derived(level: Extract<Level, { of: string }>, known: ReadonlyMap<string, Series>): Series {
  const find = (key: string): Series => {
    const found = known.get(key);
    if (!found) throw new Error(`${level.key} is derived from ${key}, which has no level before it`);
    return found;
  };
  const whole = find(level.of);
  const less = level.less === undefined ? null : find(level.less);
  return { ...whole, level, every: level.every ?? whole.every, whole, less };
}

/** The figure of a level that drives others, for one of its lines. */
export function figureOf(level: Exclude<Level, { of: string }>, line: string | null): Figure {
  return 'lines' in level ? level.lines[line!]! : level.volume;
}
