/** What a plugin module or a stored row holds, before anything of it is believed. */
import { fieldOf, isRecord } from './fieldOf.ts';
import { type Kind, KIND_NAMES, kindOf, perKind } from './kinds.ts';

export type Literals = Record<Kind, unknown[]>;

/** The `code` of an unchecked KPI or the `key` of an unchecked input; `?` where it is no text. */
export function nameOf(value: unknown, field: 'code' | 'key'): string {
  const name = fieldOf(value, field);
  return typeof name === 'string' ? name : '?';
}

/**
 * The literals of a module: a default export that is one of any kind, or an array of them, and the named exports of the
 * kinds. Null where the module has none of these.
 */
export function literalsOf(module: Record<string, unknown>): Literals | null {
  // A CommonJS package arrives as one default export that carries the names.
  const named = hasKinds(module.default) ? module.default : module;
  const anonymous = hasKinds(module.default) ? undefined : module.default;
  if (anonymous === undefined && !hasKinds(named)) return null;
  const mixed = listOf(anonymous);
  return perKind((kind) => [...mixed.filter((it) => kindOf(it) === kind), ...listOf(named[kind])]);
}

const hasKinds = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && KIND_NAMES.some((kind) => Object.hasOwn(value, kind));

const listOf = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat(3));
