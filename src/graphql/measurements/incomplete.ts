/** Why a measurement is INCOMPLETE, in words. */
import { exceeds } from '../../kpi/figures.ts';
import type { Locale } from '../../kpi/vocabulary.ts';
import { minimumCoverageOf, partsOf } from '../../world/rules.ts';
import type { Context } from '../context.ts';
import { inputValuesOf, type MeasurementAt } from './measurementAt.ts';

/** Too little of what is expected, or a part that is more than its whole; null for a measurement of another status. */
export async function whyIncomplete(
  measurement: MeasurementAt,
  locale: Locale,
  loaders: Context['loaders'],
): Promise<string | null> {
  const { status, storedCoverage, computedWith, scope, moment } = measurement;
  if (status !== 'INCOMPLETE') return null;
  const words = WORDS[locale];
  const least = minimumCoverageOf(computedWith, scope.operator);
  if (storedCoverage !== null && storedCoverage < least)
    return words.lacks(percent(storedCoverage), percent(least));
  const values = await inputValuesOf(measurement, loaders);
  for (const [part, whole] of partsOf(computedWith, moment.world.reference)) {
    const [value, all] = [values?.[part], values?.[whole]];
    if (value != null && all != null && exceeds(value, all))
      return words.exceeds(computedWith.inputs[part]!, value, computedWith.inputs[whole]!, all);
  }
  return words.below;
}

const percent = (share: number): string => `${Math.floor(1000 * share) / 10} %`;

const WORDS = {
  EN: {
    lacks: (share: string, least: string) =>
      `it is made of ${share} of its data, and at least ${least} are asked for`,
    exceeds: (part: string, value: number, whole: string, all: number) =>
      `"${part}", ${value}, is more than "${whole}", ${all}, of which it is a part`,
    below: 'a KPI that it is derived from is made of inputs of which a part is more than the whole',
  },
  ZH: {
    lacks: (share: string, least: string) => `数据完整率为 ${share}，低于要求的 ${least}`,
    exceeds: (part: string, value: number, whole: string, all: number) =>
      `“${part}”为 ${value}，超过其所属的“${whole}” ${all}`,
    below: '其所依据的指标中有分项超过总量的输入',
  },
} satisfies Record<Locale, object>;
