/** Who defines, sees and removes import maps. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AccessWorld, caller, startAccessWorld } from './accessWorld.ts';

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
}, 120_000);
afterAll(() => world.close());

const define = (grant: string, name: string, holds = 'callsOfferedToAgents', operator = 'alpha') =>
  world.ask(
    caller(grant),
    `mutation ($input: DefineImportMapInput!) { defineImportMap(input: $input) { __typename
      ... on DefineImportMapSuccess { importMap { name columns { title holds } constants { field is } } }
      ... on ValidationError { problems { path message } } } }`,
    {
      input: {
        name,
        columns: [
          { title: 'Day', holds: 'date' },
          { title: 'Calls', holds },
        ],
        constants: [{ field: 'operator', is: operator }],
      },
    },
  );
const names = async (grant: string) => {
  const { data } = await world.ask(caller(grant), '{ importMaps { name } }');
  return data.importMaps.map((it: { name: string }) => it.name);
};
const remove = (grant: string, name: string) =>
  world.ask(caller(grant), `mutation { removeImportMap(name: "${name}") { __typename } }`);

test('a map is seen by those who may record everywhere where its owner may, and by nobody else', async () => {
  const { data } = await define('recorder:alpha', 'daily');
  expect(data.defineImportMap).toMatchObject({
    importMap: { name: 'daily', columns: [{ title: 'Day', holds: 'date' }, { title: 'Calls' }] },
  });
  expect(await names('recorder:alpha')).toEqual(['daily']);
  expect(await names('recorder:*')).toEqual(['daily']);
  for (const grant of ['recorder:beta', 'recorder:alpha/town', 'reader:*'])
    expect(await names(grant)).toEqual([]);
});

test('all that is wrong with one is told, and nothing of places that are not seen', async () => {
  const { data } = await define('recorder:alpha', '', 'callsOffered', 'beta');
  expect(data.defineImportMap.problems.map((it: { path: string[] }) => it.path.join('.'))).toEqual([
    'name',
    'columns.Calls',
    'constants.operator',
  ]);
  expect(JSON.stringify(data)).toContain('there is no operator');
});

test('is removed by those who see it', async () => {
  expect((await remove('recorder:beta', 'daily')).data.removeImportMap.__typename).toBe('NotFoundError');
  expect((await remove('recorder:alpha', 'daily')).data.removeImportMap.__typename).toBe(
    'RemoveImportMapSuccess',
  );
  expect(await names('recorder:*')).toEqual([]);
});
