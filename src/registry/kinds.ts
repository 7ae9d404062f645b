/** The kinds of things that plugins bring. A module exports each kind under its name, or one of them as its default. */
import { fieldOf } from './fieldOf.ts';

interface PluginKind {
  /** The field that names one of them. */
  name: 'code' | 'key';
  /** Whether something without a kind, in a default export, is one; what is none of any kind is taken for the first. */
  isOne(literal: unknown): boolean;
  /** Whether several in one module are told apart in messages. */
  isNamed: boolean;
}

export const KINDS = {
  kpis: { name: 'code', isOne: (it) => fieldOf(it, 'code') !== undefined, isNamed: true },
  inputs: {
    name: 'key',
    isOne: (it) => fieldOf(it, 'key') !== undefined && fieldOf(it, 'code') === undefined,
    isNamed: false,
  },
} as const satisfies Record<string, PluginKind>;

export type Kind = keyof typeof KINDS;

export const KIND_NAMES = Object.keys(KINDS) as Kind[];

/** Something for each kind. */
export const perKind = <T>(make: (kind: Kind) => T): Record<Kind, T> =>
  Object.fromEntries(KIND_NAMES.map((kind) => [kind, make(kind)])) as Record<Kind, T>;

/** The kind of something that stands in a default export. */
export const kindOf = (literal: unknown): Kind =>
  KIND_NAMES.find((kind) => KINDS[kind].isOne(literal)) ?? KIND_NAMES[0]!;
