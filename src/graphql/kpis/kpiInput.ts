/** A KPI as the API takes it, and its way into the literal of a plugin file and back: lists here, objects there. */
import { inWordsOfLists } from '../../kpi/threshold.ts';
import type { Problem } from '../../world/outcome.ts';
import type { World } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { inBoth, LocalizedTextInput } from '../reference/defineReferenceData.ts';
import {
  BusinessProcessEnum,
  DimensionEnum,
  GrainEnum,
  LifecycleStageEnum,
  LimitSideEnum,
  SeverityEnum,
  StatusEnum,
} from '../vocabulary.ts';

export const LimitInput = builder.inputType('LimitInput', {
  fields: (t) => ({
    severity: t.field({ type: SeverityEnum, required: true }),
    side: t.field({ type: LimitSideEnum, required: true }),
    value: t.float({ required: true }),
  }),
});

const ParameterInput = builder.inputType('ParameterInput', {
  fields: (t) => ({ name: t.string({ required: true }), value: t.float({ required: true }) }),
});

export const ScorePointInput = builder.inputType('ScorePointInput', {
  fields: (t) => ({ value: t.float({ required: true }), score: t.float({ required: true }) }),
});

const SampleInput = builder.inputType('SampleInput', {
  fields: (t) => ({ input: t.string({ required: true }), count: t.float({ required: true }) }),
});

const SourceReferenceInput = builder.inputType('SourceReferenceInput', {
  fields: (t) => ({ reference: t.string({ required: true }), says: t.string({ required: true }) }),
});

const InputValueInput = builder.inputType('InputValueInput', {
  fields: (t) => ({ input: t.string({ required: true }), value: t.float() }),
});

const ExampleInput = builder.inputType('ExampleInput', {
  fields: (t) => ({
    inputs: t.field({ type: [InputValueInput], required: true }),
    value: t.float(),
    status: t.field({ type: StatusEnum, required: true }),
  }),
});

export const KpiDefinitionInput = builder.inputType('KpiDefinitionInput', {
  description:
    'A KPI registered while the system runs: a definition whose formula is an expression, never code.',
  fields: (t) => ({
    code: t.string({ required: true }),
    name: t.field({ type: LocalizedTextInput, required: true }),
    description: t.string({ required: true }),
    dimension: t.field({ type: DimensionEnum, required: true }),
    process: t.field({ type: BusinessProcessEnum, required: true }),
    lifecycleStage: t.field({ type: LifecycleStageEnum, required: true }),
    businessLines: t.stringList({ description: 'Omitted or empty: every line.' }),
    cadence: t.field({ type: GrainEnum, required: true }),
    unit: t.string({ required: true }),
    formula: t.string({
      required: true,
      description:
        'Over input keys, parameters and the codes of other KPIs in camelCase: numbers, + - * /, parentheses, min, max, abs, sqrt.',
    }),
    parameters: t.field({ type: [ParameterInput] }),
    limits: t.field({ type: [LimitInput], required: true }),
    consecutive: t.int({ defaultValue: 1 }),
    scoring: t.field({ type: [ScorePointInput], required: true }),
    weight: t.float({ defaultValue: 1 }),
    minimumSample: t.field({ type: SampleInput }),
    minimumCoverage: t.float({
      description: 'Below this share of what is expected, 0 to 1, a value is shown but not judged.',
    }),
    sources: t.field({ type: [SourceReferenceInput] }),
    examples: t.field({ type: [ExampleInput] }),
  }),
});

export type KpiInput = typeof KpiDefinitionInput.$inferInput;
type LimitsInput = readonly (typeof LimitInput.$inferInput)[];

/** The literal that a plugin file would hold. */
export function literalOf(input: KpiInput, world: World): Record<string, unknown> {
  const { parameters, limits, consecutive, examples, name, weight, minimumSample, minimumCoverage, ...same } =
    input;
  return {
    ...same,
    name: inBoth(name, world.kpi(input.code)?.kpi.definition),
    ...given({
      businessLines: input.businessLines,
      sources: input.sources,
      weight,
      minimumSample,
      minimumCoverage,
    }),
    parameters: Object.fromEntries((parameters ?? []).map((it) => [it.name, it.value])),
    threshold: thresholdOf(limits, consecutive),
    examples: (examples ?? []).map(({ inputs, value, status }) => ({
      inputs: Object.fromEntries(inputs.map((it) => [it.input, it.value ?? null])),
      value: value ?? null,
      status,
    })),
  };
}

