/**
 * Rows of a batch that cannot stand together with what is stored or with each other. They are judged in their order: a row is
 * refused for what is stored or for an earlier row that stays, never for one that is refused itself.
 */
import { overlappingPairs } from '../../kpi/space.ts';
import type { Statements } from '../../store/database.ts';
import type { SeriesKey } from '../../store/incoming.ts';
import { type RowConflict, rowConflicts, type SeriesPair } from '../../store/incomingConflicts.ts';
import type { Reference } from '../../store/reference.ts';
import { treesOf } from '../../world/trees.ts';
import { byInput } from './extent.ts';
import type { FieldProblem } from './resolve.ts';
import { RowSet } from './rowSet.ts';

/** A row that is refused, and why. */
export interface RefusedRow {
  row: number;
  problem: FieldProblem;
}

/** The series of a batch, and every series that its operators ever reported of its inputs. */
export interface SeriesTogether {
  ours: readonly SeriesKey[];
  known: readonly SeriesKey[];
}

/** The refused rows among those that wait in the database, in their order, so many at once. */
export async function* refusedTogether(
  tx: Statements,
  reference: Reference,
  series: SeriesTogether,
  rows: { last: number; nameOf: (row: number) => string },
): AsyncGenerator<RefusedRow[]> {
  const refused = new RowSet();
  for await (const conflicts of rowConflicts(tx, overlappingSeries(reference, series), rows.last))
    yield conflicts.flatMap((it) => {
      const problem = problemOf(it, refused, reference, rows.nameOf);
      return problem && refused.add(it.row) ? [{ row: it.row, problem }] : [];
    });
}

/** What is wrong with a row for one of its conflicts; null where the other row does not stay either. */
function problemOf(
  conflict: RowConflict,
  refused: RowSet,
  reference: Reference,
  nameOf: (row: number) => string,
): FieldProblem | null {
  const { otherRow, otherPlaceId, otherLineId } = conflict;
  const stays = otherRow === null || !refused.has(otherRow);
  if (otherPlaceId === null) {
    const message = `the same input, place and date stand in ${nameOf(otherRow!)} already${stays ? '' : ', which is refused'}`;
    return { field: 'input', message };
  }
  if (!stays) return null;
  const at = placeName(reference, otherPlaceId, otherLineId!);
  const where = otherRow === null ? `already recorded at ${at}` : `reported at ${at} in ${nameOf(otherRow)}`;
  return {
    field: 'orgUnit',
    message: `this place overlaps another: for this date the input is ${where}, and would count twice`,
  };
}

/** The pairs of overlapping series, each of the batch with any other. */
function overlappingSeries(reference: Reference, { ours, known }: SeriesTogether): SeriesPair[] {
  const trees = treesOf(reference);
  const stored = byInput(known);
  const place = (it: SeriesKey) => ({ place: it.placeId, line: it.lineId, key: it });
  return [...byInput(ours)].flatMap(([inputId, own]) => {
    const others = [...(stored.get(inputId) ?? [])].flatMap(([position, it]) =>
      own.has(position) ? [] : [place(it)],
    );
    const mine = [...own.values()].map(place);
    return overlappingPairs(mine, [...mine, ...others], trees).map(([a, b]) => ({
      incoming: a.key,
      other: b.key,
    }));
  });
}

/** A place in words: operator, line or all, unit or whole operator. */
function placeName({ placeById, lineById }: Reference, placeId: number, lineId: number): string {
  const place = placeById.get(placeId)!;
  const line = lineById.get(lineId);
  return `operator ${place.operator.code}, ${line ? `line ${line.code}` : 'no line'}, ${place.code ? `unit ${place.code}` : 'whole operator'}`;
}
