/**
 * Nulls that variables carry to where none may stand: `$on: Boolean = true` fits `@include(if: $on)` by the language's rules, until
 * a client sends null for it. Refused before anything is executed, so that a query is answered alike however it is executed.
 */
import {
  type ASTNode,
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  type VariableNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { CODES } from '../errors.ts';

/** A variable that may be null where none may stand, and the type that is needed there. */
interface Use {
  variable: VariableNode;
  type: string;
}

/** Found once a document: nearly every one has none. */
const usesOf = new WeakMap<DocumentNode, Map<OperationDefinitionNode, Use[]>>();

/** What is wrong with the nulls of an operation of a valid document; empty where nothing is. */
export function misplacedNulls({
  schema,
  document,
  operationName,
  variableValues,
}: ExecutionArgs): GraphQLError[] {
  const operation = getOperationAST(document, operationName);
  if (!operation?.variableDefinitions?.length) return [];
  return findUses(schema, document, operation)
    .filter(({ variable }) => variableValues?.[variable.name.value] === null)
    .map(
      ({ variable, type }) =>
        new GraphQLError(
          `the variable "$${variable.name.value}" is null, but it stands where "${type}" is needed; ` +
            'send a value, or leave the variable out for the default',
          {
            nodes: variable,
            extensions: { code: CODES.BAD_USER_INPUT, http: { status: 400, spec: true } },
          },
        ),
    );
}

function findUses(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Use[] {
  const ofDocument = usesOf.get(document) ?? new Map<OperationDefinitionNode, Use[]>();
  usesOf.set(document, ofDocument);
  const known = ofDocument.get(operation);
  if (known) return known;
  const uses: Use[] = [];
  const nullable = new Set(
    operation.variableDefinitions!.flatMap((it) =>
      it.type.kind === Kind.NON_NULL_TYPE ? [] : [it.variable.name.value],
    ),
  );
  const types = new TypeInfo(schema);
  const seen = new Set<string>();
  const waiting: ASTNode[] = nullable.size > 0 ? [operation] : [];
  const visitor = visitWithTypeInfo(types, {
    VariableDefinition: () => false,
    FragmentSpread({ name }) {
      if (seen.has(name.value)) return;
      seen.add(name.value);
      const isNamed = (it: ASTNode) => it.kind === Kind.FRAGMENT_DEFINITION && it.name.value === name.value;
      waiting.push(...document.definitions.filter(isNamed));
    },
    Variable(variable) {
      const type = types.getInputType();
      if (type && isNonNullType(type) && nullable.has(variable.name.value))
        uses.push({ variable, type: String(type) });
    },
  });
  for (let node = waiting.pop(); node; node = waiting.pop()) visit(node, visitor);
  ofDocument.set(operation, uses);
  return uses;
}
