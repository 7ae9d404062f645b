/**
 * What a document may cost at most: the fields to resolve, where the fields under a list count once for each item it can
 * have. Calculated before execution, in time proportional to the document's length: a fragment is counted once.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  valueFromASTUntyped,
} from 'graphql';
import type { Limits } from './limits.ts';

/** An argument as it was sent, unchecked, with variables filled in. */
export type SentArgument = (name: string) => unknown;

/** How many items a list or a page has: a figure that fits nearly always, or what the arguments ask for. */
export type FieldSize = number | ((argument: SentArgument, limits: Limits) => number);

/** Declares a field's size: `extensions: sized(27)`. */
export const sized = (size: FieldSize) => ({ size });

/** The size of a page: `first` or `last` as asked for, else `otherwise` or as many as a page may have. */
export const sizedByPage = (otherwise?: number) =>
  sized((argument, limits) => {
    const asked = argument('first') ?? argument('last') ?? otherwise ?? limits.page;
    return typeof asked === 'number' && asked >= 1 ? Math.min(asked, limits.page) : limits.page;
  });

/** The size of lists that say nothing: only those of introspection, as a test holds. */
const UNKNOWN_SIZE = 10;

type Variables = Record<string, unknown>;

/** The cost of an operation of a valid document; `variables` as they were sent. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
  limits: Limits,
): number {
  const root = schema.getRootType(operation.operation);
  if (!root) return 0;
  const walk = new CostWalk(schema, fragmentsOf(document), withDefaults(operation, variables), limits);
  return walk.selections(operation.selectionSet, root);
}

/** The fragments of a document by name. */
export function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const it of document.definitions)
    if (it.kind === 'FragmentDefinition') fragments.set(it.name.value, it);
  return fragments;
}

function withDefaults(operation: OperationDefinitionNode, sent: Variables): Variables {
  const defaults: Variables = {};
  for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
    if (defaultValue) defaults[variable.name.value] = valueFromASTUntyped(defaultValue);
  return { ...defaults, ...sent };
}

class CostWalk {
  readonly #ofFragment = new Map<string, number>();

  constructor(
    readonly schema: GraphQLSchema,
    readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    readonly variables: Variables,
    readonly limits: Limits,
  ) {}

  selections({ selections }: SelectionSetNode, parent: GraphQLNamedType): number {
    let cost = 0;
    for (const it of selections) {
      if (it.kind === 'Field') cost += this.#field(it, parent);
      else if (it.kind === 'FragmentSpread') cost += this.#fragment(it.name.value);
      else cost += this.selections(it.selectionSet, this.#typeNamed(it.typeCondition?.name.value) ?? parent);
    }
    return cost;
  }

  #typeNamed(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : this.schema.getType(name);
  }

  #fragment(name: string): number {
    const counted = this.#ofFragment.get(name);
    if (counted !== undefined) return counted;
    this.#ofFragment.set(name, 0);
    const fragment = this.fragments.get(name)!;
    const cost = this.selections(fragment.selectionSet, this.#typeNamed(fragment.typeCondition.name.value)!);
    this.#ofFragment.set(name, cost);
    return cost;
  }

  #field(node: FieldNode, parent: GraphQLNamedType): number {
    const field = fieldOf(parent, node.name.value);
    if (!field || !node.selectionSet) return 1;
    const type = getNamedType(field.type);
    const children = isCompositeType(type) ? this.selections(node.selectionSet, type) : 0;
    return 1 + this.#sizeOf(field, node) * children;
  }

  #sizeOf(field: GraphQLField<unknown, unknown>, node: FieldNode): number {
    const size = field.extensions.size as FieldSize | undefined;
    if (typeof size === 'function') return size((name) => this.#argument(node, name), this.limits);
    return size ?? (isList(field) ? UNKNOWN_SIZE : 1);
  }

  #argument(node: FieldNode, name: string): unknown {
    const sent = node.arguments?.find((it) => it.name.value === name);
    return sent && valueFromASTUntyped(sent.value, this.variables);
  }
}

function fieldOf(parent: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === '__schema') return SchemaMetaFieldDef;
  if (name === '__type') return TypeMetaFieldDef;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

/** Whether a field answers a list. */
export function isList({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}
