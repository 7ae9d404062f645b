/**
 * The types of `import { defineKpi, defineInputs } from 'kpi-matrix'`, for packages with KPIs of their own. Kept by hand, so
 * that such a package needs no other types; a test holds it against the language.
 */

export type Dimension = 'PERCEPTION' | 'COMPLAINT' | 'OPERATIONS';
export type BusinessProcess =
  | 'NETWORK'
  | 'IT_SUPPORT'
  | 'MARKETING_AND_TARIFFS'
  | 'BUSINESS_HALLS'
  | 'HOTLINE'
  | 'DIGITAL_CHANNELS'
  | 'VALUE_ADDED_SERVICES'
  | 'COMPLAINT_HANDLING'
  | 'RETENTION_AND_LOYALTY';
export type LifecycleStage = 'PRESALE' | 'ACTIVATION' | 'USAGE' | 'RETENTION';
export type Grain = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';
export type Status = 'OK' | 'WARNING' | 'CRITICAL' | 'NO_DATA' | 'INSUFFICIENT_SAMPLE' | 'INCOMPLETE';
export type TimeAggregation = 'SUM' | 'AVERAGE' | 'LAST' | 'MAX' | 'MIN';
export type SpaceAggregation = 'SUM' | 'AVERAGE' | 'MAX' | 'MIN';

export interface LocalizedText {
  en: string;
  zh: string;
}

/** A KPI as its author writes it. */
export interface KpiLiteral {
  /** Lower-case words joined by hyphens; never changed later. */
  code: string;
  name: LocalizedText;
  description: string;
  dimension: Dimension;
  process: BusinessProcess;
  lifecycleStage: LifecycleStage;
  /** Codes of the lines it is about, with all below them; left out: every line. */
  businessLines?: string[] | undefined;
  /** The grain at which its threshold is watched, and the finest at which it is computed. */
  cadence: Grain;
  unit: string;
  /** Over inputs, parameters and other KPIs' codes in camelCase: numbers, + - * /, parentheses, min, max, abs, sqrt. */
  formula: string;
  /** Named constants of the formula. */
  parameters?: Record<string, number> | undefined;
  threshold: {
    atLeast?: { warning?: number | undefined; critical?: number | undefined } | undefined;
    atMost?: { warning?: number | undefined; critical?: number | undefined } | undefined;
    /** How many breaching periods in a row open a breach; 1 if left out. */
    consecutive?: number | undefined;
  };
  /** The curve from values to scores: points, or the values that score 0 and 100. */
  scoring: { value: number; score: number }[] | { zero: number; full: number };
  /** How much it counts in the matrix; 1 if left out. */
  weight?: number | undefined;
  /** Below this many of that input a value is shown but not judged. */
  minimumSample?: { input: string; count: number } | undefined;
  /** Below this share of what is expected, 0 to 1, a value is shown but not judged; an operator may ask for more. */
  minimumCoverage?: number | undefined;
  sources?: { reference: string; says: string }[] | undefined;
  /** At least one without data: value null, status NO_DATA. */
  examples?: { inputs: Record<string, number | null>; value: number | null; status: Status }[] | undefined;
}

/** A raw quantity that formulas are written in. */
export interface InputDefinition {
  key: string;
  name: LocalizedText;
  unit: string;
  description?: string | undefined;
  /** How often its sources report it; left out: as often as the finest KPI that reads it is computed. */
  rhythm?: Grain | undefined;
  /** How the days of a period become one figure. */
  timeAggregation: TimeAggregation;
  /** How the places of a scope become one figure. */
  spaceAggregation: SpaceAggregation;
  /** The least that a value can be; left out: 0, but for points, scores and balances. */
  minimum?: number | undefined;
  /** Whether values are whole numbers. */
  whole?: boolean | undefined;
  /** The key of the input of which it counts a part. */
  partOf?: string | undefined;
  /** More than so many times the median of the 28 periods before is told as implausible. */
  mostTimes?: number | undefined;
}

/** One KPI; returned as it is. */
export function defineKpi(literal: KpiLiteral): KpiLiteral;

/** Inputs; returned as they are. */
export function defineInputs(list: InputDefinition[]): InputDefinition[];
