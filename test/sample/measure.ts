/** SEMANTICS in plain loops over the sample's observations: slow, short, and unrelated to the engine. */
import type { Kpi } from '../../src/kpi/kpi.ts';
import type { Period } from '../../src/kpi/period.ts';
import { scoreOf } from '../../src/kpi/scoring.ts';
import { statusOf } from '../../src/kpi/threshold.ts';
import type { Status } from '../../src/kpi/vocabulary.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { type SampleObservation, sampleObservations } from '../../src/sample/observations.ts';
import { monthDaysOf } from '../support/modelCalendar.ts';

export const registry = await loadRegistry({ folder: new URL('../../plugins/', import.meta.url) });

export interface Scope {
  operator: string;
  unit?: string;
}
export interface Measured {
  kpi: Kpi;
  value: number | null;
  status: Status;
  score: number | null;
}

/** The whole sample up to a day, by operator and input. */
export function sampleUntil(lastDay: string): Map<string, SampleObservation[]> {
  return groupBy(
    [...sampleObservations({ lastDay })].flat(),
    ({ operator, input }) => `${operator} ${input}`,
  );
}

/** Groups in order of appearance, as `Map.groupBy` does from Node 21. */
export function groupBy<T>(list: readonly T[], nameOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(nameOf(one));
    if (group) group.push(one);
    else groups.set(nameOf(one), [one]);
  }
  return groups;
}

/** A KPI's measurement for all lines of a scope. */
export function measure(
  sample: ReturnType<typeof sampleUntil>,
  kpi: Kpi,
  scope: Scope,
  period: Period,
): Measured {
  const input = (key: string) =>
    aggregate(sample.get(`${scope.operator} ${key}`) ?? [], key, kpi, scope, period);
  const operands = kpi.operands.map(({ kind, name }) =>
    kind === 'input' ? input(name) : measure(sample, registry.byCode.get(name)!, scope, period).value,
  );
  const result = kpi.evaluate(
    operands.map((operand) => operand ?? NaN),
    monthDaysOf(period.grain, period.start),
  );
  const value = Number.isNaN(result) ? null : result;
  const { minimumSample, scoring } = kpi.definition;
  const status = statusOf(kpi, value, minimumSample ? input(minimumSample.input) : null);
  const scored = value !== null && ['OK', 'WARNING', 'CRITICAL'].includes(status);
  return { kpi, value, status, score: scored ? scoreOf(scoring, value) : null };
}

/** Every input of the product is added up over places, and over time unless the last day counts. */
function aggregate(
  all: SampleObservation[],
  key: string,
  { definition: { businessLines } }: Kpi,
  { unit }: Scope,
  { start, end }: Period,
): number | null {
  const rows = all.filter(
    ({ date, businessLine, orgUnit }) =>
      date >= start &&
      date <= end &&
      (businessLines.length === 0 || businessLines.includes(businessLine ?? '')) &&
      (unit === undefined || orgUnit === unit),
  );
  const latest = rows.reduce((last, { date }) => (date > last ? date : last), '');
  const counted =
    registry.inputs.get(key)!.timeAggregation === 'LAST' ? rows.filter(({ date }) => date === latest) : rows;
  return counted.length === 0 ? null : counted.reduce((sum, { value }) => sum + value, 0);
}
