/**
 * Columns of values as one parameter each, for statements over many rows (`unnest`). An array literal is built here
 * because both drivers would spend several times longer on it element by element.
 */
import { sql, type SQL } from 'drizzle-orm';

type Numbers = ArrayLike<number | null>;

/** A number list as `int[]`; null stays null. */
export const ints = (values: Numbers): SQL => sql`${numberArray(values)}::int[]`;

/** A number list as `bigint[]`. */
export const bigints = (values: Numbers): SQL => sql`${numberArray(values)}::bigint[]`;

/** A number list as `double precision[]`; null stays null. */
export const doubles = (values: Numbers): SQL => sql`${numberArray(values)}::double precision[]`;

/** ISO dates as `date[]`; null stays null. */
export const days = (values: readonly (string | null)[]): SQL =>
  sql`${`{${values.map((it) => it ?? 'NULL').join(',')}}`}::date[]`;

/** Truth values as `boolean[]`. */
export const booleans = (values: readonly boolean[]): SQL => sql`${`{${values.join()}}`}::boolean[]`;

/** Texts as `text[]`; null stays null. */
export const texts = (values: readonly (string | null)[]): SQL => sql`${textArray(values)}::text[]`;

/** A column that grows value by value, for rows too many to be objects first. */
export class Column {
  #values = '';

  add(value: number | string | null): void {
    this.#values += this.#values === '' ? `${value ?? 'NULL'}` : `,${value ?? 'NULL'}`;
  }

  /** The literal of its array. */
  get array(): string {
    return `{${this.#values}}`;
  }
}

/** The literal of a number array, also as an element of a text array that becomes one row's array. */
export function numberArray(values: Numbers): string {
  let text = '';
  for (let i = 0; i < values.length; i++) text += `${i ? ',' : ''}${values[i] ?? 'NULL'}`;
  return `{${text}}`;
}

function textArray(values: readonly (string | null)[]): string {
  const quote = (value: string) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return `{${values.map((value) => (value === null ? 'NULL' : quote(value))).join(',')}}`;
}

/** The condition that a column is one of some ids; none where they are null. */
export const among = (column: SQL, ids: readonly number[] | null): SQL[] =>
  ids ? [sql`${column} = any(${ints(ids)})`] : [];
