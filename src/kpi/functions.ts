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

/** The names of the functions. */
export const FUNCTION_NAMES: readonly string[] = [...FUNCTIONS.keys()];

/** The constant of the period that a formula is computed for: how many days its month has, see `monthDays` in period.ts. */
export const MONTH_DAYS = 'monthDays';

/** What a name that has a meaning of its own is; null for any other. Nothing else may be called so. */
export function reserved(name: string): string | null {
  if (FUNCTIONS.has(name)) return 'a function of the formula language';
  return name === MONTH_DAYS ? 'a constant of the formula language' : null;
}
