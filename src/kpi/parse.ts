/** From the words of a formula to its tree, by the grammar in `formula.ts`. Nodes and depth are bounded. */
import { FUNCTION_NAMES, FUNCTIONS, MONTH_DAYS } from './functions.ts';
import type { FormulaPlace, FormulaProblem, Token } from './tokens.ts';

/** The most numbers, names, operations and calls of one formula. */
export const MOST_NODES = 200;
/** The deepest nesting of parentheses, calls and signs. */
export const DEEPEST = 32;

/** A checked formula. */
export type Tree =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'monthDays' }
  | { readonly kind: 'negative'; readonly operand: Tree }
  | { readonly kind: 'operation'; readonly sign: Sign; readonly left: Tree; readonly right: Tree }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Tree[] };

/** The operators with two operands. */
export type Sign = '+' | '-' | '*' | '/';

/** The tree and where each name first appears, in order of appearance; or the first error of grammar. */
export type Parsed = { tree: Tree; places: ReadonlyMap<string, FormulaPlace> } | { problem: FormulaProblem };

/** Parses words that end with an `end`. Its recursion is at most as deep as `DEEPEST` allows. */
export function parseTree(tokens: readonly Token[]): Parsed {
  const parser = new Parser(tokens);
  try {
    return { tree: parser.formula(), places: parser.places };
  } catch (error) {
    if (error instanceof GrammarError) return { problem: error.problem };
    throw error;
  }
}

class GrammarError extends Error {
  readonly problem: FormulaProblem;
  constructor(message: string, { offset, length }: FormulaPlace) {
    super(message);
    this.problem = { message, offset, length };
  }
}

class Parser {
  readonly places = new Map<string, FormulaPlace>();
  readonly #tokens: readonly Token[];
  #at = 0;
  #nodes = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  formula(): Tree {
    const first = this.#peek();
    if (first.kind === 'end') throw new GrammarError('the formula is empty', first);
    const tree = this.#sum();
    const last = this.#peek();
    if (last.kind !== 'end') throw new GrammarError(leftover(last), last);
    return tree;
  }

  #sum(): Tree {
    let tree = this.#product();
    for (let sign = this.#take('+', '-'); sign; sign = this.#take('+', '-'))
      tree = this.#operation(sign, tree, this.#product());
    return tree;
  }

  #product(): Tree {
    let tree = this.#factor();
    for (let sign = this.#take('*', '/'); sign; sign = this.#take('*', '/'))
      tree = this.#operation(sign, tree, this.#factor());
    return tree;
  }

  #factor(): Tree {
    const token = this.#peek();
    this.#at++;
    if (token.kind === 'number') return this.#node(token, { kind: 'number', value: token.value });
    if (token.kind === 'name')
      return this.#isSign('(') || FUNCTIONS.has(token.text) ? this.#call(token) : this.#name(token);
    if (token.kind === 'sign' && token.text === '(') return this.#nested(token, () => this.#closed(token));
    if (token.kind === 'sign' && token.text === '-') return this.#negative(token);
    throw new GrammarError(noOperand(token), token);
  }

  #name(token: Token & { kind: 'name' }): Tree {
    if (token.text === MONTH_DAYS) return this.#node(token, { kind: 'monthDays' });
    if (!this.places.has(token.text)) this.places.set(token.text, placeOf(token));
    return this.#node(token, { kind: 'name', name: token.text });
  }

  #negative(token: Token): Tree {
    const operand = this.#nested(token, () => this.#factor());
    return this.#node(token, { kind: 'negative', operand });
  }

  #call(token: Token & { kind: 'name' }): Tree {
    const called = FUNCTIONS.get(token.text);
    if (!called)
      throw new GrammarError(
        `"${token.text}" is not a function; the functions are ${FUNCTION_NAMES.join(', ')}`,
        token,
      );
    const open = this.#peek();
    if (!this.#take('('))
      throw new GrammarError(`"${token.text}" is a function and needs arguments: ${token.text}(…)`, token);
    const operands = this.#nested(open, () => this.#operands(open, token.text));
    if (called.arity === 'one' && operands.length > 1)
      throw new GrammarError(`${token.text} takes one argument, not ${operands.length}`, token);
    return this.#node(token, { kind: 'call', name: token.text, operands });
  }

  #operands(open: Token, name: string): Tree[] {
    if (this.#isSign(')')) throw new GrammarError(`${name} needs at least one argument`, open);
    const operands = [this.#sum()];
    while (this.#take(',')) operands.push(this.#sum());
    this.#close(open);
    return operands;
  }

  #closed(open: Token): Tree {
    const tree = this.#sum();
    this.#close(open);
    return tree;
  }

  #close(open: Token): void {
    if (this.#take(')')) return;
    const token = this.#peek();
    if (token.kind === 'end') throw new GrammarError('this "(" is never closed', open);
    throw new GrammarError(leftover(token), token);
  }

  #operation(sign: string, left: Tree, right: Tree): Tree {
    return this.#node(this.#tokens[this.#at - 1]!, { kind: 'operation', sign: sign as Sign, left, right });
  }

  #node<Made extends Tree>(token: Token, tree: Made): Made {
    if (++this.#nodes > MOST_NODES)
      throw new GrammarError(
        `a formula has at most ${MOST_NODES} numbers, names and operations; split it into several KPIs`,
        token,
      );
    return tree;
  }

  #nested<Result>(token: Token, inside: () => Result): Result {
    if (++this.#depth > DEEPEST)
      throw new GrammarError(
        `a formula is nested at most ${DEEPEST} levels deep; split it into several KPIs`,
        token,
      );
    const result = inside();
    this.#depth--;
    return result;
  }

  #peek(): Token {
    return this.#tokens[this.#at]!;
  }

  #isSign(sign: string): boolean {
    const token = this.#peek();
    return token.kind === 'sign' && token.text === sign;
  }

  #take(...signs: string[]): string | null {
    const token = this.#peek();
    if (token.kind !== 'sign' || !signs.includes(token.text)) return null;
    this.#at++;
    return token.text;
  }
}

const placeOf = ({ offset, length }: FormulaPlace): FormulaPlace => ({ offset, length });

function noOperand(token: Token): string {
  if (token.kind === 'sign') return `"${token.text}" stands where a number, a name or "(" is expected`;
  return 'the formula ends where a number, a name or "(" is expected';
}

function leftover(token: Token): string {
  if (token.kind === 'sign' && token.text === ')') return 'this ")" closes nothing';
  if (token.kind === 'sign' && token.text === ',')
    return '"," stands only between the arguments of a function';
  return 'an operator (+ - * /) is missing before this';
}
