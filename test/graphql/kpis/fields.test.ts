/** A field of a KPI is in every form that a KPI has; whoever adds one is told here where it is missing. */
import { readFileSync } from 'node:fs';
import type { GraphQLInputObjectType, GraphQLObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../../src/graphql/schema.ts';
import { kpiSchema } from '../../../src/kpi/definition.ts';
import { FIELD_EFFECTS } from '../../../src/kpi/hash.ts';

const FIELDS = Object.keys(kpiSchema.shape);

test('every field has an effect: on results, on other things, or none', () => {
  expect(Object.keys(FIELD_EFFECTS).sort()).toEqual(FIELDS.toSorted());
});

test('every field can be read and written through the API', () => {
  const read = schema().getType('KpiDefinition') as GraphQLObjectType;
  const written = schema().getType('KpiDefinitionInput') as GraphQLInputObjectType;
  // A list here, an object in the file.
  const asInput = (field: string) => (field === 'threshold' ? ['limits', 'consecutive'] : [field]);
  expect(FIELDS.filter((it) => !(it in read.getFields()))).toEqual([]);
  expect(FIELDS.flatMap(asInput).filter((it) => !(it in written.getFields()))).toEqual([]);
});

test('every field is in the types of packages', () => {
  const text = readFileSync(new URL('../../../src/kpi/package.d.ts', import.meta.url), 'utf8');
  const literal = /interface KpiLiteral \{([\s\S]*?)\n\}/.exec(text)![1]!;
  const named = [...literal.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name!);
  expect(named.sort()).toEqual(FIELDS.toSorted());
});
