/**
 * Thresholds: where WARNING and CRITICAL begin, and what a value's status is.
 * The verb of a threshold, at least or at most, is its direction, so the two cannot contradict each other.
 */
import { z } from 'zod';
import { expected, figure } from './fields.ts';
import { beyond } from './figures.ts';
import type { Direction, LimitSide, Severity, Status } from './vocabulary.ts';

const limits = z.strictObject(
  { warning: figure.optional(), critical: figure.optional() },
  { error: expected('limits, { warning?, critical? }') },
);

/** A threshold: values should be `atLeast` so much, `atMost` so much, or both. At least one limit is needed. */
export const thresholdSchema = z
  .strictObject(
    {
      atLeast: limits.optional(),
      atMost: limits.optional(),
      /** How many breaching periods in a row open a breach, 1 to 100. */
      consecutive: z
        .int({ error: expected('a whole number from 1 to 100') })
        .min(1, 'from 1 to 100')
        .max(100, 'from 1 to 100')
        .default(1),
    },
    { error: expected('a threshold, { atLeast?, atMost?, consecutive? }') },
  )
  .superRefine((threshold, context) => {
    for (const problem of contradictions(threshold)) context.addIssue({ code: 'custom', ...problem });
  });

/** `{ atLeast?: { warning?, critical? }, atMost?: { warning?, critical? }, consecutive }` */
export type Threshold = z.output<typeof thresholdSchema>;

/** Where a severity begins: a value beyond `value` on that side has at least that severity. */
export interface Limit {
  severity: Severity;
  side: LimitSide;
  value: number;
}

/** Limits that hold for periods that begin before a day: those of an earlier version, where a later one's hold from that day on. */
export interface EarlierLimits {
  until: string;
  limits: Limit[];
  consecutive: number;
}

/** Those of some earlier limits (earliest first) that hold for a period that begins on this day; undefined where the present ones do. */
export const earlierAt = (earlier: readonly EarlierLimits[], start: string): EarlierLimits | undefined =>
  earlier.find((it) => start < it.until);

/** What holds before a day on which new limits begin: what held until now, as far as it is before. */
export function earlierUntil(
  earlier: readonly EarlierLimits[],
  now: Omit<EarlierLimits, 'until'>,
  until: string,
): EarlierLimits[] {
  const before = earlier.filter((it) => it.until < until);
  const at = earlier.find((it) => it.until >= until) ?? now;
  return [...before, { limits: at.limits, consecutive: at.consecutive, until }];
}

/** What `statusOf` needs of a KPI. */
export interface Judged {
  limits: readonly Limit[];
  definition: { minimumSample?: { input: string; count: number } | undefined };
}

/** The limits of a threshold, in the order below warning, below critical, above warning, above critical. */
export function limitsOf({ atLeast, atMost }: Pick<Threshold, 'atLeast' | 'atMost'>): Limit[] {
  const limit = (severity: Severity, side: LimitSide, value: number | undefined): Limit[] =>
    value === undefined ? [] : [{ severity, side, value }];
  return [
    ...limit('WARNING', 'BELOW', atLeast?.warning),
    ...limit('CRITICAL', 'BELOW', atLeast?.critical),
    ...limit('WARNING', 'ABOVE', atMost?.warning),
    ...limit('CRITICAL', 'ABOVE', atMost?.critical),
  ];
}

/** The direction that a threshold implies: limits below, above, or on both sides. */
export function directionOf(threshold: Pick<Threshold, 'atLeast' | 'atMost'>): Direction {
  const sides = new Set(limitsOf(threshold).map((limit) => limit.side));
  if (sides.size === 2) return 'TARGET';
  return sides.has('ABOVE') ? 'LOWER_IS_BETTER' : 'HIGHER_IS_BETTER';
}

/** The most severe limit that the value is beyond, or null. */
export function breachedLimit(limits: readonly Limit[], value: number): Limit | null {
  let worst: Limit | null = null;
  for (const limit of limits)
    if ((worst === null || limit.severity === 'CRITICAL') && beyond(value, limit)) worst = limit;
  return worst;
}

/**
 * The status of a KPI's value. `value` null: the formula has no result. `sample`: the aggregated value of the minimum
 * sample's input, null where it is absent or the KPI asks for none. `isCovered`: whether enough of what is expected is there.
 */
export function statusOf(kpi: Judged, value: number | null, sample: number | null, isCovered = true): Status {
  if (value === null) return 'NO_DATA';
  if (!isCovered) return 'INCOMPLETE';
  const { minimumSample } = kpi.definition;
  if (minimumSample && (sample === null || sample < minimumSample.count)) return 'INSUFFICIENT_SAMPLE';
  return breachedLimit(kpi.limits, value)?.severity ?? 'OK';
}

/** What can contradict itself in a threshold: as a file says it, and where limits are a list, as in the API. */
const CONTRADICTIONS = {
  none: {
    file: 'needs at least one limit: atLeast or atMost, with warning or critical',
    list: 'needs at least one limit',
  },
  below: { file: 'must be less than atLeast.warning', list: 'must be less than the WARNING limit BELOW' },
  above: { file: 'must be more than atMost.warning', list: 'must be more than the WARNING limit ABOVE' },
  crossed: {
    file: 'every atMost limit must be more than every atLeast limit',
    list: 'every limit ABOVE must be more than every limit BELOW',
  },
};

const asList = new Map(Object.values(CONTRADICTIONS).map(({ file, list }) => [file, list]));

/** A problem of a threshold in the words of those who send a list of limits. */
export const inWordsOfLists = (message: string): string => asList.get(message) ?? message;

function contradictions({ atLeast, atMost }: Pick<Threshold, 'atLeast' | 'atMost'>) {
  const all = limitsOf({ atLeast, atMost });
  const below = all.filter((limit) => limit.side === 'BELOW').map((limit) => limit.value);
  const above = all.filter((limit) => limit.side === 'ABOVE').map((limit) => limit.value);
  const problems: { path: string[]; message: string }[] = [];
  const refuse = (what: keyof typeof CONTRADICTIONS, ...path: string[]) =>
    problems.push({ path, message: CONTRADICTIONS[what].file });
  if (all.length === 0) refuse('none');
  if (below.length === 2 && below[1]! >= below[0]!) refuse('below', 'atLeast', 'critical');
  if (above.length === 2 && above[1]! <= above[0]!) refuse('above', 'atMost', 'critical');
  if (Math.max(...below) >= Math.min(...above)) refuse('crossed', 'atMost');
  return problems;
}
