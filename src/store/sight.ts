/** Which scopes somebody sees: of everything that is stored, what stands there. */
import { sql, type SQL } from 'drizzle-orm';
import { ints } from './arrays.ts';
import type { Statements } from './database.ts';

/** Some places, and the lines that are seen there; lines of null: each, and all together (0). */
export interface Area {
  placeIds: ReadonlySet<number>;
  lineIds: ReadonlySet<number> | null;
}

/** What somebody sees. */
export interface Sight {
  /** The areas together; null: everything. */
  areas: readonly Area[] | null;
  /** Whether a place with a line (0: all lines together) is seen. */
  sees(placeId: number, lineId: number): boolean;
}

/** The sight of whoever sees everything. */
export const EVERYTHING: Sight = { areas: null, sees: () => true };

/** The sight of some areas. */
export const sightOf = (areas: readonly Area[]): Sight => ({
  areas,
  sees: (placeId, lineId) =>
    areas.some((it) => it.placeIds.has(placeId) && (it.lineIds === null || it.lineIds.has(lineId))),
});

/** Whether whoever has one sight sees all of another one. */
export const covers = ({ areas }: Sight, other: Sight): boolean =>
  areas === null || (other.areas?.every((it) => areas.some((area) => contains(area, it))) ?? false);

const contains = (a: Area, b: Area): boolean =>
  isWithin(b.placeIds, a.placeIds) &&
  (a.lineIds === null || (b.lineIds !== null && isWithin(b.lineIds, a.lineIds)));

const isWithin = (part: ReadonlySet<number>, whole: ReadonlySet<number>): boolean =>
  [...part].every((it) => whole.has(it));

/** A database as somebody sees it: what reaches figures takes this, and reads nothing outside of it. */
export interface Seen extends Statements {
  readonly sight: Sight;
}

/** A database through a sight; everything where none is given. */
export const seenThrough = (db: Statements, sight: Sight = EVERYTHING): Seen => ({
  rows: (statement) => db.rows(statement),
  vault: db.vault,
  sight,
});

/** What holds for a row that is seen: none where everything is. `of` has a place and a line. */
export function seenConditions({ areas }: Sight, of: SQL): SQL[] {
  if (areas === null) return [];
  if (areas.length === 0) return [sql`false`];
  const within = areas.map(({ placeIds, lineIds }) => {
    const there = sql`${of}.place_id = any(${ints([...placeIds])})`;
    return lineIds === null ? there : sql`(${there} and ${of}.line_id = any(${ints([...lineIds])}))`;
  });
  return [sql`(${sql.join(within, sql` or `)})`];
}

/** The same, as what follows another condition. */
export const andSeen = (sight: Sight, of: SQL): SQL =>
  sql.join([sql``, ...seenConditions(sight, of)], sql` and `);
