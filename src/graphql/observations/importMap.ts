/** Import maps: which column of people's own tables holds what, kept by a name. */
import {
  type Defined,
  defineImportMap,
  importMapsFor,
  type Removed,
  removeImportMap,
} from '../../engine/recording/importMaps.ts';
import type { ImportMapRow } from '../../store/importMaps.ts';
import { builder } from '../builder.ts';
import { sized } from '../cost.ts';
import { resultOf } from '../userError.ts';

const ImportColumn = builder.objectRef<ImportMapRow['columns'][number]>('ImportColumn').implement({
  fields: (t) => ({
    title: t.exposeString('title', { description: 'As it stands in the header.' }),
    holds: t.exposeString('holds', {
      description:
        'input, operator, businessLine, orgUnit, date, value, or the key of an input whose values it has.',
    }),
  }),
});

const ImportConstant = builder.objectRef<ImportMapRow['constants'][number]>('ImportConstant').implement({
  description: 'What is the same in every row.',
  fields: (t) => ({
    field: t.exposeString('field', { description: 'input, operator, businessLine, orgUnit or date.' }),
    is: t.exposeString('is'),
  }),
});

const ImportMap = builder.objectRef<ImportMapRow>('ImportMap').implement({
  description:
    'Says what the columns of a table hold: of one with a column for each input, or with titles of its own. Used by ' +
    'POST /observations?map=NAME.',
  fields: (t) => ({
    name: t.exposeString('name'),
    columns: t.expose('columns', { type: [ImportColumn], extensions: sized(50) }),
    constants: t.expose('constants', { type: [ImportConstant], extensions: sized(5) }),
    definedBy: t.exposeString('definedBy'),
    definedAt: t.expose('definedAt', { type: 'DateTime' }),
  }),
});

builder.queryField('importMaps', (t) =>
  t.field({
    description:
      'Those that may be used by whoever asks: of others who may record in the same places, or in some of them.',
    type: [ImportMap],
    nullable: true,
    extensions: sized(20),
    resolve: async (_root, _args, { reads, viewer, engineAs }) => {
      const { world } = await engineAs('RECORDER').moment();
      return importMapsFor(await reads.importMapRows(), viewer, world.reference);
    },
  }),
);

const ImportColumnInput = builder.inputType('ImportColumnInput', {
  fields: (t) => ({ title: t.string({ required: true }), holds: t.string({ required: true }) }),
});

const ImportConstantInput = builder.inputType('ImportConstantInput', {
  fields: (t) => ({ field: t.string({ required: true }), is: t.string({ required: true }) }),
});

const DefineImportMapInput = builder.inputType('DefineImportMapInput', {
  fields: (t) => ({
    name: t.string({ required: true }),
    columns: t.field({ type: [ImportColumnInput], required: true }),
    constants: t.field({ type: [ImportConstantInput], defaultValue: [] }),
  }),
});

const DefineImportMapSuccess = builder.objectRef<Defined>('DefineImportMapSuccess').implement({
  fields: (t) => ({ importMap: t.expose('importMap', { type: ImportMap }) }),
});

const RemoveImportMapSuccess = builder.objectRef<Removed>('RemoveImportMapSuccess').implement({
  fields: (t) => ({ name: t.exposeString('name') }),
});

const DefineImportMapResult = resultOf(DefineImportMapSuccess, 'invalid');
const RemoveImportMapResult = resultOf(RemoveImportMapSuccess, 'notFound', 'conflict');

builder.mutationFields((t) => ({
  defineImportMap: t.field({
    description:
      'Keeps a map, in place of the one that has its name. Columns that it does not name are passed over.',
    type: DefineImportMapResult,
    args: { input: t.arg({ type: DefineImportMapInput, required: true }) },
    resolve: (_root, { input }, { engine, viewer }) =>
      defineImportMap(engine, viewer, { ...input, constants: input.constants ?? [] }, new Date()),
  }),
  removeImportMap: t.field({
    type: RemoveImportMapResult,
    args: { name: t.arg.string({ required: true }) },
    resolve: (_root, { name }, { engine, viewer }) => removeImportMap(engine, viewer, name),
  }),
}));
