/** The description of an input: a named raw quantity that formulas are written in. */
import { z } from 'zod';
import { expected, figure, key, line, localizedText, paragraph } from './fields.ts';
import { GRAINS, SPACE_AGGREGATIONS, TIME_AGGREGATIONS } from './vocabulary.ts';

/** Checks an input definition from outside, with the path and the remedy of every problem. */
export const inputSchema = z.strictObject(
  {
    /** How formulas and observations name it: camelCase, unique among inputs, parameters and KPIs. */
    key,
    name: localizedText,
    /** What one of it is, such as `calls` or `seconds`. */
    unit: line(40),
    /** What exactly is counted, for the people who deliver it. */
    description: paragraph(2000).optional(),
    /** How the days of a period become one figure. */
    timeAggregation: z.enum(TIME_AGGREGATIONS, {
      error: expected(`one of ${TIME_AGGREGATIONS.join(', ')}`),
    }),
    /** How the places of a scope become one figure. */
    spaceAggregation: z.enum(SPACE_AGGREGATIONS, {
      error: expected(`one of ${SPACE_AGGREGATIONS.join(', ')}`),
    }),
    /** How often its sources report it; left out: as often as the finest KPI that reads it is computed. */
    rhythm: z.enum(GRAINS, { error: expected(`one of ${GRAINS.join(', ')}`) }).optional(),
    /** The least that a value can be; left out: 0 for what is counted, see `minimumOf`. */
    minimum: figure.optional(),
    /** Whether values are whole numbers. */
    whole: z.boolean({ error: expected('true or false') }).optional(),
    /** The key of the input of which it counts a part: on no day, line and unit is it more. */
    partOf: key.optional(),
    /** A value that is more than so many times the median of the 28 rhythm-periods before is told as implausible. */
    mostTimes: figure.refine((value) => value > 1, 'must be more than 1').optional(),
  },
  { error: expected('an input definition') },
);

/** An input: `{ key, name, unit, description?, timeAggregation, spaceAggregation, rhythm?, minimum?, whole?, partOf?, mostTimes? }`. */
export type InputDefinition = z.output<typeof inputSchema>;

/** Whether figures are other ones by another definition of the input. */
export const isReshaped = (before: InputDefinition, after: InputDefinition): boolean =>
  before.timeAggregation !== after.timeAggregation ||
  before.spaceAggregation !== after.spaceAggregation ||
  before.partOf !== after.partOf;

/** Whether what is recorded of it is held against something else. */
export const isHeldOtherwise = (before: InputDefinition, after: InputDefinition): boolean =>
  before.partOf !== after.partOf || before.mostTimes !== after.mostTimes;

/** Units of what can be less than nothing: points, scores (of any scale) and balances. Everything else is counted. */
const UNCOUNTED = /^(?:.*-)?(?:points?|scores?(?:-\d+)?|balances?)$/;

/** The least that a value of an input can be: as its definition says, else 0 for what is counted, and null for the rest. */
export const minimumOf = ({ minimum, unit }: Pick<InputDefinition, 'minimum' | 'unit'>): number | null =>
  minimum ?? (UNCOUNTED.test(unit) ? null : 0);
