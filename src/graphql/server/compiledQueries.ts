/** Queries that are asked again and again, compiled: a matrix then takes less than half the time. */
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  type Source,
  valueFromASTUntyped,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';

interface Entry {
  uses: number;
  compiled: CompiledQuery | null;
}

/** Remembers operations for as long as the parser's cache remembers their documents. */
export class CompiledQueries {
  readonly #ofDocument = new WeakMap<DocumentNode, Map<string, Entry>>();

  /** Compiling takes a hundred times longer than executing once, so it begins after `after` uses. */
  constructor(readonly after: number) {}

  /** The answer of the compiled query, or null where it is to be executed as it is. */
  execute(args: ExecutionArgs): Promise<ExecutionResult> | ExecutionResult | null {
    const compiled = this.#find(args);
    if (!compiled) return null;
    const errors = misfits(args);
    if (errors) return { errors };
    const answer = compiled.query(args.rootValue, args.contextValue, withDefaults(args));
    const located = (result: ExecutionResult) => withPositions(result, args.document.loc?.source);
    return answer instanceof Promise ? answer.then(located) : located(answer);
  }

  #find({ schema, document, operationName }: ExecutionArgs): CompiledQuery | null {
    const entry = this.#entryOf(document, operationName ?? '');
    if (entry.uses++ === this.after) entry.compiled = compile(schema, document, operationName);
    return entry.compiled;
  }

  #entryOf(document: DocumentNode, operationName: string): Entry {
    const operations = this.#ofDocument.get(document) ?? new Map<string, Entry>();
    this.#ofDocument.set(document, operations);
    const entry = operations.get(operationName) ?? { uses: 0, compiled: null };
    operations.set(operationName, entry);
    return entry;
  }
}

function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
): CompiledQuery | null {
  const query = compileQuery(schema, document, operationName ?? undefined);
  return isCompiledQuery(query) ? query : null;
}

/** The variables with their defaults: a compiled query misses those of a required type, such as `$first: Int! = 5`. */
function withDefaults({ document, operationName, variableValues }: ExecutionArgs): Record<string, unknown> {
  const given = variableValues ?? {};
  const missing = variablesOf(document, operationName).flatMap(({ variable: { name }, defaultValue }) =>
    defaultValue && given[name.value] === undefined ? [[name.value, valueFromASTUntyped(defaultValue)]] : [],
  );
  return missing.length > 0 ? { ...given, ...Object.fromEntries(missing) } : given;
}

const variablesOf = (document: DocumentNode, operationName: ExecutionArgs['operationName']) =>
  getOperationAST(document, operationName)!.variableDefinitions ?? [];

/** What does not fit of the variables, at most so many times: compiled queries would tell a million times of a list of a million. */
function misfits({ schema, document, operationName, variableValues }: ExecutionArgs) {
  const variables = variablesOf(document, operationName);
  return getVariableValues(schema, variables, variableValues ?? {}, { maxErrors: 50 }).errors;
}

/** Errors of compiled queries know line and column only; what answers them wants positions in the source. */
function withPositions({ errors, ...result }: ExecutionResult, source: Source | undefined): ExecutionResult {
  if (!errors || !source) return errors ? { ...result, errors } : result;
  const starts = [0, ...Array.from(source.body.matchAll(/\r\n|[\n\r]/g), (it) => it.index + it[0].length)];
  const positioned = errors.map(({ message, locations, path, originalError, extensions }) => {
    const positions = locations?.map(({ line, column }) => starts[line - 1]! + column - 1);
    return new GraphQLError(message, { source, positions, path, originalError, extensions });
  });
  return { ...result, errors: positioned };
}
