/** The trees of reference data, for arithmetic that knows ids only. */
import type { Trees } from '../kpi/space.ts';
import type { Reference } from '../store/reference.ts';

/** The trees of places and lines as functions over ids. */
export function treesOf({ placeById, lineById }: Reference): Trees {
  return {
    placePath: (id) => placeById.get(id)!.path,
    linesRelated: (a, b) =>
      a === b || a === 0 || b === 0 || lineById.get(a)!.path.includes(b) || lineById.get(b)!.path.includes(a),
  };
}
