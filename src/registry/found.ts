import type { Candidate, Problem } from '../kpi/admit.ts';
import { type Kind, perKind } from './kinds.ts';

/** What was read from plugins: literals that nobody has checked yet, by kind, and what could not be read. */
export type Found = Record<Kind, Candidate[]> & { problems: Problem[] };

/** All of several finds as one, in their order. */
export const together = (finds: Found[]): Found => ({
  ...perKind((kind) => finds.flatMap((found) => found[kind])),
  problems: finds.flatMap((found) => found.problems),
});

/** A find of nothing but a problem with a source as a whole, such as a file that does not load. */
export const unreadable = (source: string, message: string): Found => ({
  ...together([]),
  problems: [{ source, path: [], message }],
});
