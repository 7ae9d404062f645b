/** Inputs: the raw quantities that formulas are written in. */
import { minimumOf } from '../../kpi/input.ts';
import type { Input } from '../../store/reference.ts';
import type { World } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { sized } from '../cost.ts';
import { encode } from '../ids.ts';
import { localizedName } from '../localizedName.ts';
import { InputDefinition, KpiDefinition, Node } from '../refs.ts';
import { matches } from '../search.ts';
import { SpaceAggregationEnum, TimeAggregationEnum } from '../vocabulary.ts';

InputDefinition.implement({
  description: 'A raw quantity that formulas are written in, such as calls offered.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ definition }) => encode('InputDefinition', definition.key) }),
    key: t.string({ resolve: ({ definition }) => definition.key }),
    name: localizedName(t, ({ definition }) => definition.name),
    description: t.string({
      nullable: true,
      description: 'What exactly is counted, for the people who deliver it.',
      resolve: ({ definition }) => definition.description ?? null,
    }),
    unit: t.string({ resolve: ({ definition }) => definition.unit }),
    timeAggregation: t.field({
      type: TimeAggregationEnum,
      resolve: ({ definition }) => definition.timeAggregation,
    }),
    spaceAggregation: t.field({
      type: SpaceAggregationEnum,
      resolve: ({ definition }) => definition.spaceAggregation,
    }),
    minimum: t.float({
      nullable: true,
      description: 'The least that a value can be; null: anything.',
      resolve: ({ definition }) => minimumOf(definition),
    }),
    whole: t.boolean({
      description: 'Whether values are whole numbers.',
      resolve: ({ definition }) => definition.whole ?? false,
    }),
    partOf: t.field({
      type: InputDefinition,
      nullable: true,
      description: 'The input of which it counts a part.',
      resolve: ({ definition: { partOf } }, _args, { moment: { world } }) =>
        partOf === undefined ? null : (world.reference.inputs.get(partOf) ?? null),
    }),
    mostTimes: t.float({
      nullable: true,
      description:
        'More than so many times the median of the 28 rhythm-periods before is told as implausible.',
      resolve: ({ definition }) => definition.mostTimes ?? null,
    }),
    kpis: t.field({
      description: 'The KPIs that name it: those whose `inputs` it is among.',
      type: [KpiDefinition],
      extensions: sized(5),
      resolve: ({ definition }, _args, { moment: { world } }) =>
        world.kpis.filter(({ kpi }) => kpi.inputs.includes(definition.key)),
    }),
  }),
});

/** An input and the value it has somewhere; null where it is absent. */
export interface InputValueSource {
  input: Input;
  value: number | null;
}

export const InputValue = builder.objectRef<InputValueSource>('InputValue').implement({
  fields: (t) => ({
    input: t.expose('input', { type: InputDefinition }),
    value: t.exposeFloat('value', { nullable: true }),
  }),
});

builder.queryFields((t) => ({
  inputDefinitions: t.field({
    type: [InputDefinition],
    args: { search: t.arg.string({ description: 'Matches key and names, case-insensitively.' }) },
    extensions: sized(300),
    resolve: (_root, { search }, { moment: { world } }) =>
      [...world.reference.inputs.values()].filter(({ definition }) =>
        matches(search, definition.key, definition.name),
      ),
  }),
}));

/** The input that an id's codes name. */
export const findInputDefinition = ({ reference }: World, [key]: string[]): Input | undefined =>
  reference.inputs.get(key ?? '');

/** The inputs that keys name; admitted KPIs name no other. */
export function inputsOf({ reference }: World, keys: readonly string[]): Input[] {
  return keys.flatMap((key) => reference.inputs.get(key) ?? []);
}
