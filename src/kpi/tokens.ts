/** The words of a formula. What is no word of the language is reported, all of it, with its place. */
/** What is wrong at one place of a formula's text; offset and length count UTF-16 units, as `slice` does. */
export interface FormulaProblem {
  message: string;
  offset: number;
  length: number;
}

/** A place in a formula's text. */
export type FormulaPlace = Pick<FormulaProblem, 'offset' | 'length'>;

/** A word of a formula; a sign is one of `+ - * / ( ) ,`, and the end is a word too, so that it has a place. */
export type Token = { readonly offset: number; readonly length: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'sign'; readonly text: string }
  | { readonly kind: 'end' }
);

const SPACE = /[ \t\r\n]+/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z][A-Za-z0-9]*/y;
const SIGN = /[-+*/(),]/y;
const FOREIGN = /[^ \t\r\nA-Za-z0-9+*/(),-]+/uy;

/** Splits a text into words, with an `end` at the end, and reports every character that does not belong. */
export function tokenize(text: string): { tokens: Token[]; problems: FormulaProblem[] } {
  const tokens: Token[] = [];
  const problems: FormulaProblem[] = [];
  for (let offset = 0; offset < text.length;) {
    const word = nextWord(text, offset);
    if (word.kind === 'foreign') problems.push(word.problem);
    else if (word.kind !== 'space') tokens.push(word);
    offset += word.length;
  }
  tokens.push({ kind: 'end', offset: text.length, length: 0 });
  return { tokens, problems };
}

type Word =
  Token | { kind: 'space'; length: number } | { kind: 'foreign'; length: number; problem: FormulaProblem };

function nextWord(text: string, offset: number): Word {
  const space = match(SPACE, text, offset);
  if (space !== null) return { kind: 'space', length: space.length };
  const name = match(NAME, text, offset);
  if (name !== null) return { kind: 'name', text: name, offset, length: name.length };
  const sign = match(SIGN, text, offset);
  if (sign !== null) return { kind: 'sign', text: sign, offset, length: 1 };
  const number = match(NUMBER, text, offset);
  return number === null ? foreign(text, offset) : numberWord(number, offset);
}

function match(pattern: RegExp, text: string, offset: number): string | null {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0] ?? null;
}

function numberWord(text: string, offset: number): Word {
  const value = Number(text);
  const isZero = !/[1-9]/.test(text.split(/[eE]/)[0]!);
  if (Number.isFinite(value) && (value !== 0 || isZero))
    return { kind: 'number', value, offset, length: text.length };
  const message = `this number is too ${value === 0 ? 'small' : 'large'} to calculate with`;
  return { kind: 'foreign', length: text.length, problem: { message, offset, length: text.length } };
}

function foreign(text: string, offset: number): Word {
  const run = match(FOREIGN, text, offset)!;
  const problem = { message: foreignMessage(run), offset, length: run.length };
  return { kind: 'foreign', length: run.length, problem };
}

function foreignMessage(run: string): string {
  const first = String.fromCodePoint(run.codePointAt(0)!);
  if (/[\p{L}\p{M}\p{N}_$]/u.test(first))
    return `names are written with A-Z, a-z and 0-9 only, without ${spelled(first)}`;
  if (first === '.') return 'a point stands only between the digits of a number, as in 0.5';
  return `${spelled(first)} is not part of the formula language, which has + - * / ( ) , numbers, names and functions`;
}

/** A character as a message shows it: with its code point where it could be mistaken for another or not be seen. */
function spelled(character: string): string {
  const code = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  if (/[\p{C}\p{Z}\p{M}]/u.test(character)) return `the character ${code}`;
  if (character === '"') return 'a quotation mark';
  return /^[!-~]$/.test(character) ? `"${character}"` : `"${character}" (${code})`;
}
