/** A KPI's examples are its test: each is computed, through the KPIs below, and held against what it says. */
import type { Example } from './definition.ts';
import { sameFigure } from './figures.ts';
import type { Kpi } from './kpi.ts';
import { MOST_SUGGESTIONS, suggestion } from './nearest.ts';
import type { Finding } from './problem.ts';
import { statusOf } from './threshold.ts';

/** Every example that does not hold. `below` finds the admitted KPIs that this one is derived from, also indirectly. */
export function checkExamples(kpi: Kpi, below: ReadonlyMap<string, Kpi>): Finding[] {
  return kpi.definition.examples.flatMap((example, index) =>
    checkExample(kpi, example, below).map(({ path, message }) => ({
      path: ['examples', index, ...path],
      message,
    })),
  );
}

/** Whether an author who must show a case without data has done so. */
export function checkHasExampleWithoutData(kpi: Kpi): Finding[] {
  if (kpi.definition.examples.some((example) => example.status === 'NO_DATA')) return [];
  return [
    { path: ['examples'], message: 'needs at least one example without data: value null, status NO_DATA' },
  ];
}

/** Examples are of a period whose month has so many days. */
const EXAMPLE_MONTH = 30;

/** The value of a KPI for these inputs, and of all KPIs below it; null where there is none. Absent inputs are null. */
export function valueOf(kpi: Kpi, inputs: Example['inputs'], below: ReadonlyMap<string, Kpi>): number | null {
  const known = new Map<Kpi, number>();
  const evaluate = (each: Kpi): number => {
    const value =
      known.get(each) ??
      each.evaluate(
        each.operands.map(({ kind, name }) =>
          kind === 'kpi' ? evaluate(below.get(name)!) : (given(inputs, name) ?? NaN),
        ),
        EXAMPLE_MONTH,
      );
    known.set(each, value);
    return value;
  };
  const value = evaluate(kpi);
  return Number.isNaN(value) ? null : value;
}

function checkExample(kpi: Kpi, example: Example, below: ReadonlyMap<string, Kpi>): Finding[] {
  const findings: Finding[] = Object.keys(example.inputs)
    .filter((name) => !kpi.allInputs.includes(name))
    .map((name, index) => {
      const hint = index < MOST_SUGGESTIONS ? suggestion(name, kpi.allInputs) : '';
      return { path: ['inputs', name], message: `the KPI does not read "${name}"${hint}` };
    });
  const value = valueOf(kpi, example.inputs, below);
  if (!sameFigure(value, example.value))
    findings.push({ path: ['value'], message: `the formula gives ${value}, not ${example.value}` });
  const sample = kpi.definition.minimumSample && given(example.inputs, kpi.definition.minimumSample.input);
  const status = statusOf(kpi, value, sample ?? null);
  if (status !== example.status)
    findings.push({ path: ['status'], message: `the status is ${status}, not ${example.status}` });
  return findings;
}

/** An example's input; a record from outside is asked for its own fields only. */
const given = (inputs: Example['inputs'], name: string): number | null =>
  Object.hasOwn(inputs, name) ? inputs[name]! : null;
