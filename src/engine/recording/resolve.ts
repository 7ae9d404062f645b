/** From codes to ids, with every problem of an observation: field and remedy. No database, no clock. */
import { LARGEST, shown } from '../../kpi/fields.ts';
import { isDate } from '../../kpi/period.ts';
import type { Reference } from '../../store/reference.ts';
import { findScope, type Hints } from '../../world/scope.ts';
import type { Scope } from '../../world/world.ts';

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

/** Resolves an observation's place; `latestDay` is the last day that may be reported, `hints` serve a whole batch. */
export function resolveKey(
  reference: Reference,
  literal: ObservationKeyLiteral,
  latestDay: string,
  hints: Hints,
): ResolvedKey | FieldProblem[] {
  const problems: FieldProblem[] = [];
  const input = reference.inputs.get(literal.input);
  if (!input) {
    const message = hints.unknown('input', literal.input, () => reference.inputs.keys());
    problems.push({ field: 'input', message });
  }
  const scope = findScope(reference, literal, hints);
  if (Array.isArray(scope)) problems.push(...scope);
  const wrong = dateProblem(literal.date, latestDay, reference.keptFrom);
  if (wrong) problems.push({ field: 'date', message: wrong });
  if (problems.length > 0) return problems;
  const { operator, place, line } = scope as Scope;
  return {
    inputId: input!.id,
    operatorId: operator.id,
    placeId: place.id,
    lineId: line?.id ?? 0,
    date: literal.date,
  };
}

/** What is wrong with a value, or null. */
export function valueProblem(value: number): string | null {
  if (!Number.isFinite(value)) return 'must be a finite number';
  return Math.abs(value) > LARGEST ? 'must not be larger than 1e100 in size' : null;
}

function dateProblem(date: string, latestDay: string, keptFrom: string): string | null {
  if (!isDate(date)) return `${shown(date)} is not a date; write it as 2026-11-22`;
  if (date < keptFrom)
    return `${date} is before ${keptFrom}, the first day that is kept; what was before is retired and stays as it was`;
  return date > latestDay
    ? `${date} is in the future; the latest day that may be recorded is ${latestDay}`
    : null;
}
