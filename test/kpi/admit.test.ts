import { describe, expect, test } from 'vitest';
import { admit, type Candidate } from '../../src/kpi/admit.ts';
import { inputSchema } from '../../src/kpi/input.ts';

const INPUTS = ['answered', 'offered', 'complaints', 'interviews', 'scoreSum'].map((key) => ({ key }));
const KNOWN = { inputs: INPUTS, businessLines: ['mobile', 'broadband', 'fixed-voice'] };

const NO_DATA = { inputs: {}, value: null, status: 'NO_DATA' } as const;

type Changes = { code?: string } & Record<string, unknown>;
type Literal = { code: string } & Record<string, unknown>;

/** A KPI that is right in everything that `changes` leave alone. */
function literal({ code = 'answer-rate', ...changes }: Changes = {}): Literal {
  return {
    code,
    name: { en: 'Answer rate', zh: '接通率' },
    description: 'The share of calls that a person answers.',
    dimension: 'OPERATIONS',
    process: 'HOTLINE',
    lifecycleStage: 'USAGE',
    cadence: 'DAY',
    unit: 'percent',
    formula: '100 * answered / offered',
    threshold: { atLeast: { warning: 85, critical: 80 } },
    scoring: { zero: 60, full: 96 },
    examples: [{ inputs: { answered: 88, offered: 100 }, value: 88, status: 'OK' }, NO_DATA],
    ...changes,
  };
}

const derived = (code: string, formula: string, changes: Changes = {}) =>
  literal({ code, formula, examples: [NO_DATA], ...changes });

const file = (value: unknown, source = 'plugins/hotline/answer-rate.ts'): Candidate => ({
  value,
  origin: 'BUILT_IN',
  source,
});
const files = (...values: { code: string }[]) => values.map((value) => file(value, `${value.code}.ts`));

