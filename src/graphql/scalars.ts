/** The two scalars of the contract. */
import { GraphQLError } from 'graphql';
import { shown } from '../kpi/fields.ts';
import { isDate } from '../kpi/period.ts';
import { builder } from './builder.ts';

builder.scalarType('Date', {
  description: 'A calendar date of the operator, ISO 8601 (2026-11-22). It carries no time zone.',
  serialize: (date) => date,
  parseValue: text('a date such as "2026-11-22"'),
});

builder.scalarType('DateTime', {
  description: 'An instant in UTC, ISO 8601 with milliseconds (2026-11-22T08:00:00.000Z).',
  serialize: textOfInstant,
  parseValue: (value) => instantOf(text(INSTANT)(value)),
});

const INSTANT = 'an instant in UTC such as "2026-11-22T08:00:00.000Z"';

function text(what: string): (value: unknown) => string {
  return (value) => {
    if (typeof value === 'string') return value;
    throw new GraphQLError(`expected ${what}, got ${shown(value)}`);
  };
}

/** What was computed together has one instant, and a matrix is mostly that: the last text is remembered. */
let last = { time: NaN, text: '' };

function textOfInstant(instant: Date): string {
  const time = instant.getTime();
  if (time !== last.time) last = { time, text: instant.toISOString() };
  return last.text;
}

function instantOf(value: string): Date {
  const [date = '', time = ''] = value.split('T');
  const valid = isDate(date) && /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/.test(time);
  if (valid) return new Date(value);
  throw new GraphQLError(`expected ${INSTANT}, got ${shown(value)}`);
}
