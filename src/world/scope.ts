/** Scopes and the codes that name them. */
import type { Scope } from './world.ts';

/** The codes of a scope in the order that lists have: operator, line, unit; '' for none, which comes first. */
export function codesOfScope({ operator, line, place }: Scope): [string, string, string] {
  return [operator.code, line?.code ?? '', place.code ?? ''];
}

/** The line's id as facts have it: 0 for all lines. */
export const lineIdOf = ({ line }: Scope): number => line?.id ?? 0;
