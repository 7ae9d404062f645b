/**
 * What a KPI is, as data: the same literal in a plugin file, in a registration and in the database. The types are
 * inferred from this one description. What concerns other KPIs and inputs is checked by `admit`, the one door.
 */
import { z } from 'zod';
import {
  atMost,
  byName,
  camelCase,
  code,
  expected,
  figure,
  key,
  line,
  localizedText,
  paragraph,
} from './fields.ts';
import { FUNCTION_NAMES } from './functions.ts';
import { MOST_NODES } from './parse.ts';
import { disagreement, scoringSchema } from './scoring.ts';
import { directionOf, thresholdSchema } from './threshold.ts';
import { DIMENSIONS, GRAINS, LIFECYCLE_STAGES, PROCESSES, STATUSES } from './vocabulary.ts';

const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: expected(`one of ${words.join(', ')}`) });

const positive = figure.refine((value) => value > 0, { error: 'must be more than 0' });

const kpiCode = code
  .refine((value) => /^[a-z]/.test(value), { error: 'the code of a KPI starts with a letter' })
  .refine((value) => !FUNCTION_NAMES.includes(camelCase(value)), {
    error: ({ input }) => `"${String(input)}" is a function of the formula language; choose another code`,
  });

/** More than any KPI reads, also through others. */
const MOST_EXAMPLE_INPUTS = 500;

const source = z.strictObject(
  { reference: line(500), says: paragraph(2000) },
  { error: expected('a source, { reference, says }') },
);

/** Checks one worked example. */
export const exampleSchema = z.strictObject(
  {
    inputs: byName(figure.nullable(), MOST_EXAMPLE_INPUTS),
    value: figure.nullable(),
    status: oneOf(STATUSES),
  },
  { error: expected('an example, { inputs, value, status }') },
);

const sample = z.strictObject(
  { input: key, count: positive },
  { error: expected('a minimum sample, { input, count }') },
);

const list = <Item extends z.ZodType>(item: Item, longest: number) =>
  atMost(longest, 'entries', z.array(item, { error: expected('a list') })).default([]);

const judgement = z.looseObject({ threshold: thresholdSchema, scoring: scoringSchema });
const isJudgeable = (value: unknown): boolean => judgement.safeParse(value).success;

/** Checks a KPI literal and brings it into its canonical form, `KpiDefinition`. */
export const kpiSchema = z
  .strictObject(
    {
      /** The database key; a plugin's file bears the same name. */
      code: kpiCode,
      name: localizedText,
      description: paragraph(2000),
      dimension: oneOf(DIMENSIONS),
      process: oneOf(PROCESSES),
      lifecycleStage: oneOf(LIFECYCLE_STAGES),
      /** The lines it is about, with all below them; empty: every line. */
      businessLines: list(code, 100),
      /** The grain at which its threshold is watched, and the finest at which it is computed. */
      cadence: oneOf(GRAINS),
      unit: line(40),
      /** An expression over inputs, parameters and other KPIs' codes in camelCase. */
      formula: z.string({ error: expected('a formula as text') }),
      /** Named constants of the formula. */
      parameters: byName(figure, MOST_NODES).default({}),
      threshold: thresholdSchema,
      /** The curve from values to scores: points, or `{ zero, full }` for a straight line. */
      scoring: scoringSchema,
      /** How much it counts in the matrix. */
      weight: positive.default(1),
      /** Below this many of that input a value is shown but not judged. */
      minimumSample: sample.optional(),
      /** Below this share of what is expected of its inputs a value is shown but not judged; an operator may ask for more. */
      minimumCoverage: figure.min(0, 'from 0 to 1').max(1, 'from 0 to 1').optional(),
      /** Where definition and limits come from. */
      sources: list(source, 50),
      /** Its test, its documentation and its sample in the API. */
      examples: list(exampleSchema, 50),
    },
    { error: expected('a KPI definition, an object') },
  )
  .refine(({ threshold, scoring }) => disagreement(directionOf(threshold), scoring) === null, {
    path: ['scoring'],
    error: ({ input }) => {
      const { threshold, scoring } = input as z.output<typeof judgement>;
      return disagreement(directionOf(threshold), scoring) ?? undefined;
    },
    // Also where another field is wrong, so that all problems are told at once.
    when: ({ value }) => isJudgeable(value),
  });

/** What an author writes: defaults may be left out, and `scoring` may be `{ zero, full }`. */
export type KpiLiteral = z.input<typeof kpiSchema>;

/** The canonical form: every default in place, `scoring` as points, -0 as 0. It is itself a valid literal. */
export type KpiDefinition = z.output<typeof kpiSchema>;

/** A worked example: with these inputs (absent or null: not observed) the KPI has this value and status. */
export type Example = KpiDefinition['examples'][number];
