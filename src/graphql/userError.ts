/** What a caller can mend. Mutations return it as data; they throw only for what the caller cannot mend. */
import type { Conflict, Invalid, NotFound, Problem } from '../world/outcome.ts';
import { builder } from './builder.ts';
import { sized } from './cost.ts';
import { asNode, Node, type NodeRef } from './refs.ts';

/** A conflict, with what stands in the way where it is a thing of its own: a node, see `asNode`. */
export type ConflictWith = Conflict & { existing?: object };

export const UserError = builder.interfaceRef<Invalid | Conflict | NotFound>('UserError').implement({
  description:
    'What a caller can mend. Mutations return it as data; they throw only for what the caller cannot mend.',
  resolveType: ({ outcome }) => ERROR_TYPES[outcome],
  fields: (t) => ({ message: t.exposeString('message') }),
});

/** The type that each refusal of the engine is answered as. */
const ERROR_TYPES = {
  invalid: 'ValidationError',
  conflict: 'ConflictError',
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

const REFUSALS = { invalid: ValidationError, notFound: NotFoundError, conflict: ConflictError };
type Refusals = { invalid: Invalid; notFound: NotFound; conflict: ConflictWith };

/** What a mutation answers beside success, in the order in which the schema names them. */
type Refusal = keyof Refusals;

type Types = (typeof builder)['$inferSchemaTypes'];

/** A conflict with a thing of this type, which is answered as what exists. */
export const over = <Source extends object>(ref: NodeRef<Source>): Over => ({
  mark: (source) => void asNode(ref, source as Source),
});

interface Over {
  mark(source: object): void;
}
type RefusalOf<T> = T extends Refusal ? T : 'conflict';

/**
 * The union `<name>Result` of `<name>Success` and of what the mutation can be refused with, in the order given: by its outcome, or
 * `over` a type for a conflict with a thing of that type.
 */
export function resultOf<Success extends { outcome: string }, Refused extends readonly (Refusal | Over)[]>(
  success: PothosSchemaTypes.ObjectRef<Types, Success> & { name: string },
  ...refused: Refused
): PothosSchemaTypes.UnionRef<Types, Success | Refusals[RefusalOf<Refused[number]>]> {
  const type = (it: Refusal | Over) => (typeof it === 'string' ? REFUSALS[it] : ConflictError);
  const conflict = refused.find((it) => typeof it !== 'string');
  const union = builder.unionType(success.name.replace(/Success$/, 'Result'), {
    types: [success, ...refused.map(type)],
    resolveType: (answer: { outcome: string; existing?: object }) => {
      if (answer.existing) conflict?.mark(answer.existing);
      return answer.outcome in ERROR_TYPES ? ERROR_TYPES[answer.outcome as Refusal] : success.name;
    },
  });
  return union as never;
}
