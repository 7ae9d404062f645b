/** What is wrong with a filter of breaches that somebody wants to keep. */
import type { Problem } from '../../world/outcome.ts';
import { findScope, type ScopeCodes, unknownCode } from '../../world/scope.ts';
import type { BreachFilter, Known } from '../criteria.ts';

const LONGEST_FILTER = 20_000;

/** Every unknown code of a filter, with the way to it; `path` is the way to the filter. */
export function filterProblems(filter: BreachFilter, known: Known, path: string[] = ['filter']): Problem[] {
  if (JSON.stringify(filter).length > LONGEST_FILTER) {
    return [
      {
        path,
        message: `a filter has at most ${LONGEST_FILTER} characters as JSON; name wider scopes instead of many small ones`,
      },
    ];
  }
  const { reference } = known;
  const codes = [...known.kpis, ...known.retired].map((it) => it.kpi.definition.code);
  const units = [...reference.placeById.values()].flatMap((it) => it.code ?? []);
  const list = (
    name: 'kpis' | 'operators' | 'businessLines' | 'orgUnits',
    what: string,
    among: Iterable<string>,
  ) => (filter[name] ?? []).flatMap((code, at) => unknown(code, what, among, [...path, name, String(at)]));
  return [
    ...list('kpis', 'KPI', codes),
    ...list('operators', 'operator', reference.operators.keys()),
    ...list('businessLines', 'business line', reference.lines.keys()),
    ...list('orgUnits', 'unit', units),
    ...(filter.scopes ?? []).flatMap((scope, at) =>
      scopeProblems(scope, known, [...path, 'scopes', String(at)]),
    ),
    ...(filter.within ? scopeProblems(filter.within, known, [...path, 'within']) : []),
  ];
}

function scopeProblems(codes: ScopeCodes, { reference }: Known, path: string[]): Problem[] {
  const found = findScope(reference, codes);
  return Array.isArray(found) ? found.map(({ field, message }) => ({ path: [...path, field], message })) : [];
}

function unknown(code: string, what: string, among: Iterable<string>, path: string[]): Problem[] {
  const known = new Set(among);
  return known.has(code) ? [] : [{ path, message: unknownCode(what, code, known) }];
}
