/** What a caller can mend. Mutations return it as data; they throw only for what the caller cannot mend. */
import type { Conflict, Invalid, Problem } from '../engine/outcome.ts';
import { builder } from './builder.ts';
import { sized } from './cost.ts';
import { Node, type NodeSource } from './nodeInterface.ts';

/** Something that was named is not there. */
export interface NotFound {
  outcome: 'not-found' | 'notFound';
  message: string;
}

/** A conflict, with what stands in the way where it is a thing of its own. */
export type ConflictWith = Conflict & { existing?: NodeSource };

export const UserError = builder.interfaceRef<Invalid | Conflict | NotFound>('UserError').implement({
  description:
    'What a caller can mend. Mutations return it as data; they throw only for what the caller cannot mend.',
  resolveType: ({ outcome }) => ERROR_TYPES[outcome],
  fields: (t) => ({ message: t.exposeString('message') }),
});

/** The type that each refusal of the engine is answered as. */
export const ERROR_TYPES = {
  invalid: 'ValidationError',
  conflict: 'ConflictError',
  'not-found': 'NotFoundError',
  notFound: 'NotFoundError',
} as const;

export const FieldProblem = builder.objectRef<Problem>('FieldProblem').implement({
  fields: (t) => ({
    path: t.exposeStringList('path', { description: 'The way into what was sent.' }),
    message: t.exposeString('message'),
  }),
});

export const ValidationError = builder.objectRef<Invalid>('ValidationError').implement({
  description: 'Nothing was kept; every problem is listed.',
  interfaces: [UserError],
  fields: (t) => ({ problems: t.expose('problems', { type: [FieldProblem], extensions: sized(20) }) }),
});

export const ConflictError = builder.objectRef<ConflictWith>('ConflictError').implement({
  description: 'Something else stands in the way; nothing was kept.',
  interfaces: [UserError],
  fields: (t) => ({
    existing: t.field({ type: Node, nullable: true, resolve: ({ existing }) => existing ?? null }),
  }),
});

export const NotFoundError = builder.objectRef<NotFound>('NotFoundError').implement({
  description: 'What was named is not there; nothing was kept.',
  interfaces: [UserError],
});
