/** Trying a definition without storing anything: what is wrong with it, and what its examples give. Pure. */
import { codeOf, tryDefinition } from '../engine/definitions/tryDefinition.ts';
import { type Example, exampleSchema } from '../kpi/definition.ts';
import { valueOf } from '../kpi/examples.ts';
import { sameFigure } from '../kpi/figures.ts';
import type { Kpi } from '../kpi/kpi.ts';
import { statusOf } from '../kpi/threshold.ts';
import type { Status } from '../kpi/vocabulary.ts';
import { fieldOf } from '../registry/fieldOf.ts';
import type { Registry } from '../registry/registry.ts';
import type { Problem } from '../world/outcome.ts';
import type { KnownKpi, World } from '../world/world.ts';

/** An example and what the definition makes of it. */
export interface CheckedExample {
  /** Its place among those given. */
  at: number;
  expected: { value: number | null; status: Status };
  actual: { value: number | null; status: Status };
  holds: boolean;
}

/** What came of trying a definition. */
export interface Check {
  problems: Problem[];
  /** Of each example that can be computed; none where anything but examples is wrong with the definition. */
  examples: CheckedExample[];
  /** The KPI that has this code now, which a registration would change or which keeps it from being registered. */
  existing: KnownKpi | undefined;
}

/** Checks a definition beside everything that is there. */
export function checkKpi(world: World, literal: unknown): Check {
  const existing = world.kpi(codeOf(literal));
  const tried = tryDefinition(world, literal);
  const problems = 'outcome' in tried ? tried.problems : [];
  // With the examples apart, a definition can be computed though some of them do not hold.
  const bare = 'outcome' in tried ? tryDefinition(world, withoutExamples(literal)) : tried;
  const examples =
    'outcome' in bare ? [] : examplesOf(literal).map((it, at) => checked(bare.kpi, bare.registry, it, at));
  return { problems, examples: examples.filter((it) => it !== null), existing };
}

const withoutExamples = (literal: unknown): unknown => ({ ...(literal as object | null), examples: [] });

const examplesOf = (literal: unknown): unknown[] => {
  const examples = fieldOf(literal, 'examples');
  return Array.isArray(examples) ? examples : [];
};

function checked(kpi: Kpi, { byCode }: Registry, literal: unknown, at: number): CheckedExample | null {
  const { data } = exampleSchema.safeParse(literal);
  if (!data) return null;
  const { inputs, ...expected }: Example = data;
  const value = valueOf(kpi, inputs, byCode);
  const sample = kpi.definition.minimumSample?.input;
  const status = statusOf(
    kpi,
    value,
    sample !== undefined && Object.hasOwn(inputs, sample) ? inputs[sample]! : null,
  );
  const holds = sameFigure(value, expected.value) && status === expected.status;
  return { at, expected, actual: { value, status }, holds };
}
