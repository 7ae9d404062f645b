import type { Candidate, Problem } from '../kpi/admit.ts';

/** What was read from plugins: literals that nobody has checked yet, and what could not be read. */
export interface Found {
  kpis: Candidate[];
  inputs: Candidate[];
  problems: Problem[];
}

/** All of several finds as one, in their order. */
export const together = (finds: Found[]): Found => ({
  kpis: finds.flatMap((found) => found.kpis),
  inputs: finds.flatMap((found) => found.inputs),
  problems: finds.flatMap((found) => found.problems),
});

/** A find of nothing but a problem with a source as a whole, such as a file that does not load. */
export const unreadable = (source: string, message: string): Found => ({
  kpis: [],
  inputs: [],
  problems: [{ source, path: [], message }],
});
