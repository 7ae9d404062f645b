/** The schema as text: as committed, as the contract has it, and as the cost budget needs it. */
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  lexicographicSortSchema,
  printType,
} from 'graphql';
import { expect, test } from 'vitest';
import { isList } from '../../src/graphql/cost.ts';
import { printedSchema, schema } from '../../src/graphql/schema.ts';

const ours = schema();
const contract = buildSchema(readFileSync(new URL('contract.graphql', import.meta.url), 'utf8'));

test('the printed schema is the committed one (after a change: npx vitest run test/graphql/schema.test.ts -u)', async () => {
  await expect(printedSchema()).toMatchFileSnapshot('../../src/graphql/schema.graphql');
});

test('nothing of the contract is missing', () => {
  const here = new Set(membersOf(ours).keys());
  expect([...membersOf(contract).keys()].filter((name) => !here.has(name))).toEqual([]);
});

test('what the contract names has the same type, nullability and default', () => {
  const here = membersOf(ours);
  const there = membersOf(contract);
  for (const [name, type] of there)
    if (here.has(name)) expect(`${name} ${here.get(name)}`).toBe(`${name} ${type}`);
});

test('whoever follows the contract sends enough: what we add may be left out', () => {
  const there = membersOf(contract);
  const isSent = (name: string) => name.includes('(') || isInputObjectType(ours.getType(name.split('.')[0]!));
  const isOfContract = (name: string) =>
    there.has(name.includes('(') ? name.split('(')[0]! : name.split('.')[0]!);
  for (const [name, type] of membersOf(ours))
    if (isSent(name) && isOfContract(name) && !there.has(name)) expect(`${name} ${type}`).not.toMatch(/!$/);
});

test('every list says how many items it has', () => {
  const silent = Object.values(ours.getTypeMap()).flatMap((type) =>
    isObjectType(type) && !isIntrospectionType(type)
      ? Object.values(type.getFields()).flatMap((field) =>
          isList(field) && field.extensions.size === undefined ? `${type.name}.${field.name}` : [],
        )
      : [],
  );
  expect(silent).toEqual(['FieldProblem.path']);
});

/** Everything with a name: types as their kind, interfaces and members; fields, arguments and values as their types. */
function membersOf(of: GraphQLSchema): Map<string, string> {
  const members = new Map<string, string>();
  for (const type of Object.values(lexicographicSortSchema(of).getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    members.set(type.name, headOf(type));
    for (const [name, text] of partsOf(type)) members.set(`${type.name}.${name}`, text);
  }
  return members;
}

function headOf(type: GraphQLNamedType): string {
  if (isUnionType(type))
    return type
      .getTypes()
      .map((it) => it.name)
      .join(' | ');
  return printType(type)
    .replace(/"""[\s\S]*?"""\s*/, '')
    .split('{')[0]!
    .trim();
}

function partsOf(type: GraphQLNamedType): [string, string][] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => [name, 'value']);
  if (isInputObjectType(type)) return Object.values(type.getFields()).map(argument);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    [field.name, String(field.type)] as [string, string],
    ...field.args.map((it) => [`${field.name}(${it.name})`, argument(it)[1]] as [string, string]),
  ]);
}

const argument = ({ name, type, defaultValue }: GraphQLArgument | GraphQLInputField): [string, string] => [
  name,
  `${String(type)}${defaultValue === undefined ? '' : ` = ${JSON.stringify(defaultValue)}`}`,
];
