/** The errors of an answer, so that the same document has the same however it was executed. */
import type { ExecutionResult, GraphQLError } from 'graphql';

type Path = readonly (string | number)[];

/**
 * The answer with one error for each null that errors made, the first: what else failed below it is told by plain execution or
 * not, as it happens, and by compiled execution always.
 */
export function withSoleErrors(result: ExecutionResult): ExecutionResult {
  const { data, errors } = result;
  if (!errors || errors.length < 2) return result;
  const seen = new Set<string>();
  const sole = errors.filter(({ path }: GraphQLError) => {
    const place = JSON.stringify(path && nullOn(data, path));
    return !seen.has(place) && seen.add(place);
  });
  return sole.length < errors.length ? { ...result, errors: sole } : result;
}

/** The part of a path that leads to the null it runs into; all of it where there is none. */
function nullOn(data: unknown, path: Path): Path {
  let at = data;
  for (let depth = 0; depth < path.length; depth++) {
    if (at == null) return path.slice(0, depth);
    at = (at as Record<string | number, unknown>)[path[depth]!];
  }
  return path;
}
