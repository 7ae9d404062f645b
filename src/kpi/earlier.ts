/** A KPI as it was: what readers need of an earlier definition to understand the figures that it gave. */
import type { KpiDefinition } from './definition.ts';
import { parseFormula } from './formula.ts';
import type { Kpi } from './kpi.ts';
import { directionOf, limitsOf } from './threshold.ts';

/**
 * The KPI with the result-relevant part of an earlier definition, and the texts, place and weight of now. It says which
 * inputs it reads and where it applies; it cannot be computed with: what it was derived from may be another KPI now.
 */
export function earlierKpi(kpi: Kpi, earlier: KpiDefinition, inputs: { has(key: string): boolean }): Kpi {
  const { formula, parameters, threshold, minimumSample, businessLines, cadence, scoring } = earlier;
  const parsed = parseFormula(formula);
  const names =
    'formula' in parsed ? parsed.formula.names.filter((it) => !Object.hasOwn(parameters, it)) : [];
  const read = names.filter((name) => inputs.has(name));
  const own = [...new Set([...read, ...(minimumSample ? [minimumSample.input] : [])])];
  return Object.freeze({
    ...kpi,
    definition: {
      ...kpi.definition,
      formula,
      parameters,
      threshold,
      minimumSample,
      businessLines,
      cadence,
      scoring,
    },
    inputs: own,
    allInputs: [...new Set([...own, ...kpi.allInputs])],
    limits: limitsOf(threshold),
    direction: directionOf(threshold),
  });
}
