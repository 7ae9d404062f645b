/**
 * How PostgreSQL's values become JavaScript's: dates stay texts, bigints become numbers, arrays of the types in use are lists.
 * Told here, because the driver would otherwise ask each new connection for it.
 */
import type postgres from 'postgres';

const asText = (text: string) => text;

type Parse = (text: string) => unknown;

const SCALARS: Record<string, { oid: number; array: number; parse: Parse }> = {
  boolean: { oid: 16, array: 1000, parse: (text) => text === 't' },
  bigint: { oid: 20, array: 1016, parse: Number },
  smallint: { oid: 21, array: 1005, parse: Number },
  integer: { oid: 23, array: 1007, parse: Number },
  text: { oid: 25, array: 1009, parse: asText },
  real: { oid: 700, array: 1021, parse: Number },
  double: { oid: 701, array: 1022, parse: Number },
  day: { oid: 1082, array: 1182, parse: asText },
};

/** The driver's description of them. */
export const TYPES = Object.fromEntries(
  Object.entries(SCALARS).flatMap(([name, { oid, array, parse }]) => [
    [name, { to: oid, from: [oid], serialize: String, parse }],
    [
      `${name}s`,
      { to: array, from: [array], serialize: String, parse: (text: string) => elements(text, parse) },
    ],
  ]),
) as Record<string, postgres.PostgresType>;

const ELEMENT = /"((?:[^"\\]|\\.)*)"|[^,{}]+/gs;

/** The elements of an array of one dimension, as PostgreSQL writes it. */
function elements(text: string, parse: Parse): unknown[] {
  return Array.from(text.matchAll(ELEMENT), ([whole, quoted]) => {
    if (quoted !== undefined) return parse(quoted.replaceAll(/\\(.)/gs, '$1'));
    return whole === 'NULL' ? null : parse(whole);
  });
}
