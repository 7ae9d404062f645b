/**
 * The named functions of the formula language. Their names are reserved: no input, parameter or KPI may be called so.
 * Growing this list is a reviewed act: a function here is pure, total over finite numbers, and NaN where it has no result.
 */

/** One function: how many arguments it takes, and what it does with one, or with the result so far and the next one. */
export type FormulaFunction =
  | { readonly arity: 'one'; readonly apply: (x: number) => number }
  | { readonly arity: 'many'; readonly apply: (x: number, y: number) => number };

/** The functions by name. A Map, so that `constructor` is not found in it. */
export const FUNCTIONS: ReadonlyMap<string, FormulaFunction> = new Map<string, FormulaFunction>([
  ['min', { arity: 'many', apply: (x, y) => Math.min(x, y) }],
  ['max', { arity: 'many', apply: (x, y) => Math.max(x, y) }],
  ['abs', { arity: 'one', apply: (x) => Math.abs(x) }],
  ['sqrt', { arity: 'one', apply: (x) => Math.sqrt(x) }],
]);

/** The reserved names. */
export const FUNCTION_NAMES: readonly string[] = [...FUNCTIONS.keys()];
