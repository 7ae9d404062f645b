/** Queries that are asked again and again, compiled: a matrix then takes less than half the time. */
import type { DocumentNode, ExecutionArgs, GraphQLSchema } from 'graphql';
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

  /** The compiled query, or null where it is to be executed as it is. */
  find({ schema, document, operationName }: Pick<ExecutionArgs, 'schema' | 'document' | 'operationName'>): CompiledQuery | null {
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
