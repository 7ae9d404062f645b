/** Numbers as people and spreadsheets write them. */

/** A number that only what it is a number of decides: see `settled`. */
export interface Reading {
  text: string;
  /** What it may be. */
  readings: readonly number[];
  isPercent: boolean;
}

/** What the column of a number shows of its decimal mark; the texts that show it. */
export interface NumberHabits {
  point: string | null;
  comma: string | null;
}

/** What a text is read as. */
export type NumberRead = number | Reading | { problem: string };

/** As programs write numbers. */
export const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** Plain, unless the column shows that its points part thousands. */
export const DOTTED = /^[+-]?[1-9]\d{0,2}\.\d{3}$/;
const EITHER = /^[+-]?[1-9]\d{0,2},\d{3}$/;
const COMMAS_PART = /^[+-]?[1-9]\d{0,2}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})$/;
const POINTS_PART = /^[+-]?(?:[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})|\d+,\d+)$/;

/** Spaces between thousands; elsewhere they part two numbers. */
const SPACED = /^[+-]?[1-9]\d{0,2}(?:\s\d{3})+(?=[.,%]|$)/;

/** Signs that are not those of programs; full width is mended by NFKC. */
const tidy = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u2212\u2013]/g, '-')
    .trim()
    .replace(/^([+-])\s+/, '$1')
    .replace(/\s+%$/, '%')
    .replace(SPACED, (it) => it.replace(/\s/g, ''));

const withoutPercent = (text: string): string => (text.endsWith('%') ? text.slice(0, -1) : text);

/** Notes what a text shows of its column. */
export function noteNumber(habits: NumberHabits, raw: string): void {
  const text = withoutPercent(tidy(raw));
  if (POINTS_PART.test(text) && !EITHER.test(text)) habits.comma ??= raw;
  else if (COMMAS_PART.test(text) || (PLAIN.test(text) && text.includes('.') && !DOTTED.test(text)))
    habits.point ??= raw;
}

/** Reads a number; its column has to agree on what its points and commas mean. */
export function readNumber(raw: string, habits: NumberHabits): NumberRead {
  const tidied = tidy(raw);
  const text = withoutPercent(tidied);
  const read = readingsOf(text, raw, habits);
  if (!Array.isArray(read)) return read;
  const isPercent = text !== tidied;
  return read.length === 1 && !isPercent ? read[0]! : { text: raw, readings: read, isPercent };
}

function readingsOf(text: string, raw: string, habits: NumberHabits): number[] | { problem: string } {
  const [withPoint, withComma] = [Number(text.replaceAll(',', '')), Number(commaAsPoint(text))];
  if (DOTTED.test(text)) {
    if (!habits.comma) return [Number(text)];
    return habits.point ? disagreeing(raw, habits) : [withComma];
  }
  if (PLAIN.test(text)) return [Number(text)];
  if (EITHER.test(text)) {
    if (habits.point && habits.comma) return disagreeing(raw, habits);
    if (habits.point) return [withPoint];
    return habits.comma ? [withComma] : [withPoint, withComma];
  }
  if (COMMAS_PART.test(text)) return habits.comma ? disagreeing(raw, habits) : [withPoint];
  if (POINTS_PART.test(text)) return habits.point ? disagreeing(raw, habits) : [withComma];
  return { problem: `"${raw.slice(0, 40)}" is not a number` };
}

const commaAsPoint = (text: string): string => text.replaceAll('.', '').replace(',', '.');

const disagreeing = (raw: string, { point, comma }: NumberHabits) => ({
  problem: `"${raw}" is not certain: in this column "${point}" has a decimal point and "${comma}" a decimal comma; write all numbers in one way`,
});

/** What a number counts, as far as it decides how it is read. */
interface Counted {
  unit: string;
  whole?: boolean | undefined;
}

/** The number that a text stands for, knowing what it counts; or what is wrong with it. */
export function settled(
  { text, readings, isPercent }: Reading,
  input: string,
  counted: Counted,
): number | string {
  if (isPercent && counted.unit !== 'percent')
    return `"${text}" is a share, and "${input}" counts ${counted.unit}: write it without %`;
  const fitting = counted.whole ? readings.filter(Number.isInteger) : readings;
  if (fitting.length === 1) return fitting[0]!;
  return `"${text}" may be ${readings.join(' or ')}; write it without a mark between thousands`;
}
