/** What is wrong with a candidate, in words that name the place and the remedy. */
import type { z } from 'zod';

/** One thing that is wrong: in which file, package or row, at which field, and what to do about it. */
export interface Problem {
  source: string;
  /** The way to the field from the top of the definition; empty for the definition itself. */
  path: (string | number)[];
  message: string;
}

/** A problem before it is known whose it is. */
export type Finding = Omit<Problem, 'source'>;

type Issue = z.core.$ZodIssue;

/** Every issue that zod found, flattened: each unknown field by itself, and of a union the branch that was meant. */
export function findingsOf(error: z.ZodError): Finding[] {
  return error.issues.flatMap((issue) => fromIssue(issue, []));
}

function fromIssue(issue: Issue, above: Finding['path']): Finding[] {
  const path = [...above, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], message: 'there is no such field' }));
  if (issue.code === 'invalid_key') return [{ path, message: issue.issues[0]!.message }];
  if (issue.code === 'invalid_union') return fromUnion(issue.errors, { path, message: issue.message });
  return [{ path, message: issue.message }];
}

/** The branch whose kind fits (object, list) says more than "none of these"; if no kind fits, the union's own text does. */
function fromUnion(branches: readonly Issue[][], otherwise: Finding): Finding[] {
  const meant = branches.find((issues) => !issues.some(isWrongKind));
  return meant ? meant.flatMap((issue) => fromIssue(issue, otherwise.path)) : [otherwise];
}

const isWrongKind = (issue: Issue): boolean => issue.code === 'invalid_type' && issue.path.length === 0;
