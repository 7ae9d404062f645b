/**
 * Definitions that want to do harm, made from a seed: a good one with one to three of its fields replaced by something that
 * escapes, spoofs, overflows, multiplies or never ends. Each of them has to be refused.
 */
import fc from 'fast-check';

export type Definition = Record<string, unknown>;

/** As many definitions as asked for, the same for the same seed. */
export function hostileDefinitions(count: number, seed: number): Definition[] {
  return fc.sample(DEFINITION, { numRuns: count, seed });
}

/** A good definition over two inputs of the product. */
export const GOOD: Definition = {
  code: 'fast-answers',
  name: { en: 'Fast answers', zh: '快速接通' },
  description: 'How many of a hundred calls are answered in 15 seconds.',
  ...{
    dimension: 'PERCEPTION',
    process: 'HOTLINE',
    lifecycleStage: 'USAGE',
    cadence: 'DAY',
    unit: 'percent',
  },
  businessLines: ['mobile'],
  formula: 'scale * callsAnsweredIn15s / callsOfferedToAgents',
  parameters: { scale: 100 },
  threshold: { atLeast: { warning: 85, critical: 80 }, consecutive: 1 },
  scoring: points(60, 96),
  weight: 1,
  sources: [{ reference: 'judgement', says: 'limits 85 and 80' }],
  examples: [example({ callsAnsweredIn15s: 88, callsOfferedToAgents: 100 }, 88, 'OK'), example({})],
};

function points(...values: number[]) {
  return values.map((value, at) => ({ value, score: (100 * at) / (values.length - 1) }));
}

function example(inputs: object, value: unknown = null, status = 'NO_DATA') {
  return { inputs, value, status };
}

