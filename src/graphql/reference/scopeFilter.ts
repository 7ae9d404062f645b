/** Which scopes a list asks for, out of all that there are, in the order that lists have. */
import type { Reference } from '../../store/reference.ts';
import { codesOfScope, everyScope } from '../../world/scope.ts';
import type { Scope, World } from '../../world/world.ts';
import { known } from '../errors.ts';
import { compareCodes } from '../ids.ts';
import { lineOf, type ScopeInput, scopeOf } from './scope.ts';

type ScopeCodes = typeof ScopeInput.$inferInput;
type Codes = readonly string[] | null | undefined;

/** What a filter says about scopes; every part that is given must hold, and an empty list lets nothing through. */
export interface ScopeFilter {
  scopes?: readonly ScopeCodes[] | null;
  within?: ScopeCodes | null;
  operators?: Codes;
  businessLines?: Codes;
  orgUnits?: Codes;
}

/** The scopes that pass, by operator, line, unit (codes by code point, none first); throws `badInput` for unknown codes. */
export function askedScopes(world: World, filter: ScopeFilter): Scope[] {
  const scopes = filter.scopes ? exactly(world, filter.scopes) : everyScope(world.reference);
  const tests = [
    filter.within && isWithin(scopeOf(world, filter.within, 'filter.within')),
    filter.operators && ofOperators(world.reference, filter.operators),
    filter.businessLines && ofLines(world.reference, filter.businessLines),
    filter.orgUnits && ofUnits(world.reference, filter.orgUnits),
  ].filter((test) => typeof test === 'function');
  return scopes.filter((scope) => tests.every((test) => test(scope)));
}

type Test = (scope: Scope) => boolean;

function exactly(world: World, codes: readonly ScopeCodes[]): Scope[] {
  const scopes = codes.map((it, at) => scopeOf(world, it, `filter.scopes[${at}]`));
  const distinct = new Map(scopes.map((it) => [codesOfScope(it).join(':'), it]));
  return [...distinct.values()].sort((a, b) => compareCodes(codesOfScope(a), codesOfScope(b)));
}

function isWithin({ place, line }: Scope): Test {
  return (it) =>
    it.place.path.includes(place.id) && (line === null || it.line?.path.includes(line.id) === true);
}

function ofOperators({ operators }: Reference, codes: readonly string[]): Test {
  const wanted = new Set(
    codes.map((code, at) =>
      known(operators.get(code), `filter.operators[${at}]`, 'operator', code, operators.keys()),
    ),
  );
  return ({ operator }) => wanted.has(operator);
}

function ofLines(reference: Reference, codes: readonly string[]): Test {
  const wanted = new Set(codes.map((code, at) => lineOf(reference, code, `filter.businessLines[${at}]`)));
  return ({ line }) => line !== null && wanted.has(line);
}

function ofUnits({ placeById }: Reference, codes: readonly string[]): Test {
  const units = new Map([...placeById.values()].flatMap(({ code }) => (code === null ? [] : [[code, code]])));
  codes.forEach((code, at) => known(units.get(code), `filter.orgUnits[${at}]`, 'unit', code, units.keys()));
  const wanted = new Set<string | null>(codes);
  return ({ place }) => wanted.has(place.code);
}
