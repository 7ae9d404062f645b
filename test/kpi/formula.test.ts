import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Formula, markFormula, parseFormula } from '../../src/kpi/formula.ts';

type Values = Record<string, number | null>;

function parsed(text: string): Formula {
  const result = parseFormula(text);
  if ('problems' in result) throw new Error(`${text}: ${result.problems[0]?.message}`);
  return result.formula;
}

/** The value of a formula with null for "none", as the rules are written. */
function valueOf(text: string, values: Values = {}): number | null {
  const formula = parsed(text);
  const operands = formula.names.map((name) => values[name] ?? NaN);
  const value = formula.compile((name) => formula.names.indexOf(name))(operands, 31);
  return Number.isNaN(value) ? null : value;
}

function problems(text: string): string[] {
  const result = parseFormula(text);
  if ('formula' in result) return [];
  return result.problems.map((problem) => `${problem.offset}+${problem.length} ${problem.message}`);
}

describe('a formula', () => {
  test.each([
    ['12', 12],
    ['0.5', 0.5],
    ['1e6', 1_000_000],
    ['2.5E-3', 0.0025],
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['8 / 4 / 2', 1],
    ['8 - 4 - 2', 2],
    ['-2 * 3', -6],
    ['2 * -3', -6],
    ['2 - -3', 5],
    ['--3', 3],
    ['-(1 + 2)', -3],
    ['min(3, 1, 2)', 1],
    ['max(3, 1, 2)', 3],
    ['min(7)', 7],
    ['max(7)', 7],
    ['abs(-2.5)', 2.5],
    ['sqrt(9)', 3],
    ['min(1 + 1, max(4, sqrt(abs(-9))))', 2],
    [' 1\t+\n2 ', 3],
  ])('%j is %s', (text, value) => expect(valueOf(text)).toBe(value));

  test('names what it reads, each once, in order of appearance', () =>
    expect(parsed('b / max(a, b) + callsIn15s - min(a, C)').names).toEqual(['b', 'a', 'callsIn15s', 'C']));

  test('says where a name first stands', () =>
    expect(parsed('100 * calls / calls').placeOf('calls')).toEqual({ offset: 6, length: 5 }));

  test('takes parameters as constants', () => {
    const evaluate = parsed('weight * a').compile((name) => (name === 'weight' ? { constant: 3 } : 0));
    expect(evaluate([14], 30)).toBe(42);
  });

  test('knows the days of the month of its period, which is no name that it reads', () => {
    expect(valueOf('monthDays * a', { a: 2 })).toBe(62);
    expect(parsed('10000 * monthDays * calls / monthDays').names).toEqual(['calls']);
  });

  test('may use names that mean something in JavaScript: they are names like any other', () =>
    expect(
      valueOf('constructor + toString + hasOwnProperty', { constructor: 1, toString: 2, hasOwnProperty: 3 }),
    ).toBe(6));
});

describe('a formula has no value', () => {
  test.each([
    ['where an operand is missing', 'a + b', { a: 1 }],
    ['where a missing operand would not matter', '0 * a + 1', {}],
    ['where a missing operand is one of several', 'min(1, a)', {}],
    ['at a division by zero', 'a / b', { a: 1, b: 0 }],
    ['at zero divided by zero', 'a / b', { a: 0, b: 0 }],
    ['where a division by zero would vanish later', '1 / (1 / a)', { a: 0 }],
    ['where a division by zero would lose a comparison', 'min(5, 1 / a)', { a: 0 }],
    ['at the root of a negative number', 'sqrt(a)', { a: -1 }],
    ['where it overflows', 'a * a', { a: 1e200 }],
    ['where it overflows on the way', 'a * a / a', { a: 1e200 }],
    ['where it falls below all numbers', '-a - a', { a: 1.7e308 }],
  ] as const)('%s: %s', (_, text, values) => expect(valueOf(text, values)).toBeNull());

  test('and never the value minus zero', () => {
    expect(valueOf('-a', { a: 0 })).toBe(0);
    expect(valueOf('a * -1', { a: 0 })).toBe(0);
    expect(valueOf('a', { a: -0 })).toBe(0);
    expect(valueOf('sqrt(-a)', { a: 0 })).toBe(0);
  });

  test('from an operand that is not finite', () => expect(valueOf('a', { a: Infinity })).toBeNull());
});

/** An expression as text, fully parenthesised, and its value by the rules, computed without the product. */
interface Sample {
  text: string;
  value: number | null;
}

const VALUES: Values = { a: 3, b: 0.25, c: 0, d: -7, none: null, huge: 1e300 };
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
const lift = (operands: Sample[], apply: (...numbers: number[]) => number): number | null =>
  operands.some(({ value }) => value === null)
    ? null
    : finite(apply(...operands.map(({ value }) => value as number)));

