/** How long the texts and lists of variables may be: looked at before anything compares, repeats or suggests what is in them. */
import { GraphQLError } from 'graphql';
import { CODES } from '../errors.ts';
import type { Limits } from '../limits.ts';

/** A value of the variables and the way to it. */
interface Place {
  value: unknown;
  name: string | number;
  above: Place | null;
}

/**
 * Every text with more characters than `limits.text`, and every list or object with more entries than `limits.entries`, each as an
 * error with its place; empty where there is none. What is within a list that is too long is not looked at.
 */
export function oversized(
  variables: Readonly<Record<string, unknown>> | null | undefined,
  limits: Pick<Limits, 'text' | 'entries'>,
): GraphQLError[] {
  const errors: GraphQLError[] = [];
  const waiting: Place[] = [{ value: variables, name: '', above: null }];
  // A stack of its own: a body may be nested more deeply than functions may call each other.
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const { value } = place;
    if (typeof value === 'string') {
      if (value.length > limits.text) errors.push(tooLong(place, value.length, limits.text));
    } else if (typeof value === 'object' && value !== null) {
      const most = namedTooLong(place, value, limits.text) ?? tooMany(place, value, limits.entries);
      if (most) errors.push(most);
      else waiting.push(...within(place, value));
    }
  }
  return errors.reverse();
}

const within = (above: Place, value: object): Place[] =>
  Array.isArray(value)
    ? value.map((it: unknown, name) => ({ value: it, name, above }))
    : Object.entries(value).map(([name, it]) => ({ value: it as unknown, name, above }));

function tooLong(place: Place, length: number, most: number): GraphQLError {
  return refused(place, `a text of ${length} characters, where no field takes more than ${most}`);
}

function tooMany(place: Place, value: object, most: number): GraphQLError | null {
  const count = Array.isArray(value) ? value.length : Object.keys(value).length;
  if (count <= most) return null;
  return refused(place, `${count} entries, where no list takes more than ${most}`);
}

function namedTooLong(place: Place, value: object, most: number): GraphQLError | null {
  const name = Array.isArray(value) ? undefined : Object.keys(value).find((it) => it.length > most);
  if (name === undefined) return null;
  return refused(place, `a name of ${name.length} characters, which no field has`);
}

function refused(place: Place, what: string): GraphQLError {
  const argument = wayTo(place);
  const http = { status: 400, spec: true };
  return new GraphQLError(`${argument}: ${what}`, {
    extensions: { code: CODES.BAD_USER_INPUT, argument, http },
  });
}

/** What is shown of a way: so many steps, and so many characters of each. */
const [MOST_STEPS, LONGEST_STEP] = [20, 64];

/** `input.sources[0].says`; of a way that is very long only its end. */
function wayTo(place: Place): string {
  const steps: string[] = [];
  for (let at: Place | null = place; at?.above && steps.length < MOST_STEPS; at = at.above)
    steps.push(typeof at.name === 'number' ? `[${at.name}]` : `.${at.name.slice(0, LONGEST_STEP)}`);
  return steps.reverse().join('').replace(/^\./, '') || 'variables';
}
