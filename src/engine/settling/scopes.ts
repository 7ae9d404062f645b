/**
 * Sets of scopes as bits, numbered place position × lines + line position, so that unions over inputs and KPIs cost next to nothing.
 */
import type { Plan } from './plan.ts';

/** A set of scopes. */
export type Scopes = Uint32Array;

/** The empty set of a plan's scopes. */
export const noScopes = (plan: Plan): Scopes =>
  new Uint32Array(Math.ceil((plan.places.length * plan.lines.length) / 32));

/** Every scope of a plan. */
export function allScopes(plan: Plan): Scopes {
  const scopes = noScopes(plan);
  for (let at = 0; at < plan.places.length * plan.lines.length; at++) include(scopes, at);
  return scopes;
}

/** Puts a scope into the set. */
export function include(scopes: Scopes, at: number): void {
  scopes[at >>> 5]! |= 1 << (at & 31);
}

/** Puts the scopes of another set into this one. */
export function unite(into: Scopes, other: Scopes): void {
  for (let i = 0; i < into.length; i++) into[i]! |= other[i]!;
}

/** The numbers of the scopes in the set, rising. */
export function members(scopes: Scopes): number[] {
  const found: number[] = [];
  for (let i = 0; i < scopes.length; i++) {
    for (let word = scopes[i]!; word !== 0; word &= word - 1)
      found.push(i * 32 + 31 - Math.clz32(word & -word));
  }
  return found;
}
