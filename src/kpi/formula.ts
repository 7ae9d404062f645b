/**
 * The formula language: text → checked tree → evaluate. Its grammar is closed: numbers, names, + - * / and unary minus,
 * parentheses, and the functions of `functions.ts`. There is no member access, no other call and no loop, so there is
 * nothing to escape to; length, nodes and depth are bounded, so any text is answered at once.
 *
 *     sum     = product { ("+" | "-") product }
 *     product = factor { ("*" | "/") factor }
 *     factor  = "-" factor | number | name | "(" sum ")" | function "(" sum { "," sum } ")"
 *     number  = digits [ "." digits ] [ ("e" | "E") [ "+" | "-" ] digits ]
 *     name    = letter { letter | digit }                                     (A-Z, a-z, 0-9)
 *
 * One name has a meaning of its own: `monthDays`, how many days the month of the period has (see period.ts).
 */
import { compileTree, type Evaluate, type Slot } from './compile.ts';
import { parseTree } from './parse.ts';
import { type FormulaPlace, type FormulaProblem, tokenize } from './tokens.ts';

/** The longest formula in UTF-16 units. How many nodes and how deep it may be stands in `parse.ts`. */
const LONGEST_FORMULA = 1000;

/** A formula that keeps the grammar. What its names mean is decided by whoever compiles it. */
export interface Formula {
  readonly text: string;
  /** The names it reads, each once, in order of appearance; functions are not names. */
  readonly names: readonly string[];
  /** Where a name first appears; for a name that it does not read, the whole text. */
  placeOf(name: string): FormulaPlace;
  /** Binds each name to a place in the array of values, or to a constant, once; the result is pure and fast. */
  compile(slot: Slot): Evaluate;
}

export type { Evaluate, Slot };

/** Reads a formula, or says everything that is wrong with it: every bad character, or else the first error of grammar. */
export function parseFormula(text: string): { formula: Formula } | { problems: FormulaProblem[] } {
  if (text.length > LONGEST_FORMULA) return { problems: [tooLong(text)] };
  const { tokens, problems } = tokenize(text);
  if (problems.length > 0) return { problems };
  const parsed = parseTree(tokens);
  if ('problem' in parsed) return { problems: [parsed.problem] };
  const { tree, places } = parsed;
  return {
    formula: {
      text,
      names: [...places.keys()],
      placeOf: (name) => places.get(name) ?? { offset: 0, length: text.length },
      compile: (slot) => compileTree(tree, slot),
    },
  };
}

/** How much of a formula a marked line shows before and after the place. */
const CONTEXT = 60;

/**
 * The formula and, under it, `^^^` below the place: two lines. Long formulas are cut to the surroundings of the place,
 * and what would break the line or cannot be seen is shown as `�`.
 */
export function markFormula(text: string, place: FormulaPlace): string {
  const start = Math.max(0, place.offset - CONTEXT);
  const stop = place.offset + Math.min(place.length, CONTEXT) + CONTEXT;
  const before = (start > 0 ? '…' : '') + visible(text.slice(start, place.offset));
  const marked = visible(text.slice(place.offset, place.offset + Math.min(place.length, CONTEXT)));
  const after = visible(text.slice(place.offset + Math.min(place.length, CONTEXT), stop));
  const rest = stop < text.length ? '…' : '';
  const carets = '^'.repeat(Math.max(1, [...marked].length));
  return `${before}${marked}${after}${rest}\n${' '.repeat([...before].length)}${carets}`;
}

const visible = (text: string): string => text.replace(/\s/gu, ' ').replace(/\p{C}/gu, '\u{fffd}');

const tooLong = (text: string): FormulaProblem => ({
  message: `a formula has at most ${LONGEST_FORMULA} characters, this one has ${text.length}; split it into several KPIs`,
  offset: LONGEST_FORMULA,
  length: text.length - LONGEST_FORMULA,
});
