/** Creating and changing reference data: operators, lines, units, inputs. */
import { type Defined, defineReference, type ReferenceLiteral } from '../../engine/definitions/define.ts';
import type { LocalizedText } from '../../kpi/vocabulary.ts';
import { type Reference, unitOf } from '../../store/reference.ts';
import { builder } from '../builder.ts';
import { sized } from '../cost.ts';
import { BusinessLine, InputDefinition, Operator, OrgUnit } from '../refs.ts';
import { resultOf } from '../userError.ts';
import { GrainEnum, SpaceAggregationEnum, TimeAggregationEnum } from '../vocabulary.ts';

export const LocalizedTextInput = builder.inputType('LocalizedTextInput', {
  fields: (t) => ({
    en: t.string({ required: true }),
    zh: t.string({ description: 'Omitted: as it was, and the English name for something new.' }),
  }),
});

/**
 * Stands for the default of `isOwn`. It prints as `false`, which is what a new operator gets, and yet can be told from a
 * `false` that was sent: in an update an omitted field keeps its value.
 */
const OMITTED = Object(false) as boolean;

const OperatorInput = builder.inputType('OperatorInput', {
  fields: (t) => ({
    code: t.string({ required: true }),
    name: t.field({ type: LocalizedTextInput, required: true }),
    isOwn: t.boolean({
      defaultValue: OMITTED,
      description: 'Omitted in an update: as it was.',
    }),
  }),
});

const BusinessLineInput = builder.inputType('BusinessLineInput', {
  fields: (t) => ({
    code: t.string({ required: true }),
    name: t.field({ type: LocalizedTextInput, required: true }),
    parent: t.string({ description: 'Omitted in an update: as it was; null: a root.' }),
  }),
});

const OrgUnitInput = builder.inputType('OrgUnitInput', {
  fields: (t) => ({
    code: t.string({ required: true }),
    operator: t.string({ required: true }),
    name: t.field({ type: LocalizedTextInput, required: true }),
    parent: t.string({ description: 'Omitted in an update: as it was; null: a top unit.' }),
  }),
});

const InputDefinitionInput = builder.inputType('InputDefinitionInput', {
  fields: (t) => ({
    key: t.string({ required: true }),
    name: t.field({ type: LocalizedTextInput, required: true }),
    unit: t.string({ required: true }),
    timeAggregation: t.field({ type: TimeAggregationEnum, required: true }),
    spaceAggregation: t.field({ type: SpaceAggregationEnum, required: true }),
    rhythm: t.field({
      type: GrainEnum,
      description:
        'How often its sources report it. Omitted in an update: as it was; null: as often as the finest KPI that reads it is computed.',
    }),
    minimum: t.float({
      description: 'The least that a value can be. Null: 0, but for points, scores and balances.',
    }),
    whole: t.boolean({ description: 'Whether values are whole numbers.' }),
    partOf: t.string({ description: 'The key of the input of which it counts a part.' }),
    mostTimes: t.float({
      description:
        'More than so many times the median of the 28 rhythm-periods before is told as implausible.',
    }),
  }),
});

const DefineReferenceDataInput = builder.inputType('DefineReferenceDataInput', {
  description: 'Creates or updates, by code and key.',
  fields: (t) => ({
    operators: t.field({ type: [OperatorInput] }),
    businessLines: t.field({ type: [BusinessLineInput] }),
    orgUnits: t.field({ type: [OrgUnitInput] }),
    inputs: t.field({ type: [InputDefinitionInput] }),
  }),
});

const DefineReferenceDataSuccess = builder.objectRef<Defined>('DefineReferenceDataSuccess').implement({
  fields: (t) => ({
    operators: t.expose('operators', { type: [Operator], extensions: sized(10) }),
    businessLines: t.expose('businessLines', { type: [BusinessLine], extensions: sized(20) }),
    orgUnits: t.expose('orgUnits', { type: [OrgUnit], extensions: sized(500) }),
    inputs: t.expose('inputs', { type: [InputDefinition], extensions: sized(300) }),
  }),
});

const DefineReferenceDataResult = resultOf(DefineReferenceDataSuccess, 'invalid', 'conflict');

builder.mutationField('defineReferenceData', (t) =>
  t.field({
    type: DefineReferenceDataResult,
    args: { input: t.arg({ type: DefineReferenceDataInput, required: true }) },
    resolve: (_root, { input }, context) =>
      defineReference(context.engine, literalOf(input, context.moment.world.reference)),
  }),
);

/** What was sent with what was left out: names in both languages, and whether an operator is the own one. */
function literalOf(input: typeof DefineReferenceDataInput.$inferInput, known: Reference): ReferenceLiteral {
  return {
    operators: input.operators?.map(({ isOwn, ...it }) => ({
      ...it,
      name: inBoth(it.name, known.operators.get(it.code)),
      ...(isOwn === OMITTED ? {} : { isOwn }),
    })),
    businessLines: input.businessLines?.map((it) => ({
      ...it,
      name: inBoth(it.name, known.lines.get(it.code)),
    })),
    orgUnits: input.orgUnits?.map((it) => {
      const operator = known.operators.get(it.operator);
      return { ...it, name: inBoth(it.name, operator && unitOf(operator, it.code)) };
    }),
    inputs: input.inputs?.map((it) => ({
      ...it,
      name: inBoth(it.name, known.inputs.get(it.key)?.definition),
    })),
  };
}

type Named = { name: LocalizedText | null } | undefined;

/** A name in both languages: what was left out stays as it was, and is the English one for something new. */
export function inBoth({ en, zh }: typeof LocalizedTextInput.$inferInput, known: Named): LocalizedText {
  const before = known?.name;
  const translated = before && before.zh !== before.en ? before.zh : en;
  return { en, zh: zh ?? translated };
}