/** Limits as a threshold: of two for one side and severity the later one. */
export function thresholdOf(
  limits: LimitsInput,
  consecutive: number | null | undefined,
): Record<string, unknown> {
  const of = (wanted: string) => {
    const found = limits.filter(({ side }) => side === wanted);
    return found.length === 0
      ? undefined
      : Object.fromEntries(found.map(({ severity, value }) => [severity.toLowerCase(), value]));
  };
  return given({ atLeast: of('BELOW'), atMost: of('ABOVE'), consecutive });
}

function given(fields: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return {
    ...Object.fromEntries(Object.keys(fields).map((it) => [it, undefined])),
    ...Object.fromEntries(kept),
  };
}

/** What an object cannot say twice and a list can: limits of one side and severity, parameters, inputs of an example. */
export function repetitions({ parameters, limits, examples }: KpiInput): Problem[] {
  return [
    ...repeatedLimits(limits),
    ...repeated(
      parameters ?? [],
      (it) => it.name,
      (at) => ['parameters', at, 'name'],
      'this parameter',
    ),
    ...(examples ?? []).flatMap(({ inputs }, example) =>
      repeated(
        inputs,
        (it) => it.input,
        (at) => ['examples', example, 'inputs', at, 'input'],
        'this input',
      ),
    ),
  ];
}

export const repeatedLimits = (limits: LimitsInput): Problem[] =>
  repeated(
    limits,
    (it) => `${it.severity} ${it.side}`,
    (at) => ['limits', at],
    'a limit of this side and severity',
  );

function repeated<T>(
  items: readonly T[],
  nameIn: (item: T) => string,
  pathOf: (at: number) => (string | number)[],
  what: string,
): Problem[] {
  const seen = new Set<string>();
  return items.flatMap((item, at) => {
    if (seen.size < seen.add(nameIn(item)).size) return [];
    return [{ path: pathOf(at).map(String), message: `${what} stands in the list already` }];
  });
}

/** A problem of the literal, told of what was sent. */
export function asSent(
  input: Pick<KpiInput, 'limits' | 'parameters' | 'examples'>,
  { path, message }: Problem,
): Problem {
  const [field, second, ...rest] = path;
  if (field === 'threshold') return limitProblem(input.limits, second, rest[0], message);
  if (field === 'parameters' && second !== undefined) {
    const at = (input.parameters ?? []).findIndex((it) => it.name === second);
    return { path: [field, String(at)], message };
  }
  if (field === 'examples' && rest[0] === 'inputs' && rest[1] !== undefined) {
    const inputs = input.examples?.[Number(second)]?.inputs ?? [];
    const at = inputs.findIndex((it) => it.input === rest[1]);
    return { path: [field, second!, 'inputs', String(at)], message };
  }
  return { path, message };
}

const SIDES: Record<string, string> = { atLeast: 'BELOW', atMost: 'ABOVE' };

function limitProblem(
  limits: LimitsInput,
  verb: string | undefined,
  severity: string | undefined,
  text: string,
): Problem {
  const message = inWordsOfLists(text);
  if (verb === 'consecutive') return { path: ['consecutive'], message };
  const at = limits.findLastIndex(
    (it) =>
      it.side === SIDES[verb ?? ''] && (severity === undefined || it.severity === severity.toUpperCase()),
  );
  return {
    path: at < 0 ? ['limits'] : severity === undefined ? ['limits'] : ['limits', String(at), 'value'],
    message,
  };
}

/** All problems of an input: those of the literal as they were sent, and repetitions. */
export function problemsAsSent(input: KpiInput, problems: readonly Problem[]): Problem[] {
  return [...repetitions(input), ...problems.map((it) => asSent(input, it))];
}
