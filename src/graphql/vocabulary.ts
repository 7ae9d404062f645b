/** The enums: the closed word lists of the product. */
import { DATA_PROBLEM_KINDS } from '../kpi/dataProblem.ts';
import {
  DIMENSIONS,
  GRAINS,
  LIFECYCLE_STAGES,
  LIMIT_SIDES,
  ORIGINS,
  PROCESSES,
  SEVERITIES,
  SPACE_AGGREGATIONS,
  STATUSES,
  TIME_AGGREGATIONS,
} from '../kpi/vocabulary.ts';
import { WINDOWS } from '../kpi/window.ts';
import { BREACH } from '../store/breachEvents.ts';
import { DATA } from '../store/dataProblems.ts';
import { builder } from './builder.ts';

export const DimensionEnum = builder.enumType('Dimension', { values: DIMENSIONS });
export const BusinessProcessEnum = builder.enumType('BusinessProcess', { values: PROCESSES });
export const LifecycleStageEnum = builder.enumType('LifecycleStage', { values: LIFECYCLE_STAGES });
export const GrainEnum = builder.enumType('Grain', { values: GRAINS });
export const DirectionEnum = builder.enumType('Direction', {
  values: ['HIGHER_IS_BETTER', 'LOWER_IS_BETTER', 'TARGET'] as const,
});
export const StatusEnum = builder.enumType('Status', { values: STATUSES });
export const SeverityEnum = builder.enumType('Severity', { values: SEVERITIES });
export const LimitSideEnum = builder.enumType('LimitSide', { values: LIMIT_SIDES });
export const SortDirectionEnum = builder.enumType('SortDirection', { values: ['ASC', 'DESC'] as const });
export const LocaleEnum = builder.enumType('Locale', { values: ['EN', 'ZH'] as const });
export const KpiOriginEnum = builder.enumType('KpiOrigin', { values: ORIGINS });
export const EventKindEnum = builder.enumType('EventKind', {
  description:
    'BREACH: of a KPI beyond a limit. DATA: of data that are missing, stopped coming or are implausible.',
  values: [BREACH, DATA] as const,
});
export const DataProblemKindEnum = builder.enumType('DataProblemKind', {
  description:
    'MISSING: expected and not there, though it was waited for. STOPPED: nothing for seven periods of its rhythm, until it is reported ' +
    'again or a person ends it. IMPLAUSIBLE: more than what it is a part of, or many times what came before.',
  values: DATA_PROBLEM_KINDS,
});
export const DataProblemStateEnum = builder.enumType('DataProblemState', {
  values: ['OPEN', 'RESOLVED'] as const,
});
export const BreachStateEnum = builder.enumType('BreachState', {
  values: ['OPEN', 'ACKNOWLEDGED', 'RESOLVED'] as const,
});
export const BreachEventReasonEnum = builder.enumType('BreachEventReason', {
  description:
    'OBSERVED: new data. CORRECTED: late or corrected data. REDEFINED: a KPI, threshold or tree changed.',
  values: ['OBSERVED', 'CORRECTED', 'REDEFINED'] as const,
});
export const BreachEventTypeEnum = builder.enumType('BreachEventType', {
  values: ['OPENED', 'ESCALATED', 'DEESCALATED', 'ACKNOWLEDGED', 'RESOLVED'] as const,
});
export const TimeAggregationEnum = builder.enumType('TimeAggregation', { values: TIME_AGGREGATIONS });
export const SpaceAggregationEnum = builder.enumType('SpaceAggregation', { values: SPACE_AGGREGATIONS });
export const WindowEnum = builder.enumType('Window', {
  description:
    'The days up to the end of a period that are looked at together: from the first day of the month, quarter or year that contains its last ' +
    'day, or the twelve months that end with it.',
  values: WINDOWS,
});
