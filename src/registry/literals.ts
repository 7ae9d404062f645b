/** What a plugin module or a stored row holds, before anything of it is believed. */
export interface Literals {
  kpis: unknown[];
  inputs: unknown[];
}

/** One field of something unknown; undefined where it is no object or has no such field of its own. */
export const fieldOf = (value: unknown, field: string): unknown =>
  isRecord(value) && Object.hasOwn(value, field) ? value[field] : undefined;

/** The `code` of an unchecked KPI or the `key` of an unchecked input; `?` where it is no text. */
export function nameOf(value: unknown, field: 'code' | 'key'): string {
  const name = fieldOf(value, field);
  return typeof name === 'string' ? name : '?';
}

/**
 * The literals of a module: a default export that is a KPI, a list of inputs, or an array of both, and the named
 * exports `kpis` and `inputs`. Null where the module has none of these.
 */
export function literalsOf(module: Record<string, unknown>): Literals | null {
  // A CommonJS package arrives as one default export that carries the names.
  const named = isPair(module.default) ? module.default : module;
  const anonymous = isPair(module.default) ? undefined : module.default;
  if (anonymous === undefined && !isPair(named)) return null;
  const mixed = listOf(anonymous);
  return {
    kpis: [...mixed.filter((literal) => !isInput(literal)), ...listOf(named.kpis)],
    inputs: [...mixed.filter(isInput), ...listOf(named.inputs)],
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

const isInput = (value: unknown): boolean =>
  fieldOf(value, 'key') !== undefined && fieldOf(value, 'code') === undefined;

const isPair = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && (Object.hasOwn(value, 'kpis') || Object.hasOwn(value, 'inputs'));

const listOf = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat(3));