/** Every problem as `path: message`. */
function problems(...candidates: Candidate[]): string[] {
  return admit(candidates, KNOWN).problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** The problems of one candidate. */
const problemsWith = (changes: Changes) => problems(file(literal(changes)));

function admitted(...values: { code: string }[]) {
  const { kpis, problems } = admit(files(...values), KNOWN);
  expect(problems).toEqual([]);
  return kpis;
}

describe('an admitted KPI', () => {
  test('is complete: defaults stand, the curve is points, the formula computes', () => {
    const [kpi] = admitted(literal());
    expect(kpi!.definition).toMatchObject({
      businessLines: [],
      parameters: {},
      weight: 1,
      sources: [],
      threshold: { consecutive: 1 },
      scoring: [
        { value: 60, score: 0 },
        { value: 96, score: 100 },
      ],
    });
    expect(kpi).toMatchObject({
      origin: 'BUILT_IN',
      source: 'answer-rate.ts',
      direction: 'HIGHER_IS_BETTER',
    });
    expect(kpi!.operands).toEqual([
      { kind: 'input', name: 'answered' },
      { kind: 'input', name: 'offered' },
    ]);
    expect(kpi!.evaluate([44, 50], 30)).toBe(88);
    expect(kpi!.evaluate([44, 0], 30)).toBeNaN();
  });

  test('in its canonical form is admitted again as the same', () => {
    const [kpi] = admitted(literal());
    const [again] = admitted(kpi!.definition);
    expect(again!.definition).toEqual(kpi!.definition);
    expect(again!.resultHash).toBe(kpi!.resultHash);
  });

  test('reads its parameters as constants, which are no operands', () => {
    const [kpi] = admitted(
      literal({
        formula: 'constructor * answered / offered',
        parameters: { constructor: 100 },
      }),
    );
    expect(kpi!.operands.map(({ name }) => name)).toEqual(['answered', 'offered']);
    expect(kpi!.evaluate([44, 50], 30)).toBe(88);
  });

  test('lists the inputs it reads, the minimum sample last where only that reads it', () => {
    const [kpi] = admitted(
      literal({ minimumSample: { input: 'interviews', count: 30 }, examples: [NO_DATA] }),
    );
    expect(kpi!.inputs).toEqual(['answered', 'offered', 'interviews']);
  });

  test('that is derived reads other KPIs by their code in camelCase, and their inputs through them', () => {
    const kpis = admitted(
      derived('gap', 'answerRate - scoreSum / interviews'),
      derived('gap-of-gaps', 'gap + answerRate'),
      literal(),
    );
    expect(kpis.map(({ definition }) => definition.code)).toEqual(['answer-rate', 'gap', 'gap-of-gaps']);
    expect(kpis[1]).toMatchObject({
      operands: [
        { kind: 'kpi', name: 'answer-rate' },
        { kind: 'input', name: 'scoreSum' },
        { kind: 'input', name: 'interviews' },
      ],
      inputs: ['scoreSum', 'interviews'],
      derivedFrom: ['answer-rate'],
      allInputs: ['scoreSum', 'interviews', 'answered', 'offered'],
    });
    expect(kpis[2]).toMatchObject({ inputs: [], derivedFrom: ['gap', 'answer-rate'] });
    expect(kpis[2]!.allInputs).toEqual(['scoreSum', 'interviews', 'answered', 'offered']);
  });

  test('that is derived has examples in the inputs of the KPIs below', () => {
    const inputs = { answered: 88, offered: 100, scoreSum: 160, interviews: 2 };
    const example = { inputs, value: 8, status: 'CRITICAL' };
    admitted(
      literal(),
      derived('gap', 'answerRate - scoreSum / interviews', { examples: [example, NO_DATA] }),
    );
  });

  test('of a long chain that reads everything twice is computed once each', () => {
    const chain = Array.from({ length: 60 }, (_, i) =>
      derived(`k${i + 2}`, `(k${i} + k${i + 1}) / 2`, {
        examples: [{ inputs: { answered: 90 }, value: 90, status: 'OK' }, NO_DATA],
      }),
    );
    const base = ['k0', 'k1'].map((code) => derived(code, 'answered'));
    const start = performance.now();
    expect(admitted(...base, ...chain)).toHaveLength(62);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('a definition is refused', () => {
  test.each([
    ['that is nothing', undefined, ': expected a KPI definition, an object, got nothing'],
    ['that is null', null, ': expected a KPI definition, an object, got null'],
    ['that is a list', [], ': expected a KPI definition, an object, got a list'],
    ['that is a function', () => 1, ': expected a KPI definition, an object, got a function'],
  ])('%s', (_, value, problem) => expect(problems(file(value))).toEqual([problem]));

  test.each([
    ['with an unknown field', { unknown: 1 }, 'unknown: there is no such field'],
    ['without a unit', { unit: undefined }, 'unit: expected a text, got nothing'],
    ['with an empty name', { name: { en: ' ', zh: '名' } }, 'name.en: must not be empty'],
    ['with half a name', { name: { en: 'Name' } }, 'name.zh: expected a text, got nothing'],
    ['with a broken text', { unit: 'per\ud800cent' }, 'unit: one line of well-formed text is expected'],
    ['with a NUL', { unit: 'per\0cent' }, 'unit: one line of well-formed text is expected'],
    ['with a NUL in its description', { description: 'a\0b' }, 'description: well-formed text is expected'],
    ['with a long name', { name: { en: 'x'.repeat(201), zh: '名' } }, 'name.en: at most 200 characters'],
    ['with a long description', { description: 'x'.repeat(2001) }, 'description: at most 2000 characters'],
    [
      'with a word that is none',
      { dimension: 'QUALITY' },
      'dimension: expected one of PERCEPTION, COMPLAINT',
    ],
    ['with a code in capitals', { code: 'AnswerRate' }, 'code: a code is made of a-z and 0-9'],
    ['with a code in unicode', { code: 'taux-réponse' }, 'code: a code is made of a-z and 0-9'],
    ['with two hyphens in its code', { code: 'answer--rate' }, 'code: a code is made of a-z and 0-9'],
    ['with a digit first in its code', { code: '15s-rate' }, 'code: the code of a KPI starts with a letter'],
    ['with a function as code', { code: 'sqrt' }, 'code: "sqrt" is a function'],
    ['with a weight of zero', { weight: 0 }, 'weight: must be more than 0'],
    ['with an infinite weight', { weight: Infinity }, 'weight: expected a finite number, got Infinity'],
    ['with a number too large', { weight: 1.1e100 }, 'weight: numbers are at most 1e100 in size'],
    ['with text for a number', { weight: '5' }, 'weight: expected a finite number, got "5"'],
    ['without limits', { threshold: {} }, 'threshold: needs at least one limit'],
    ['with crossed limits', { threshold: { atLeast: { warning: 1, critical: 2 } } }, 'threshold.atLeast.critical: must be less'], // prettier-ignore
    ['with one point', { scoring: [{ value: 0, score: 0 }] }, 'scoring: needs at least two points'],
    ['with half a line', { scoring: { zero: 5 } }, 'scoring.full: expected a finite number, got nothing'],
    [
      'with no curve at all',
      { scoring: 'up' },
      'scoring: expected a list of points { value, score }, or { zero, full }',
    ],
    [
      'whose curve contradicts its threshold',
      { scoring: { zero: 96, full: 60 } },
      'scoring: the threshold says "at least", so scores must rise',
    ],
    [
      'with an empty sample',
      { minimumSample: { input: 'offered', count: 0 } },
      'minimumSample.count: must be more than 0',
    ],
    [
      'with a sample of no input',
      { minimumSample: { input: 'oferred', count: 5 } },
      'minimumSample.input: there is no input "oferred"; did you mean "offered"?',
    ],
    [
      'about no line',
      { businessLines: ['mobil'] },
      'businessLines.0: there is no business line "mobil"; did you mean "mobile"?',
    ],
    [
      'about a line twice',
      { businessLines: ['mobile', 'mobile'] },
      'businessLines.1: "mobile" is listed twice',
    ],
    [
      'whose parameter is unused',
      { parameters: { goal: 3 } },
      'parameters.goal: the formula does not use this parameter',
    ],
    [
      'whose parameter is an input',
      { parameters: { offered: 3 } },
      'parameters.offered: "offered" is an input already',
    ],
    [
      'whose parameter is a KPI',
      { parameters: { answerRate: 3 } },
      'parameters.answerRate: "answerRate" is the KPI "answer-rate" already',
    ],
    ['whose parameter is a function', { parameters: { max: 3 } }, 'parameters.max: "max" is a function'],
    [
      'whose parameter is not finite',
      { parameters: { goal: NaN } },
      'parameters.goal: expected a finite number, got NaN',
    ],
    [
      'whose parameter is a prototype',
      { parameters: JSON.parse('{"__proto__": 1}') },
      'parameters: a name cannot be "__proto__"',
    ],
    ['with a prototype field', JSON.parse('{"__proto__": 1}'), '__proto__: there is no such field'],
    [
      'that reads nothing',
      { formula: '1 + 1' },
      'formula: reads no input and no KPI: it would always be the same',
    ],
    ['that is not text', { formula: 12 }, 'formula: expected a formula as text, got 12'],
    [
      'without an example without data',
      { examples: [] },
      'examples: needs at least one example without data',
    ],
  ])('%s', (_, changes, problem) => {
    const value = Object.defineProperties(literal(), Object.getOwnPropertyDescriptors(changes));
    expect(problems(file(value)).join('\n')).toContain(problem);
  });

  test('whose formula keeps no grammar, with the place marked', () =>
    expect(problemsWith({ formula: '100 * (answered / offered' })).toEqual([
      'formula: this "(" is never closed\n100 * (answered / offered\n      ^',
    ]));

  test('that reads an unknown name, with the nearest known one and the place marked', () =>
    expect(problemsWith({ formula: '100 * answerd / offered' })).toEqual([
      'formula: "answerd" is no input, no parameter of this KPI and no KPI; did you mean "answered"?' +
        '\n100 * answerd / offered\n      ^^^^^^^',
    ]));

  test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'that reads %s, which every JavaScript object seems to have',
    (name) => expect(problemsWith({ formula: `${name} / offered` })[0]).toContain(`"${name}" is no input`),
  );

  test('with all its problems at once, each with its source and path', () => {
    const { kpis, problems } = admit(
      [
        file(
          literal({
            unit: '',
            weight: -1,
            formula: 'answerd / ofered',
            businessLines: ['mobil'],
            scoring: { zero: 96, full: 60 },
            parameters: { goal: 1 },
          }),
        ),
      ],
      KNOWN,
    );
    expect(kpis).toEqual([]);
    expect(problems.map(({ path }) => path.join('.')).toSorted()).toEqual(
      ['unit', 'weight', 'formula', 'formula', 'businessLines.0', 'scoring', 'parameters.goal'].toSorted(),
    );
    expect(new Set(problems.map(({ source }) => source))).toEqual(
      new Set(['plugins/hotline/answer-rate.ts']),
    );
  });
});

describe('examples are executed', () => {
  const example = (changes: object) => ({
    inputs: { answered: 88, offered: 100 },
    value: 88,
    status: 'OK',
    ...changes,
  });
  const problemsOf = (...examples: object[]) => problemsWith({ examples: [...examples, NO_DATA] });

  test.each([
    ['a wrong value', { value: 87 }, ['examples.0.value: the formula gives 88, not 87']],
    ['no value where there is one', { value: null }, ['examples.0.value: the formula gives 88, not null']],
    ['a wrong status', { status: 'WARNING' }, ['examples.0.status: the status is OK, not WARNING']],
    [
      'an input that is not read',
      { inputs: { answered: 88, offered: 100, offred: 1 } },
      ['examples.0.inputs.offred: the KPI does not read "offred"; did you mean "offered"?'],
    ],
    [
      'a value where an input is missing',
      { inputs: { answered: 88, offered: null } },
      [
        'examples.0.value: the formula gives null, not 88',
        'examples.0.status: the status is NO_DATA, not OK',
      ],
    ],
  ])('%s is a problem', (_, changes, found) => expect(problemsOf(example(changes))).toEqual(found));

  test('equal means equal but for the order of summation', () => {
    expect(problemsOf(example({ value: 88 + 8e-8 }))).toEqual([]);
    expect(problemsOf(example({ value: 88.0001 }))).toHaveLength(1);
  });

  test('also for samples that are too small', () => {
    const small = { inputs: { answered: 1, offered: 2 }, value: 50, status: 'INSUFFICIENT_SAMPLE' };
    const changes = { minimumSample: { input: 'offered', count: 3 }, examples: [small, NO_DATA] };
    expect(problemsWith(changes)).toEqual([]);
  });

  test('a registration may leave them out, but those it brings must hold', () => {
    const registered = (examples: unknown) =>
      problems({ value: literal({ examples }), origin: 'REGISTERED', source: 'registered' });
    expect(registered(undefined)).toEqual([]);
    expect(registered([example({ value: 1 })])).toEqual(['examples.0.value: the formula gives 88, not 1']);
  });
});

describe('KPIs together', () => {
  test('a code with two origins is refused with both named, and the built-in one keeps it', () => {
    const { kpis, problems } = admit(
      [
        { value: literal({ weight: 2 }), origin: 'REGISTERED', source: 'registered' },
        { value: literal(), origin: 'BUILT_IN', source: 'plugins/hotline/answer-rate.ts' },
      ],
      KNOWN,
    );
    expect(problems).toEqual([
      {
        source: 'registered',
        path: ['code'],
        message:
          '"answer-rate" is defined by plugins/hotline/answer-rate.ts (BUILT_IN) and by registered (REGISTERED); remove or rename one of them',
      },
    ]);
    expect(kpis.map(({ origin }) => origin)).toEqual(['BUILT_IN']);
  });

  test('two codes with one spelling in formulas are refused with both named', () =>
    expect(problems(...files(literal({ code: 'a-1b' }), literal({ code: 'a1b' })))).toEqual([
      'code: "a1b" and "a-1b", defined by a-1b.ts (BUILT_IN) and by a1b.ts (BUILT_IN), have one name in formulas, "a1b"; rename one of them',
    ]));

  test('nothing may be called like the days of the month', () => {
    expect(problems(file(literal({ code: 'month-days' })))).toEqual([
      expect.stringContaining(
        'formulas would call this KPI "monthDays", which is a constant of the formula language',
      ),
    ]);
    expect(problemsWith({ parameters: { monthDays: 30 } }).join()).toContain(
      '"monthDays" is a constant of the formula language',
    );
    expect(inputSchema.safeParse({ key: 'monthDays' }).error?.issues[0]?.message).toContain(
      'constant of the formula language',
    );
    expect(problemsWith({ formula: '2 * monthDays' }).join()).toContain('reads no input and no KPI');
  });

  test('a code that formulas would spell like an input is refused', () =>
    expect(problems(...files(literal({ code: 'offered' })))).toEqual([
      'code: formulas would call this KPI "offered", which is an input; choose another code',
    ]));

  test('a cycle is named whole, for each KPI on it, and for the one that is derived from it the one it reads', () => {
    const cyclic = files(
      derived('a', 'b + 1'),
      derived('b', 'c + 1'),
      derived('c', 'a + 1'),
      derived('d', 'a'),
    );
    const { kpis, problems } = admit(cyclic, KNOWN);
    expect(kpis).toEqual([]);
    expect(problems.map(({ source, message }) => `${source} ${message}`)).toEqual([
      'a.ts is derived from itself: a → b → c → a',
      'b.ts is derived from itself: b → c → a → b',
      'c.ts is derived from itself: c → a → b → c',
      'd.ts reads "a", which has problems of its own; mend that first',
    ]);
  });

  test('a KPI that reads itself is a cycle of one', () =>
    expect(problems(...files(derived('a', 'a + answered')))).toEqual([
      'formula: is derived from itself: a → a',
    ]));

  test('a cadence finer than that of a KPI it reads is refused; the same or a coarser one is not', () => {
    const monthly = literal({ cadence: 'MONTH' });
    const at = (cadence: string) => problems(...files(monthly, derived('gap', 'answerRate', { cadence })));
    expect(at('WEEK')).toEqual([
      'cadence: WEEK is finer than the MONTH of "answer-rate", which the formula reads; make it MONTH or coarser',
    ]);
    expect(at('MONTH')).toEqual([]);
    expect(at('YEAR')).toEqual([]);
  });

  test('a problem excludes its KPI and those derived from it, and no others', () => {
    const bad = literal({ code: 'bad', weight: 0 });
    const { kpis, problems } = admit(
      files(
        literal(),
        bad,
        derived('on-bad', 'bad + 1'),
        derived('on-that', 'onBad'),
        derived('good', 'answerRate'),
      ),
      KNOWN,
    );
    expect(kpis.map(({ definition }) => definition.code)).toEqual(['answer-rate', 'good']);
    expect(problems.map(({ source, path }) => `${source} ${path.join('.')}`)).toEqual([
      'bad.ts weight',
      'on-bad.ts formula',
      'on-that.ts formula',
    ]);
  });

  test('business lines are taken as they are where they are not known yet', () =>
    expect(admit(files(literal({ businessLines: ['5g'] })), { inputs: INPUTS }).problems).toEqual([]));
});

describe('an input', () => {
  const input = {
    key: 'callsOffered',
    name: { en: 'Calls offered', zh: '呼叫量' },
    unit: 'calls',
    timeAggregation: 'SUM',
    spaceAggregation: 'SUM',
  };

  test('is taken as it is', () => expect(inputSchema.parse(input)).toEqual(input));

  test.each([
    ['whose key is a function', { key: 'min' }],
    ['whose key starts with a capital', { key: 'Calls' }],
    ['whose key has a hyphen', { key: 'calls-offered' }],
    ['whose key is __proto__', { key: '__proto__' }],
    ['with a long key', { key: 'x'.repeat(65) }],
    ['with an unknown aggregation', { timeAggregation: 'MEDIAN' }],
    ['that takes the last place', { spaceAggregation: 'LAST' }],
    ['with an unknown field', { precision: 2 }],
  ])('%s is refused', (_, changes) =>
    expect(inputSchema.safeParse({ ...input, ...changes }).success).toBe(false),
  );
});
