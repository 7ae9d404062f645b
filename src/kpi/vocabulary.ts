/**
 * The closed word lists of the product, in the order of the public schema's enums.
 * The order is meaning: grains run from fine to coarse, processes and dimensions are listed this way in a matrix.
 */

export const DIMENSIONS = ['PERCEPTION', 'COMPLAINT', 'OPERATIONS'] as const;
export const PROCESSES = [
  'NETWORK',
  'IT_SUPPORT',
  'MARKETING_AND_TARIFFS',
  'BUSINESS_HALLS',
  'HOTLINE',
  'DIGITAL_CHANNELS',
  'VALUE_ADDED_SERVICES',
  'COMPLAINT_HANDLING',
  'RETENTION_AND_LOYALTY',
] as const;
export const LIFECYCLE_STAGES = ['PRESALE', 'ACTIVATION', 'USAGE', 'RETENTION'] as const;
/** From fine to coarse; what else they are stands in grain.ts. */
export const GRAINS = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
/** What else they are stands in status.ts. */
export const STATUSES = [
  'OK',
  'WARNING',
  'CRITICAL',
  'NO_DATA',
  'INSUFFICIENT_SAMPLE',
  'INCOMPLETE',
] as const;
export const SEVERITIES = ['WARNING', 'CRITICAL'] as const;
export const LIMIT_SIDES = ['BELOW', 'ABOVE'] as const;
export const TIME_AGGREGATIONS = ['SUM', 'AVERAGE', 'LAST', 'MAX', 'MIN'] as const;
export const SPACE_AGGREGATIONS = ['SUM', 'AVERAGE', 'MAX', 'MIN'] as const;
export const ORIGINS = ['BUILT_IN', 'PACKAGE', 'REGISTERED'] as const;

export type Dimension = (typeof DIMENSIONS)[number];
export type BusinessProcess = (typeof PROCESSES)[number];
export type LifecycleStage = (typeof LIFECYCLE_STAGES)[number];
export type Grain = (typeof GRAINS)[number];
export type Status = (typeof STATUSES)[number];
export type Severity = (typeof SEVERITIES)[number];
export type LimitSide = (typeof LIMIT_SIDES)[number];
export type TimeAggregation = (typeof TIME_AGGREGATIONS)[number];
export type SpaceAggregation = (typeof SPACE_AGGREGATIONS)[number];
export type Origin = (typeof ORIGINS)[number];
export type Direction = 'HIGHER_IS_BETTER' | 'LOWER_IS_BETTER' | 'TARGET';
export type Locale = 'EN' | 'ZH';

/** A text a person reads, in both languages. */
export interface LocalizedText {
  en: string;
  zh: string;
}
