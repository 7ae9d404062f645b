import type { Origin } from '../kpi/vocabulary.ts';
import { type Found, unreadable } from './found.ts';
import { type Kind, KINDS, perKind } from './kinds.ts';
import { literalsOf, nameOf } from './literals.ts';

/**
 * Loads one plugin module and takes the literals out of it. Never rejects: a module that throws or exports
 * nothing of use is a problem that names its source.
 */
export async function readModule(
  source: string,
  origin: Origin,
  load: () => Promise<Record<string, unknown>>,
): Promise<Found> {
  try {
    const literals = literalsOf(await load());
    if (literals === null) return unreadable(source, NOTHING);
    const sourceOf = (kind: Kind, value: unknown): string =>
      KINDS[kind].isNamed && literals[kind].length > 1
        ? `${source}#${nameOf(value, KINDS[kind].name)}`
        : source;
    return {
      ...perKind((kind) => literals[kind].map((value) => ({ value, origin, source: sourceOf(kind, value) }))),
      problems: [],
    };
  } catch (error) {
    return unreadable(source, `does not load: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const NOTHING =
  'exports nothing of use; a plugin ends in `export default defineKpi({ … })` or `export default defineInputs([ … ])`';
