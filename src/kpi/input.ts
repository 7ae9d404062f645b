/** The description of an input: a named raw quantity that formulas are written in. */
import { z } from 'zod';
import { expected, key, line, localizedText, paragraph } from './fields.ts';
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
  },
  { error: expected('an input definition') },
);

/** An input: `{ key, name, unit, description?, timeAggregation, spaceAggregation, rhythm? }`. */
export type InputDefinition = z.output<typeof inputSchema>;