const { sample } = fc.letrec<{ sample: Sample }>((tie) => {
  const pair = fc.tuple(tie('sample'), tie('sample'));
  const operation = (sign: string, apply: (x: number, y: number) => number) =>
    pair.map((two) => ({ text: `(${two[0].text} ${sign} ${two[1].text})`, value: lift(two, apply) }));
  const call = (name: string, apply: (...numbers: number[]) => number, most: number) =>
    fc.array(tie('sample'), { minLength: 1, maxLength: most }).map((list) => ({
      text: `${name}(${list.map(({ text }) => text).join(',')})`,
      value: lift(list, apply),
    }));
  return {
    sample: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      fc.constantFrom(...Object.entries(VALUES).map(([text, value]) => ({ text, value }))),
      fc.nat(1000).map((value) => ({ text: String(value), value })),
      operation('+', (x, y) => x + y),
      operation('-', (x, y) => x - y),
      operation('*', (x, y) => x * y),
      operation('/', (x, y) => x / y),
      tie('sample').map((one) => ({ text: `-${one.text}`, value: lift([one], (x) => -x) })),
      call('min', Math.min, 3),
      call('max', Math.max, 3),
      call('abs', Math.abs, 1),
      call('sqrt', Math.sqrt, 1),
    ),
  };
});

test('every formula has the value that plain arithmetic gives, with null for whatever is not finite', () =>
  fc.assert(
    fc.property(sample, ({ text, value }) => {
      fc.pre(text.length <= 1000 && 'formula' in parseFormula(text));
      expect(valueOf(text, VALUES)).toBe(value === null ? null : value + 0);
    }),
    { numRuns: 1000 },
  ));

describe('a problem says what is wrong, where, and what to do', () => {
  test.each([
    ['', '0+0 the formula is empty'],
    ['   ', '3+0 the formula is empty'],
    ['a +', '3+0 the formula ends where a number, a name or "(" is expected'],
    ['+a', '0+1 "+" stands where a number, a name or "(" is expected'],
    ['a ** b', '3+1 "*" stands where a number, a name or "(" is expected'],
    ['a b', '2+1 an operator (+ - * /) is missing before this'],
    ['12calls', '2+5 an operator (+ - * /) is missing before this'],
    ['0x10', '1+3 an operator (+ - * /) is missing before this'],
    ['(a + b', '0+1 this "(" is never closed'],
    ['a + b)', '5+1 this ")" closes nothing'],
    ['a, b', '1+1 "," stands only between the arguments of a function'],
    ['()', '1+1 ")" stands where a number, a name or "(" is expected'],
    ['min()', '3+1 min needs at least one argument'],
    ['min(a,)', '6+1 ")" stands where a number, a name or "(" is expected'],
    ['abs(a, b)', '0+3 abs takes one argument, not 2'],
    ['sqrt(a, b, c)', '0+4 sqrt takes one argument, not 3'],
    ['100 * min', '6+3 "min" is a function and needs arguments: min(…)'],
    ['calls(a)', '0+5 "calls" is not a function; the functions are min, max, abs, sqrt'],
    ['constructor(a)', '0+11 "constructor" is not a function; the functions are min, max, abs, sqrt'],
    ['.5', '0+1 a point stands only between the digits of a number, as in 0.5'],
    ['a.b', '1+1 a point stands only between the digits of a number, as in 0.5'],
    ['1e999', '0+5 this number is too large to calculate with'],
    ['1e-999', '0+6 this number is too small to calculate with'],
    ['café / 2', '3+1 names are written with A-Z, a-z and 0-9 only, without "é" (U+00E9)'],
    ['100 * \u0441alls', '6+1 names are written with A-Z, a-z and 0-9 only, without "\u0441" (U+0441)'],
    ['接通 / a', '0+2 names are written with A-Z, a-z and 0-9 only, without "接" (U+63A5)'],
    ['calls_offered', '5+1 names are written with A-Z, a-z and 0-9 only, without "_"'],
  ])('%j: %s', (text, problem) => expect(problems(text)).toEqual([problem]));

  test('all foreign characters are told at once', () =>
    expect(problems('a % b ^ c; d').map((problem) => problem.split(' ')[0])).toEqual(['2+1', '6+1', '9+1']));

  test('invisible characters are told by their number', () =>
    expect(problems('a\u202e+ b\u0000')).toEqual([
      expect.stringContaining('1+1 the character U+202E'),
      expect.stringContaining('5+1 the character U+0000'),
    ]));

  test('the place is marked under the text', () => {
    expect(markFormula('100 * calls / offerd', { offset: 14, length: 6 })).toBe(
      '100 * calls / offerd\n              ^^^^^^',
    );
    expect(markFormula('a +', { offset: 3, length: 0 })).toBe('a +\n   ^');
    expect(markFormula('𝒳 + é', { offset: 5, length: 1 })).toBe('𝒳 + é\n    ^');
  });

  test('marking takes two lines, whatever the text', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.nat(300),
        fc.nat(300),
        (text, offset, length) => {
          const lines = markFormula(text, { offset: Math.min(offset, text.length), length }).split('\n');
          expect(lines).toHaveLength(2);
          expect(lines[0]!.length).toBeLessThan(400);
          expect(lines[0]).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
          expect(lines[1]).toMatch(/^ *\^+$/);
        },
      ),
    ));
});

