/** From codes to ids, with every problem of an observation: field and remedy. No database, no clock. */
import { LARGEST, shown } from '../../kpi/fields.ts';
import { minimumOf } from '../../kpi/input.ts';
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

/** Which days may be reported, both inclusive. */
export interface Reportable {
  earliest: string;
  latest: string;
}

/** Resolves an observation's place; `hints` serve a whole batch. */
export function resolveKey(
  reference: Reference,
  literal: ObservationKeyLiteral,
  days: Reportable,
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
  const wrong = dateProblem(literal.date, days, reference.keptFrom);
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

/** What is wrong with a value of an input (by its key, which may be unknown), or null. */
export function valueProblem({ inputs }: Reference, input: string | undefined, value: number): string | null {
  if (!Number.isFinite(value)) return 'must be a finite number';
  if (Math.abs(value) > LARGEST) return 'must not be larger than 1e100 in size';
  const definition = input === undefined ? undefined : inputs.get(input)?.definition;
  if (!definition) return null;
  const minimum = minimumOf(definition);
  if (minimum !== null && value < minimum)
    return `${value} is less than ${minimum}, the least that "${input}" can be`;
  if (definition.whole && !Number.isInteger(value))
    return `${value} is no whole number, and "${input}" counts ${definition.unit}`;
  return null;
}

/** Nothing of what is counted here is older: a year like 0205 is a slip. */
export const EARLIEST_DAY = '1990-01-01';

function dateProblem(date: string, { earliest, latest }: Reportable, keptFrom: string): string | null {
  if (!isDate(date)) return `${shown(date)} is not a date; write it as 2026-11-22`;
  if (date < earliest) return `${date} is before ${earliest}, the earliest day that may be recorded`;
  if (date < keptFrom)
    return `${date} is before ${keptFrom}, the first day that is kept; what was before is retired and stays as it was`;
  return date > latest ? `${date} is in the future; the latest day that may be recorded is ${latest}` : null;
}
