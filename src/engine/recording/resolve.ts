/** From codes to ids, with every problem of an observation: field and remedy. No database, no clock. */
import { isDate } from '../../kpi/period.ts';
import { type Operator, type Reference, unitOf } from '../../store/reference.ts';

/** Where an observation stands, in codes as they were sent; nothing of it is checked yet. */
export interface ObservationKeyLiteral {
  input: string;
  operator: string;
  businessLine?: string | null;
  orgUnit?: string | null;
  date: string;
}

/** A field of an observation, or the row as a whole, and what is wrong with it. */
export interface FieldProblem {
  field: keyof ObservationKeyLiteral | 'value' | 'row';
  message: string;
}

/** Where an observation stands, in ids. */
export interface ResolvedKey {
  inputId: number;
  operatorId: number;
  placeId: number;
  lineId: number;
  date: string;
}

/** Values beyond this size are refused, so that no sum of them can overflow. */
export const LARGEST_VALUE = 1e100;

/** Resolves an observation's place; `latestDay` is the last day that may be reported. */
export function resolveKey(
  reference: Reference,
  literal: ObservationKeyLiteral,
  latestDay: string,
): ResolvedKey | FieldProblem[] {
  const problems: FieldProblem[] = [];
  const note = (field: FieldProblem['field'], message: string) => void problems.push({ field, message });
  const input = reference.inputs.get(literal.input);
  if (!input) note('input', `there is no input ${named(literal.input)}`);
  const operator = reference.operators.get(literal.operator);
  if (!operator) note('operator', `there is no operator ${named(literal.operator)}`);
  const lineId = lineOf(reference, literal.businessLine, note);
  const placeId = operator ? placeOf(operator, literal.orgUnit, note) : 0;
  const wrong = dateProblem(literal.date, latestDay);
  if (wrong) note('date', wrong);
  if (problems.length > 0) return problems;
  return { inputId: input!.id, operatorId: operator!.id, placeId, lineId, date: literal.date };
}

/** What is wrong with a value, or null. */
export function valueProblem(value: number): string | null {
  if (!Number.isFinite(value)) return 'must be a finite number';
  return Math.abs(value) > LARGEST_VALUE ? 'must not be larger than 1e100 in size' : null;
}

/** More than any code or date has. */
const LONGEST_NAME = 100;

/** A name as it was sent: the beginning of a long one, and visibly where it holds what cannot be seen. */
function named(text: string): string {
  const short = text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
  return JSON.stringify(short.replace(/\p{Cf}/gu, '\u{fffd}'));
}

type Note = (field: FieldProblem['field'], message: string) => void;

function lineOf(reference: Reference, code: string | null | undefined, note: Note): number {
  if (code === null || code === undefined) return 0;
  const line = reference.lines.get(code);
  if (!line) note('businessLine', `there is no business line ${named(code)}`);
  return line?.id ?? 0;
}

function placeOf(operator: Operator, code: string | null | undefined, note: Note): number {
  if (code === null || code === undefined) return operator.root.id;
  const unit = unitOf(operator, code);
  if (!unit) note('orgUnit', `operator "${operator.code}" has no unit ${named(code)}`);
  return unit?.id ?? 0;
}

function dateProblem(date: string, latestDay: string): string | null {
  if (!isDate(date)) return `${named(date)} is not a date; write it as 2026-11-22`;
  return date > latestDay
    ? `${date} is in the future; the latest day that may be recorded is ${latestDay}`
    : null;
}