/** An object with its own key of this name, also `__proto__`, as JSON brings it. */
const keyed = (key: string, value: unknown): object =>
  JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`) as object;

const many = (count: number, value: unknown): unknown[] => Array<unknown>(count).fill(value);
const named = (count: number): object => Object.fromEntries(many(count, 1).map((it, at) => [`x${at}`, it]));

const MILLION = 1_000_000;
const LONG = 'x'.repeat(MILLION);
const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf'];

/** What no text may be or hold. */
const TEXTS = [
  ...['', ' ', '\u0000', 'a\u0000b', '\ud800', 'a\udfffb', '\u001b[31mred', '\u202eevil', 'a\u2066b'],
  ...[LONG, '界'.repeat(MILLION), 7, null, {}, []],
];
const LINES = [...TEXTS, 'a\nb', 'a\u2028b'];

const CODES = [
  ...[...PROTOTYPE_KEYS.filter((it) => it !== 'constructor' && it !== 'prototype'), 'max', 'sqrt'],
  ...[
    '',
    'A',
    'é',
    'ａ',
    'a b',
    'a--b',
    '-a',
    'a-',
    '1a',
    'a:b',
    '../a',
    'a\u0000',
    '\ud800',
    'a\u200b',
    '\u202ea',
  ],
  ...['a'.repeat(65), LONG, 7, null, 'hotline-answer-rate-15s', 'calls-offered-to-agents'],
];

const NUMBERS = [NaN, Infinity, -Infinity, 1e101, -1e101, 1e308, 5e-324 - 1e308, '1', null, {}, [1]];
const COUNTS = [...NUMBERS, 0, -0, 1e-400, -1];

const NAMES = 'callsAnsweredIn15s callsOfferedToAgents'.split(' ') as [string, string];

/** Formulas that are none, or that read what is not there. */
const FORMULAS = [
  ...['(', '-', 'abs(', 'sqrt(-', 'min(1,'].map((it) => it.repeat(MILLION / it.length)),
  ...['(', '-', 'abs('].map((it) => it.repeat(33) + NAMES[0] + (it.endsWith('(') ? ')'.repeat(33) : '')),
  many(201, '1').join('+'),
  ...['1e999', '1e-999', `${NAMES[0]} * 1e308 * 1e999`, '9'.repeat(400), `0.${'0'.repeat(400)}1`],
  ...['constructor', '__proto__', 'this', 'constructor.constructor("return process")()', 'a["b"]', '`${a}`'],
  ...['import("fs")', '(() => {})()', 'a; b', 'a ? b : c', 'new Function("a")', 'max(...a)', '{}', '[]'],
  ...[
    'process',
    'globalThis',
    'eval(callsOfferedToAgents)',
    'toString()',
    `${NAMES[0]}.length`,
    'hotline-answer-rate-15s',
  ],
  ...[
    '\u202ecallsOfferedToAgents',
    'callsOfferedToAgents\u200b',
    'сalls',
    '𝒳',
    '\ud800',
    '\u0000',
    LONG,
    '9'.repeat(MILLION),
  ],
  ...['', ' ', '1', 'scale', 'fastAnswers', 'fastAnswers + hotlineAnswerRate15s', 7, null, {}],
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
  'abs',
  'a',
  '1e9',
  '1e999',
  '[',
  '"',
  '${',
  'é',
  '\ud800',
];
const noise = fc.array(fc.constantFrom(...PIECES), { maxLength: 400 }).map((it) => it.join(''));

const KEYS = [
  ...PROTOTYPE_KEYS,
  '',
  'a b',
  'A',
  'é',
  'min',
  '\ud800',
  '\u202ea',
  LONG,
  'callsOfferedToAgents',
];

const PARAMETERS = [
  ...KEYS.map((it) => keyed(it, 1)),
  ...NUMBERS.map((it) => ({ scale: it })),
  ...[named(201), named(100_000), 7, LONG, [1]],
];
const SCORINGS = [
  ...NUMBERS.map((it) => [...points(60, 90), { value: it, score: 100 }]),
  ...[101, -1, NaN].map((score) => [
    { value: 60, score: 0 },
    { value: 96, score },
  ]),
  ...[[], points(60), points(96, 60), many(21, { value: 1, score: 1 }), many(100_000, {}), {}, LONG],
];
const THRESHOLDS = [
  ...NUMBERS.slice(0, -3).map((it) => ({ atLeast: { warning: it, critical: 80 } })),
  ...[...COUNTS, 1.5, 1e9].map((it) => ({ atLeast: { warning: 85 }, consecutive: it })),
  ...[{}, { atLeast: {} }, { atLeast: { warning: 80, critical: 85 } }, { atMost: { warning: 85 } }, null, 7],
  ...PROTOTYPE_KEYS.map((it) => ({ ...keyed(it, 1), atLeast: { warning: 85 } })),
];
const EXAMPLES = [
  ...KEYS.filter((it) => it !== 'callsOfferedToAgents').map((it) => [example(keyed(it, 1))]),
  ...NUMBERS.slice(0, -3).map((it) => [example({ callsOfferedToAgents: it })]),
  ...[1e308, NaN, '88'].map((it) => [
    example({ callsAnsweredIn15s: 1e100, callsOfferedToAgents: 1e-100 }, it, 'OK'),
  ]),
  ...[
    many(51, example({})),
    many(100_000, example({})),
    [example(named(501))],
    [example(named(100_000))],
    {},
    7,
  ],
];
const SAMPLES = [
  ...COUNTS.map((it) => ({ input: NAMES[0], count: it })),
  ...KEYS.slice(0, -1).map((it) => ({ input: it, count: 1 })),
];
const LISTED_LINES = [
  ...[['mobile', 'mobile'], ['__proto__'], ['Mobile'], ['no-such-line'], [LONG], [7], many(101, 'mobile')],
  ...[many(100_000, 'no-such-line'), LONG, {}],
];
const SOURCES = [
  ...TEXTS.map((it) => [{ reference: 'x', says: it }]),
  ...LINES.map((it) => [{ reference: it, says: 'x' }]),
  ...[many(51, {}), many(100_000, {}), 7, [{}]],
];
const ENUMS = [...PROTOTYPE_KEYS, 'day', '', LONG, 7, null];

const POOLS: Record<string, fc.Arbitrary<unknown>> = {
  code: fc.constantFrom(...CODES),
  name: fc
    .constantFrom(...LINES)
    .chain((it) => fc.constantFrom({ en: it, zh: 'x' }, { en: 'x', zh: it ?? 7 })),
  description: fc.constantFrom(...TEXTS),
  ...Object.fromEntries(
    ['dimension', 'process', 'lifecycleStage', 'cadence'].map((it) => [it, fc.constantFrom(...ENUMS)]),
  ),
  unit: fc.constantFrom(...LINES),
  businessLines: fc.constantFrom(...LISTED_LINES),
  formula: fc.oneof(fc.constantFrom<unknown>(...FORMULAS), noise),
  parameters: fc.constantFrom(...PARAMETERS),
  threshold: fc.constantFrom<unknown>(...THRESHOLDS),
  scoring: fc.constantFrom<unknown>(...SCORINGS),
  weight: fc.constantFrom<unknown>(...COUNTS),
  minimumSample: fc.constantFrom(...SAMPLES),
  sources: fc.constantFrom<unknown>(...SOURCES),
  examples: fc.constantFrom<unknown>(...EXAMPLES),
};

const DEFINITION: fc.Arbitrary<Definition> = fc
  .uniqueArray(fc.constantFrom(...Object.keys(POOLS)), { minLength: 1, maxLength: 3 })
  .chain((fields) => fc.record(Object.fromEntries(fields.map((field) => [field, POOLS[field]!]))))
  .map((changes) => ({ ...GOOD, ...changes }));
