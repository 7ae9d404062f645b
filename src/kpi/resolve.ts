/** What the names of a candidate mean: inputs, its own parameters, other KPIs, business lines. Unknown ones are refused. */
import { type Draft, formulaFinding } from './draft.ts';
import { camelCase } from './fields.ts';
import { isFiner } from './grain.ts';
import type { Operand } from './kpi.ts';
import { MOST_SUGGESTIONS, suggestion } from './nearest.ts';
import type { Finding } from './problem.ts';

/** Everything that a name can mean besides a parameter. */
export interface Names {
  inputs: ReadonlySet<string>;
  /** Candidates by the spelling of their code in formulas. */
  kpis: ReadonlyMap<string, Draft>;
  /** Null where the business lines are not known yet; then they are taken as they are. */
  businessLines: ReadonlySet<string> | null;
}

/** Sets `draft.operands` where every name is known, and adds everything that is wrong with its names to its findings. */
export function resolve(draft: Draft, names: Names): void {
  draft.findings.push(
    ...checkParameters(draft, names),
    ...checkFormula(draft, names),
    ...checkSample(draft, names),
    ...checkLines(draft, names),
    ...checkCadence(draft, names),
  );
  draft.operands = operandsOf(draft, names);
}

function operandsOf({ formula, parameters }: Draft, { inputs, kpis }: Names): Operand[] | null {
  if (formula === null) return null;
  const operands: Operand[] = [];
  for (const name of formula.names.filter((each) => !parameters.includes(each))) {
    const code = kpis.get(name)?.code;
    if (inputs.has(name)) operands.push({ kind: 'input', name });
    else if (code) operands.push({ kind: 'kpi', name: code });
    else return null;
  }
  return operands;
}

function checkFormula(draft: Draft, names: Names): Finding[] {
  const { formula, parameters } = draft;
  if (formula === null) return [];
  const all = { offset: 0, length: formula.text.length };
  const read = formula.names.filter((name) => !parameters.includes(name));
  if (read.length === 0)
    return [formulaFinding(formula.text, all, 'reads no input and no KPI: it would always be the same')];
  const unknown = read.filter((name) => !names.inputs.has(name) && !names.kpis.has(name));
  return unknown.map((name, index) => {
    const hint = index < MOST_SUGGESTIONS ? suggestion(name, spellings(draft, names)) : '';
    const message = `"${name}" is no input, no parameter of this KPI and no KPI${hint}`;
    return formulaFinding(formula.text, formula.placeOf(name), message);
  });
}

const spellings = ({ parameters }: Draft, { inputs, kpis }: Names): string[] => [
  ...inputs,
  ...kpis.keys(),
  ...parameters,
];

function checkParameters({ formula, parameters }: Draft, { inputs, kpis }: Names): Finding[] {
  return parameters.flatMap((name): Finding[] => {
    const path = ['parameters', name];
    if (inputs.has(name)) return [{ path, message: `"${name}" is an input already; rename the parameter` }];
    const kpi = kpis.get(name);
    if (kpi) return [{ path, message: `"${name}" is the KPI "${kpi.code}" already; rename the parameter` }];
    if (formula === null || formula.names.includes(name)) return [];
    return [{ path, message: 'the formula does not use this parameter; use it or remove it' }];
  });
}

function checkSample({ fields }: Draft, { inputs }: Names): Finding[] {
  const name = fields.minimumSample?.input;
  if (name === undefined || inputs.has(name)) return [];
  return [
    { path: ['minimumSample', 'input'], message: `there is no input "${name}"${suggestion(name, inputs)}` },
  ];
}

function checkLines({ fields }: Draft, { businessLines }: Names): Finding[] {
  const lines = fields.businessLines ?? [];
  return lines.flatMap((line, index): Finding[] => {
    const path = ['businessLines', index];
    if (lines.indexOf(line) < index) return [{ path, message: `"${line}" is listed twice` }];
    if (businessLines === null || businessLines.has(line)) return [];
    return [{ path, message: `there is no business line "${line}"${suggestion(line, businessLines)}` }];
  });
}

function checkCadence({ fields: { cadence }, formula }: Draft, { kpis }: Names): Finding[] {
  return (formula?.names ?? []).flatMap((name): Finding[] => {
    const read = kpis.get(name)?.fields;
    if (!cadence || !read?.cadence || !isFiner(cadence, read.cadence)) return [];
    const message = `${cadence} is finer than the ${read.cadence} of "${read.code}", which the formula reads; make it ${read.cadence} or coarser`;
    return [{ path: ['cadence'], message }];
  });
}

/** The spelling of a draft's code in formulas, or null where its code cannot be read. */
export const spellingOf = ({ code }: Draft): string | null => (code === null ? null : camelCase(code));
