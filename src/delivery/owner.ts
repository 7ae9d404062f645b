/** Whose a webhook or a silence is: it goes no further than what they may see, and others may see it who may see as much. */
import { grantsFor, grantsIn, textOf } from '../access/grant.ts';
import type { Viewer } from '../access/viewer.ts';
import type { Reference } from '../store/reference.ts';
import { type Area, covers, sightOf } from '../store/sight.ts';
import { findScope, lineIdOf, placesWithin, type ScopeCodes } from '../world/scope.ts';
import { seenBy } from '../world/seenBy.ts';
import type { BreachFilter, Known } from './criteria.ts';

/** Whose something is, as it is kept. */
export interface Owned {
  principal: string;
  /** As text. */
  grants: readonly string[];
}

/** What is kept of whoever makes something: who they are, and where they may. */
export const ownedBy = ({ principal, grants }: Viewer): { principal: string; grants: string[] } => ({
  principal,
  grants: grantsFor(grants, 'RESPONDER').map(textOf),
});

/** What is known, as the owner sees it. */
export const knownTo = (owned: Pick<Owned, 'grants'>, known: Known): Known =>
  seenBy(known, { grants: grantsIn(owned.grants) }, 'READER');

/**
 * Whose something is that somebody changes: it stays its owner's where they may see all that the owner may. Otherwise it becomes
 * theirs, or they would be told what they may not see.
 */
export function ownedAfter(before: Owned, viewer: Viewer, known: Known): Owned {
  const after = ownedBy(viewer);
  return isWithin(knownTo(after, known).reference, { filter: {}, grants: before.grants }) ? before : after;
}

/** Whether somebody may see and manage what is another's: everywhere it reaches, they may. `reference` is as they see it in that role. */
export function isWithin(
  reference: Reference,
  { filter, grants }: Pick<Owned, 'grants'> & { filter: unknown },
): boolean {
  if (reference.sight.areas === null) return true;
  const { within, scopes } = filter as BreachFilter;
  const areas = within
    ? [areaOf(reference, within)]
    : (scopes?.map((it) => exactly(reference, it)) ??
      grantsIn(grants).map(({ operator, ...at }) =>
        operator === null ? undefined : areaOf(reference, { operator, ...at }),
      ));
  const known = areas.filter((it) => it !== undefined);
  // What asks for no scope at all is its owner's alone.
  return known.length > 0 && known.length === areas.length && covers(reference.sight, sightOf(known));
}

/** A scope and all below it; undefined where it is not there, or not seen. */
function areaOf(reference: Reference, codes: ScopeCodes): Area | undefined {
  const scope = findScope(reference, codes);
  if (Array.isArray(scope)) return undefined;
  return { placeIds: new Set(placesWithin(scope)), lineIds: scope.line && new Set(scope.line.subtree) };
}

function exactly(reference: Reference, codes: ScopeCodes): Area | undefined {
  const scope = findScope(reference, codes);
  if (Array.isArray(scope)) return undefined;
  return { placeIds: new Set([scope.place.id]), lineIds: new Set([lineIdOf(scope)]) };
}