describe('at the limit a formula is taken, one beyond it is refused', () => {
  const refused = (text: string) => problems(text).join();

  test('1,000 characters', () => {
    expect(problems('a'.repeat(1000))).toEqual([]);
    expect(refused('a'.repeat(1001))).toContain('at most 1000 characters, this one has 1001');
  });

  test('200 nodes', () => {
    expect(problems(`-a${'+a'.repeat(99)}`)).toEqual([]);
    expect(refused(`-a${'+a'.repeat(99)}+1`)).toContain('at most 200 numbers, names and operations');
  });

  test.each([
    ['parentheses', '(', ')'],
    ['calls', 'abs(', ')'],
    ['signs', '-', ''],
  ])('32 levels of %s', (_, open, close) => {
    const nested = (depth: number) => `${open.repeat(depth)}a${close.repeat(depth)}`;
    expect(problems(nested(32))).toEqual([]);
    expect(refused(nested(33))).toContain('nested at most 32 levels');
  });
});

describe('hostile text', () => {
  const million = 1_000_000;
  const WRITTEN = [
    '('.repeat(million),
    '-'.repeat(million),
    'abs('.repeat(250_000),
    `${'('.repeat(500)}a${')'.repeat(499)}`,
    '-'.repeat(999) + 'a',
    'a'.repeat(million),
    '9'.repeat(1001),
    '9'.repeat(1000),
    '1e999',
    '1e308 * 1e999999999',
    '9'.repeat(400) + 'e' + '9'.repeat(400),
    'constructor.constructor("return process")()',
    'this.constructor',
    'a["constructor"]',
    '__proto__',
    '__proto__ = 1',
    'import("fs")',
    'process.exit(1)',
    '(() => {})()',
    'a => a',
    '`${a}`',
    'a; while (1) {}',
    '/* a */ a',
    'a // b',
    'a ? b : c',
    'new Function("a")',
    'eval(a)',
    'toString()',
    'min.apply(a)',
    'max(...a)',
    'a\u200b',
    '\u202eabs(a)',
    '\ud800',
    'a\u0000',
    'ａ + ｂ',
    '𝒳 + 𝒴',
    'é'.repeat(1000),
    '% '.repeat(500),
    'min(' + 'a,'.repeat(498),
    '1+'.repeat(499) + '1',
    'a*'.repeat(499) + 'a',
    '1.2.3',
    '1e',
    '1e+',
    '--',
    ')(',
    ',',
    '\t\n',
  ];
  const PIECES = [
    '(',
    ')',
    ',',
    '+',
    '-',
    '*',
    '/',
    '.',
    ' ',
    'min',
    'max',
    'abs',
    'sqrt',
    'constructor',
    '__proto__',
    'prototype',
    'a',
    '1e999',
    '1e-999',
    '0.5',
    '[',
    ']',
    '"',
    '`',
    '=>',
    '${',
    'é',
    '\u0441',
    '\u202e',
    '\u0000',
    '\ud800',
    '𝒳',
  ];
  const generated = fc.sample(
    fc.oneof(
      fc.array(fc.constantFrom(...PIECES), { maxLength: 400 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'binary', maxLength: 1000 }),
      fc.tuple(fc.constantFrom(...PIECES), fc.nat(million)).map(([piece, times]) => piece.repeat(times)),
    ),
    { numRuns: 1000, seed: 2 },
  );

  /** Milliseconds, the best of three: what the parser needs, not what the machine did meanwhile. */
  function timeOf(text: string): number {
    const once = () => {
      const start = performance.now();
      parseFormula(text);
      return performance.now() - start;
    };
    return Math.min(once(), once(), once());
  }

  test('1,000 texts are each answered within 10 ms, with a problem inside the text or a formula', () => {
    for (const text of [...WRITTEN, ...generated]) {
      expect(timeOf(text), text.slice(0, 80)).toBeLessThan(10);
      const result = parseFormula(text);
      if ('formula' in result) continue;
      expect(result.problems.length).toBeGreaterThan(0);
      for (const { message, offset, length } of result.problems) {
        expect(message).not.toBe('');
        expect(offset + length).toBeLessThanOrEqual(text.length);
        expect(markFormula(text, { offset, length }).length).toBeLessThan(1000);
      }
    }
  });

  test('each of the written ones is refused', () =>
    expect(WRITTEN.filter((text) => 'formula' in parseFormula(text))).toEqual([]));

  test('prototypes are as they were', () => {
    const before = [Object.prototype, Function.prototype, Array.prototype].map(Object.getOwnPropertyNames);
    for (const text of [...WRITTEN, ...generated]) parseFormula(text);
    const after = [Object.prototype, Function.prototype, Array.prototype].map(Object.getOwnPropertyNames);
    expect(after).toEqual(before);
  });
});
