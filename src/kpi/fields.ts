/**
 * The small shapes that KPI and input definitions are made of. Every message says what is allowed,
 * because a person reads it beside the field's path. No rule about several fields at once stands here.
 */
import { z } from 'zod';
import { reserved } from './functions.ts';

/** The largest size of any number in a definition or an observation: sums and products of a few stay finite. */
export const LARGEST = 1e100;

const LONGEST_NAME = 64;
/** Beside what is none: what breaks a line, and what turns the direction of the text around it (it reads as something else). */
const CONTROL_OR_BROKEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
const CONTROL_BUT_LINES = /[^\P{Cc}\n\t]|[\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

/** A finite number of at most 1e100 in size; -0 becomes 0. */
export const figure = z
  .number({ error: ({ input }) => `expected a finite number, got ${shown(input)}` })
  .min(-LARGEST, 'numbers are at most 1e100 in size')
  .max(LARGEST, 'numbers are at most 1e100 in size')
  .overwrite((value) => value + 0);

/** One line of well-formed text of 1 to `longest` characters, without control characters. */
export const line = (longest: number) =>
  text(longest).refine((value) => !CONTROL_OR_BROKEN.test(value), {
    error: 'one line of well-formed text is expected, without control characters',
  });

/** Like `line`, but line breaks and tabs are welcome. */
export const paragraph = (longest: number) =>
  text(longest).refine((value) => !CONTROL_BUT_LINES.test(value), {
    error: 'well-formed text is expected, without control characters other than line breaks',
  });

/** A code: lower-case letters and digits in words joined by single hyphens, such as `fixed-voice`. */
export const code = word(
  /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
  'a code is made of a-z and 0-9 in words joined by single hyphens, such as "fixed-voice"',
);

/** A name as formulas spell it: letters and digits, a lower-case letter first, and no meaning of its own in formulas. */
export const key = word(
  /^[a-z][A-Za-z0-9]*$/,
  'a name starts with a lower-case letter and goes on with letters and digits, such as "callsOffered"',
).refine((value) => reserved(value) === null, {
  error: ({ input }) => `"${String(input)}" is ${reserved(String(input))}; choose another name`,
});

/** A name in both languages. */
export const localizedText = z.strictObject(
  { en: line(200), zh: line(200) },
  { error: expected('a name in both languages, { en, zh }') },
);

/** A record from at most so many formula names to `value`. `__proto__` is refused aloud, where zod alone would drop it silently. */
export function byName<Value extends z.ZodType>(value: Value, most: number) {
  const record = z.record(key, value, { error: expected('an object from names to values') });
  return z
    .custom<z.input<typeof record>>((input) => !hasProto(input), 'a name cannot be "__proto__"')
    .pipe(atMost(most, 'entries', record));
}

/** A list or record with too many entries is one problem; none of them is looked at. */
export function atMost<Given, Made>(most: number, what: string, many: z.ZodType<Made, Given>) {
  return z.custom<Given>((input) => sizeOf(input) <= most, `at most ${most} ${what}`).pipe(many);
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

/** The error text for a value of the wrong kind; other problems keep their own text. */
export function expected(what: string) {
  return (issue: { code?: string; input?: unknown }): string | undefined =>
    issue.code === 'unrecognized_keys' ? undefined : `expected ${what}, got ${shown(issue.input)}`;
}

/** A value as an error message shows it: short, and never its whole content. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return value.length > 40 ? 'a long text' : JSON.stringify(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : kindOf(value);
}

const kindOf = (value: unknown): string => (typeof value === 'object' ? 'an object' : `a ${typeof value}`);

function text(longest: number) {
  return z
    .string({ error: expected('a text') })
    .max(longest, { error: `at most ${longest} characters`, abort: true })
    .regex(/\S/, { error: 'must not be empty' });
}

function word(pattern: RegExp, message: string) {
  return z
    .string({ error: expected('a text') })
    .max(LONGEST_NAME, { error: `at most ${LONGEST_NAME} characters`, abort: true })
    .regex(pattern, { error: message, abort: true });
}

const hasProto = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__');

/** A KPI's code as formulas spell it: `call-setup-success-rate` → `callSetupSuccessRate`. */
export function camelCase(code: string): string {
  return code.replace(/-([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}
