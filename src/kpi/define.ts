/**
 * `#kpi`: all that a plugin may import. Both functions return what they are given; they exist for the editor, which
 * completes and checks the literal. What the compiler cannot see is checked by `admit` when the registry is built.
 */
import type { KpiLiteral } from './definition.ts';
import type { InputDefinition } from './input.ts';

export type { InputDefinition, KpiLiteral };

/** One KPI, as the default export of `plugins/<process>/<code>.ts`. */
export function defineKpi(literal: KpiLiteral): KpiLiteral {
  return literal;
}

/** The inputs of a process, as the default export of `plugins/<process>/inputs.ts`. */
export function defineInputs(list: InputDefinition[]): InputDefinition[] {
  return list;
}
