/**
 * A KPI as it was. While the history of a newer version is being computed, readers still see figures of the version before, and
 * what is recorded meanwhile is computed with it too.
 */
import { compileFor } from './assemble.ts';
import type { KpiDefinition } from './definition.ts';
import { camelCase } from './fields.ts';
import { type Formula, parseFormula } from './formula.ts';
import { partWith, resultHash } from './hash.ts';
import type { Kpi, Operand } from './kpi.ts';
import { directionOf, limitsOf } from './threshold.ts';

/** What names in formulas may mean. */
export interface Meanings {
  inputs: { has(key: string): boolean };
  kpis: readonly Kpi[];
}

/**
 * The KPI with the result-relevant part of an earlier definition, which was admitted once, and the texts, place and weight of
 * now. What it was derived from may have changed or gone since: a KPI that is there no longer stands under its spelling.
 */
export function earlierKpi(kpi: Kpi, earlier: KpiDefinition, known: Meanings): Kpi {
  const definition = { ...kpi.definition, ...partWith('result', earlier) };
  const { formula, parameters, threshold, minimumSample } = definition;
  const parsed = formulaOf(formula);
  const operands = operandsOf(parsed, parameters, known);
  const namesOf = (kind: Operand['kind']) => operands.filter((it) => it.kind === kind).map((it) => it.name);
  const own = [...new Set([...namesOf('input'), ...(minimumSample ? [minimumSample.input] : [])])];
  const derivedFrom = namesOf('kpi');
  const below = known.kpis.filter((it) => derivedFrom.includes(it.definition.code));
  return Object.freeze({
    ...kpi,
    definition,
    operands,
    inputs: own,
    derivedFrom,
    allInputs: [...new Set([...own, ...below.flatMap((it) => it.allInputs), ...kpi.allInputs])],
    evaluate: compileFor(definition, parsed),
    limits: limitsOf(threshold),
    direction: directionOf(threshold),
    resultHash: resultHash(definition),
  });
}

function formulaOf(text: string): Formula {
  const parsed = parseFormula(text);
  if ('formula' in parsed) return parsed.formula;
  throw new Error(`a formula that was admitted cannot be read: ${text}`);
}

function operandsOf(
  { names }: Formula,
  parameters: KpiDefinition['parameters'],
  { inputs, kpis }: Meanings,
): Operand[] {
  const codes = new Map(kpis.map(({ definition: { code } }) => [camelCase(code), code]));
  return names
    .filter((name) => !Object.hasOwn(parameters, name))
    .map((name) =>
      inputs.has(name) ? { kind: 'input', name } : { kind: 'kpi', name: codes.get(name) ?? name },
    );
}
