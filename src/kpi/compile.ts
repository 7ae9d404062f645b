/**
 * From a formula's tree to a function of closures. No code is generated from text: `new Function` would be a way out of
 * the language. NaN stands for null: it passes through every operation by itself, and so does each failure made NaN here.
 */
import { FUNCTIONS } from './functions.ts';
import type { Sign, Tree } from './parse.ts';

/**
 * A compiled formula: its value from the operands' values and the days of the period's month; pure. NaN stands for null, in operands
 * and result; an operation on the way without a finite result makes the whole NaN, and -0 is answered as 0.
 */
export type Evaluate = (values: ArrayLike<number>, monthDays: number) => number;

/** What a name means: the index of its value in the array of operands, or a constant. */
export type Slot = (name: string) => number | { constant: number };

/** Compiles a tree. `slot` is asked once for every appearance of a name. */
export function compileTree(tree: Tree, slot: Slot): Evaluate {
  const root = compile(tree, slot);
  return (values, monthDays) => finite(root(values, monthDays)) + 0;
}

/** An operand that is infinite, which no door lets in, has no finite result either. */
const finite = (value: number): number => (Number.isFinite(value) ? value : NaN);

function compile(tree: Tree, slot: Slot): Evaluate {
  switch (tree.kind) {
    case 'number':
      return constant(tree.value);
    case 'name':
      return operand(slot(tree.name));
    case 'monthDays':
      return (_, monthDays) => monthDays;
    case 'negative':
      return negative(compile(tree.operand, slot));
    case 'operation':
      return OPERATIONS[tree.sign](compile(tree.left, slot), compile(tree.right, slot));
    case 'call':
      return call(
        tree.name,
        tree.operands.map((each) => compile(each, slot)),
      );
  }
}

const constant =
  (value: number): Evaluate =>
  () =>
    value;

const operand = (slot: number | { constant: number }): Evaluate =>
  typeof slot === 'number' ? (values) => values[slot]! : constant(slot.constant);

const negative =
  (inner: Evaluate): Evaluate =>
  (values, monthDays) =>
    -inner(values, monthDays);

/** One closure factory an operator: a shared one with a switch inside was measured slower. */
const OPERATIONS: Record<Sign, (left: Evaluate, right: Evaluate) => Evaluate> = {
  '+': (left, right) => (values, days) => finite(left(values, days) + right(values, days)),
  '-': (left, right) => (values, days) => finite(left(values, days) - right(values, days)),
  '*': (left, right) => (values, days) => finite(left(values, days) * right(values, days)),
  '/': (left, right) => (values, days) => finite(left(values, days) / right(values, days)),
};

function call(name: string, operands: readonly Evaluate[]): Evaluate {
  const called = FUNCTIONS.get(name)!;
  const [first, ...rest] = operands as [Evaluate, ...Evaluate[]];
  if (called.arity === 'one') return (values, days) => called.apply(first(values, days));
  return rest.reduce<Evaluate>(
    (left, right) => (values, days) => called.apply(left(values, days), right(values, days)),
    first,
  );
}
