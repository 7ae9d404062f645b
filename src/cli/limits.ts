import type { LimitSide, Severity } from '../kpi/vocabulary.ts';
import { figure } from './figure.ts';

/** Where a severity begins, as the API says it. */
export interface Limit {
  severity: Severity;
  side: LimitSide;
  value: number;
}

/** The limits of one severity: `< 85`, `> 5`, `< 20, > 30`; empty where it has none. */
export function describeLimits(limits: readonly Limit[], severity: Severity): string {
  return limits
    .filter((limit) => limit.severity === severity)
    .map(({ side, value }) => `${side === 'BELOW' ? '<' : '>'} ${figure(value)}`)
    .join(', ');
}
