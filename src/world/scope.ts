/** Scopes: found by the codes that people send and by the ids that facts have, and named by their codes. */
import { suggestion } from '../kpi/nearest.ts';
import { type Operator, type Place, type Reference, unitOf } from '../store/reference.ts';
import type { Scope } from './world.ts';

/** A scope by its codes; null or left out stands for all lines, the whole operator. */
export interface ScopeCodes {
  operator: string;
  businessLine?: string | null;
  orgUnit?: string | null;
}

/** What is wrong with one of the codes of a scope. */
export interface ScopeProblem {
  field: keyof ScopeCodes;
  message: string;
}

/** The scope that codes name, or every problem with them. */
export function findScope(
  reference: Reference,
  { operator: code, businessLine, orgUnit }: ScopeCodes,
  hints: Hints = new Hints(),
): Scope | ScopeProblem[] {
  const operator = reference.operators.get(code);
  const line = businessLine == null ? null : reference.lines.get(businessLine);
  const place = operator && (orgUnit == null ? operator.root : unitOf(operator, orgUnit));
  const isSeen = place && line !== undefined && reference.sight.sees(place.id, line?.id ?? 0);
  if (operator && isSeen) return { operator, place, line };
  // Where each code is known and yet the scope is not seen, the narrowest is told as unknown.
  const isKnown = place && line !== undefined;
  const problems: ScopeProblem[] = [];
  const unknown = (field: keyof ScopeCodes, what: string, name: string, known: () => string[]) =>
    problems.push({ field, message: hints.unknown(what, name, () => known().filter((it) => it !== name)) });
  if (!operator || (orgUnit == null && !place) || (isKnown && orgUnit == null && line === null))
    unknown('operator', 'operator', code, () => [...reference.operators.keys()]);
  if (line === undefined || (isKnown && line !== null))
    unknown('businessLine', 'business line', businessLine!, () => linesSeen(reference, place));
  if (operator && orgUnit != null && (!place || (isKnown && line === null)))
    unknown('orgUnit', `unit of ${code}`, orgUnit, () => [...operator.units.keys()]);
  return problems;
}

/** The lines that are seen at a place, or all where it is not known. */
const linesSeen = ({ lines, sight }: Reference, place: Place | undefined): string[] =>
  [...lines.values()].filter((it) => !place || sight.sees(place.id, it.id)).map((it) => it.code);

/** The scope that facts with these ids stand at; undefined where it is not known, or not seen. */
export function scopeAt(
  { placeById, lineById, sight }: Reference,
  { placeId, lineId }: { placeId: number; lineId: number },
): Scope | undefined {
  const place = placeById.get(placeId);
  const line = lineId === 0 ? null : lineById.get(lineId);
  const isSeen = place && line !== undefined && sight.sees(placeId, lineId);
  return isSeen ? { operator: place.operator, place, line } : undefined;
}

/** Every scope that is seen, by operator, line (all together first) and unit (the whole operator first). */
export function everyScope({ operators, lines, sight }: Reference): Scope[] {
  return [...operators.values()].flatMap((operator) =>
    [null, ...lines.values()].flatMap((line) =>
      operator.places
        .filter((place) => sight.sees(place.id, line?.id ?? 0))
        .map((place) => ({ operator, place, line })),
    ),
  );
}

/** The operator with this code, where all of it is seen; undefined otherwise. */
export function wholeOperator({ operators, sight }: Reference, code: string): Operator | undefined {
  const found = operators.get(code);
  return found?.root && sight.sees(found.root.id, 0) ? found : undefined;
}

/** The ids of a scope's place and of all below it. */
export const placesWithin = ({ operator, place }: Pick<Scope, 'operator' | 'place'>): number[] =>
  operator.places.filter((it) => it.path.includes(place.id)).map((it) => it.id);

/** More than any code has. */
const LONGEST_NAME = 100;
/** More different unknown codes in one place are garbage, not misspelled: no more is looked for. */
const MOST_HINTS = 100;

/** Says that codes are unknown, with the nearest known one; remembers what it said, for files with a mistake in each row. */
export class Hints {
  readonly #told = new Map<string, string>();

  /** `there is no operator "lanwan"; did you mean "lanwan-telecom"?` */
  unknown(what: string, code: string, known: () => Iterable<string>): string {
    const message = `there is no ${what} ${visible(code)}`;
    const told = this.#told.get(message);
    if (told !== undefined) return told;
    if (this.#told.size >= MOST_HINTS) return message;
    const hinted = message + suggestion(code, known());
    this.#told.set(message, hinted);
    return hinted;
  }
}

/** `there is no KPI "x"; did you mean "y"?` */
export const unknownCode = (what: string, code: string, known: Iterable<string>): string =>
  new Hints().unknown(what, code, () => known);

/** A name as it was sent: the beginning of a long one, and visibly where it holds what cannot be seen. */
function visible(text: string): string {
  const short = text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
  return JSON.stringify(short.replace(/\p{Cf}/gu, '\u{fffd}'));
}

/** The codes of a scope in the order that lists have: operator, line, unit; '' for none, which comes first. */
export function codesOfScope({ operator, line, place }: Scope): [string, string, string] {
  return [operator.code, line?.code ?? '', place.code ?? ''];
}

/** The line's id as facts have it: 0 for all lines. */
export const lineIdOf = ({ line }: Scope): number => line?.id ?? 0;
