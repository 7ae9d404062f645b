/** What a document may look like: refused before anything of it is executed. Costs are counted in execution.ts. */
import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  specifiedRules,
  validate,
  type ValidationContext,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { fragmentsOf } from '../cost.ts';
import { beyondLimit } from '../errors.ts';
import type { Limits } from '../limits.ts';

type DocumentLimits = Pick<Limits, 'characters' | 'tokens' | 'depth' | 'aliases' | 'rootFields'>;

/** Holds documents to the limits and numbers to finite ones. */
export function useDocumentLimits(limits: DocumentLimits): Plugin {
  const [shape, numbers] = rulesWithin(limits);
  return {
    onParams({ params: { query } }) {
      if (typeof query === 'string') holdLength(query, limits);
    },
    onParse({ setParseFn }) {
      setParseFn((source, options) => parseWithin(limits.tokens, source, options));
    },
    onValidate({ addValidationRule }) {
      addValidationRule(shape);
      addValidationRule(numbers);
    },
  };
}

/** What documents are held to beside the rules of the language. */
const rulesWithin = (limits: DocumentLimits) => [shapeRule(limits), finiteNumbers] as const;

function holdLength({ length }: string, { characters }: DocumentLimits): void {
  if (length > characters)
    throw beyondLimit(`a document has at most ${characters} characters, not ${length}`);
}

/** Why a document would be refused before it is executed; empty where it would not. */
export function documentProblems(
  schema: GraphQLSchema,
  text: string,
  limits: DocumentLimits,
): readonly GraphQLError[] {
  try {
    holdLength(text, limits);
    const document = parseWithin(limits.tokens, text);
    return validate(schema, document, [...specifiedRules, ...rulesWithin(limits)]);
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

function parseWithin(tokens: number, ...[source, options]: Parameters<typeof parse>): DocumentNode {
  try {
    return parse(source, { ...options, maxTokens: tokens });
  } catch (error) {
    const tooMany = error instanceof GraphQLError && error.message.includes('Parsing aborted');
    throw tooMany ? beyondLimit(`a document has at most ${tokens} tokens`) : error;
  }
}

/** Literals like 1e999 are numbers of the language, but not of ours. */
function finiteNumbers(context: ValidationContext): ASTVisitor {
  return {
    FloatValue(node) {
      if (Number.isFinite(Number(node.value))) return;
      context.reportError(new GraphQLError(`${node.value} is not a finite number`, { nodes: node }));
    },
  };
}

function shapeRule(limits: DocumentLimits) {
  return function documentShape(context: ValidationContext): ASTVisitor {
    return {
      Document(document) {
        const measure = new Measure(fragmentsOf(document));
        for (const it of document.definitions)
          if (it.kind === Kind.OPERATION_DEFINITION) reportShape(context, it, measure, limits);
      },
    };
  };
}

function reportShape(
  context: ValidationContext,
  operation: OperationDefinitionNode,
  measure: Measure,
  limits: DocumentLimits,
): void {
  const { depth, aliases, fields } = measure.shapeOf(operation.selectionSet);
  const hold = (value: number, limit: number, what: string) => {
    if (value > limit)
      context.reportError(beyondLimit(`an operation has at most ${limit} ${what}, not ${value}`));
  };
  hold(depth, limits.depth, 'fields inside fields');
  hold(aliases, limits.aliases, 'aliases');
  hold(fields, limits.rootFields, 'fields at its root');
}

interface Shape {
  /** Levels of fields. */
  depth: number;
  /** Of all levels. */
  aliases: number;
  /** Of the first level. */
  fields: number;
}

const NOTHING: Shape = { depth: 0, aliases: 0, fields: 0 };

/** Measures selections as if fragments were written out; each fragment is measured once. */
class Measure {
  readonly #ofFragment = new Map<string, Shape>();

  constructor(readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>) {}

  shapeOf(set: SelectionSetNode | undefined): Shape {
    return (set?.selections ?? []).map((it) => this.#ofSelection(it)).reduce(together, NOTHING);
  }

  #ofSelection(node: SelectionSetNode['selections'][number]): Shape {
    if (node.kind === Kind.INLINE_FRAGMENT) return this.shapeOf(node.selectionSet);
    if (node.kind === Kind.FRAGMENT_SPREAD) return this.#ofSpread(node.name.value);
    const below = this.shapeOf(node.selectionSet);
    const isIntrospection = node.name.value === '__schema' || node.name.value === '__type';
    return {
      depth: 1 + (isIntrospection ? 0 : below.depth),
      aliases: below.aliases + (node.alias ? 1 : 0),
      fields: 1,
    };
  }

  #ofSpread(name: string): Shape {
    const measured = this.#ofFragment.get(name);
    if (measured) return measured;
    // A fragment that spreads itself is refused by another rule; here it must only come to an end.
    this.#ofFragment.set(name, NOTHING);
    const shape = this.shapeOf(this.fragments.get(name)?.selectionSet);
    this.#ofFragment.set(name, shape);
    return shape;
  }
}

const together = (a: Shape, b: Shape): Shape => ({
  depth: Math.max(a.depth, b.depth),
  aliases: a.aliases + b.aliases,
  fields: a.fields + b.fields,
});
