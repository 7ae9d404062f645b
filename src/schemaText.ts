/** The schema for others to read. */
import { introspectionFromSchema, lexicographicSortSchema, printSchema } from 'graphql';
import type { SchemaForm } from './cli/io.ts';
import { schema } from './graphql/schema.ts';

/** The schema of this version, sorted by names, without a newline at its end. */
export function schemaText(form: SchemaForm): string {
  const sorted = lexicographicSortSchema(schema());
  return form === 'sdl'
    ? printSchema(sorted)
    : JSON.stringify({ data: introspectionFromSchema(sorted) }, null, 2);
}
