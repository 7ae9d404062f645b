/** From a definition whose names are known to the KPI that the rest of the product works with. */
import type { KpiDefinition } from './definition.ts';
import type { Candidate } from './draft.ts';
import type { Formula } from './formula.ts';
import { otherHash, resultHash } from './hash.ts';
import type { Kpi, Operand } from './kpi.ts';
import { directionOf, limitsOf } from './threshold.ts';

/** What a KPI is made of. */
export interface Parts {
  candidate: Candidate;
  definition: KpiDefinition;
  formula: Formula;
  operands: readonly Operand[];
}

/** Makes the KPI. `below` holds every admitted KPI that the formula reads. */
export function assemble(
  { candidate, definition, formula, operands }: Parts,
  below: ReadonlyMap<string, Kpi>,
): Kpi {
  const inputs = namesOf(operands, 'input');
  const derivedFrom = namesOf(operands, 'kpi');
  const own = unique([...inputs, ...(definition.minimumSample ? [definition.minimumSample.input] : [])]);
  return Object.freeze({
    definition,
    origin: candidate.origin,
    source: candidate.source,
    operands,
    inputs: own,
    derivedFrom,
    allInputs: unique([...own, ...derivedFrom.flatMap((code) => below.get(code)!.allInputs)]),
    evaluate: compileFor(definition, formula),
    limits: limitsOf(definition.threshold),
    direction: directionOf(definition.threshold),
    resultHash: resultHash(definition),
    otherHash: otherHash(definition),
  });
}

/** The function of a formula. Operands stand in the order of the formula's names without the parameters, which become constants. */
export function compileFor({ parameters }: KpiDefinition, formula: Formula): Kpi['evaluate'] {
  const names = formula.names.filter((name) => !Object.hasOwn(parameters, name));
  return formula.compile((name) =>
    Object.hasOwn(parameters, name) ? { constant: parameters[name]! } : names.indexOf(name),
  );
}

const namesOf = (operands: readonly Operand[], kind: Operand['kind']): string[] =>
  operands.filter((operand) => operand.kind === kind).map((operand) => operand.name);

const unique = (names: readonly string[]): string[] => [...new Set(names)];
