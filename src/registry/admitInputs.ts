import type { Candidate, Problem } from '../kpi/admit.ts';
import { type InputDefinition, inputSchema } from '../kpi/input.ts';
import { memoized } from '../kpi/memoized.ts';
import { suggestion } from '../kpi/nearest.ts';
import { findingsOf } from '../kpi/problem.ts';
import type { Origin } from '../kpi/vocabulary.ts';
import { fieldOf } from './fieldOf.ts';

/** An input whose definition is valid, and where it comes from (a file, a package, or `registered`). */
export type KnownInput = InputDefinition & { readonly origin: Origin; readonly source: string };

/** The valid inputs by key, and every problem of the others. Of two with one key the first stays. */
export interface AdmittedInputs {
  inputs: Map<string, KnownInput>;
  problems: Problem[];
}

/** Plugins' inputs are admitted again whenever anything is registered or tried beside them. */
const parsed = memoized(({ value, origin, source }: Candidate) => {
  const { data, error } = inputSchema.safeParse(value);
  return data ? { input: Object.freeze({ ...data, origin, source }), error: null } : { input: null, error };
});

/** Checks input definitions; a problem's path begins with the input's key, or its place among those given. */
export function admitInputs(candidates: readonly Candidate[]): AdmittedInputs {
  const inputs = new Map<string, KnownInput>();
  const problems: Problem[] = [];
  candidates.forEach((candidate, index) => {
    const { value, source } = candidate;
    const { input, error } = parsed(candidate);
    const problem = (path: Problem['path'], message: string) =>
      problems.push({ source, path: [String(fieldOf(value, 'key') ?? index), ...path], message });
    if (error) findingsOf(error).forEach((finding) => problem(finding.path, finding.message));
    else if (inputs.has(input.key)) problem([], twice(input.key, inputs.get(input.key)!.source, source));
    else inputs.set(input.key, input);
  });
  for (const [key, message] of wrongParts(inputs)) {
    problems.push({ source: inputs.get(key)!.source, path: [key, 'partOf'], message });
    inputs.delete(key);
  }
  return { inputs, problems };
}

/** The inputs that are part of nothing that is there, or, by way of others, of themselves, and what is wrong. */
export function wrongParts(
  inputs: ReadonlyMap<string, Pick<InputDefinition, 'partOf'>>,
): [key: string, message: string][] {
  return [...inputs].flatMap(([key, { partOf }]): [string, string][] => {
    if (partOf === undefined) return [];
    if (!inputs.has(partOf))
      return [[key, `there is no input "${partOf}"${suggestion(partOf, inputs.keys())}`]];
    const above = new Set<string>();
    for (let at: string | undefined = partOf; at !== undefined && !above.has(at); at = inputs.get(at)?.partOf)
      above.add(at);
    return above.has(key) ? [[key, `"${key}" would be a part of itself`]] : [];
  });
}

const twice = (key: string, first: string, second: string): string =>
  first === second
    ? `the input "${key}" is defined twice in ${first}`
    : `the input "${key}" is defined both in ${first} and in ${second}; rename or remove one of them`;
