import type { Candidate, Problem } from '../kpi/admit.ts';
import { camelCase } from '../kpi/fields.ts';
import { fieldOf } from './fieldOf.ts';
import type { Found } from './found.ts';
import { nameOf } from './literals.ts';

/** The registered rows that may stand beside the plugins, and a problem for each of the others. */
export interface Beside {
  kpis: Candidate[];
  inputs: Candidate[];
  problems: Problem[];
}

/**
 * Leaves out registered rows whose name a plugin uses: a new release may bring a KPI that somebody has already
 * registered, and then the row gives way, because a row never stops the start.
 */
export function withoutClashes(rows: Pick<Found, 'kpis' | 'inputs'>, plugins: Found): Beside {
  const owners = namesIn(plugins);
  const problems: Problem[] = [];
  const free = ({ value, source }: Candidate, field: 'code' | 'key'): boolean => {
    const name = nameOf(value, field);
    const owner = owners.get(camelCase(name));
    const message = `formulas would know "${name}" by a name that ${owner} gives a meaning already; a registered ${field === 'code' ? 'KPI' : 'input'} needs another ${field}`;
    if (owner !== undefined) problems.push({ source, path: [field], message });
    return owner === undefined;
  };
  return {
    kpis: rows.kpis.filter((row) => free(row, 'code')),
    inputs: rows.inputs.filter((row) => free(row, 'key')),
    problems,
  };
}

/** Every name that formulas of plugins may use, with the source that gives it its meaning. */
function namesIn({ kpis, inputs }: Found): Map<string, string> {
  const owners = new Map<string, string>();
  for (const { value, source } of kpis) {
    owners.set(camelCase(nameOf(value, 'code')), source);
    for (const parameter of Object.keys(fieldOf(value, 'parameters') ?? {})) owners.set(parameter, source);
  }
  for (const { value, source } of inputs) owners.set(nameOf(value, 'key'), source);
  return owners;
}
