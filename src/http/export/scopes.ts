/** Which scopes and KPIs an export asks for. */
import { codesOfScope, everyScope } from '../../world/scope.ts';
import type { KnownKpi, Scope, World } from '../../world/world.ts';
import type { Asked } from './asked.ts';
import { column, type ColumnOf } from './column.ts';

/** The scopes that are seen and asked for, by operator, line and unit (codes by code point, none first). */
export function scopesAsked(
  { reference }: World,
  { operator, businessLine, orgUnit }: Pick<Asked, 'operator' | 'businessLine' | 'orgUnit'>,
): Scope[] {
  return everyScope(reference).filter(
    (it) =>
      passes(operator, it.operator.code) &&
      passes(businessLine, it.line?.code) &&
      passes(orgUnit, it.place.code),
  );
}

/** The KPIs that take part, or those that are named (also ones that do no longer), by code. */
export function kpisAsked(
  { kpis, retired }: World,
  { kpi, process, dimension }: Pick<Asked, 'kpi' | 'process' | 'dimension'>,
): KnownKpi[] {
  return (kpi ? [...kpis, ...retired] : kpis).filter(
    ({ kpi: { definition } }) =>
      passes(kpi, definition.code) &&
      passes(process, definition.process) &&
      passes(dimension, definition.dimension),
  );
}

/** Whether a value is among those that are asked for; none in particular are: each is. */
export const passes = (wanted: readonly string[] | null, value: string | null | undefined): boolean =>
  wanted === null || (value != null && wanted.includes(value));

/** The columns of a scope; empty for all lines together, and for the whole operator. */
export const scopeColumns = <Row extends { scope: Scope }>(): ColumnOf<Row>[] => [
  column('text', 'operator', '运营商', ({ scope }) => scope.operator.code),
  column('text', 'businessLine', '业务线', ({ scope }) => scope.line?.code ?? null),
  column('text', 'orgUnit', '单位', ({ scope }) => codesOfScope(scope)[2] || null),
];

/** The columns of a KPI. */
export const kpiColumns = <Row extends { kpi: KnownKpi }>(): ColumnOf<Row>[] => [
  column('text', 'kpi', '指标', ({ kpi }) => kpi.kpi.definition.code),
  column('text', 'kpiName', '指标名称', ({ kpi }, locale) =>
    locale === 'ZH' ? kpi.kpi.definition.name.zh : kpi.kpi.definition.name.en,
  ),
  column('text', 'process', '流程', ({ kpi }) => kpi.kpi.definition.process),
  column('text', 'dimension', '维度', ({ kpi }) => kpi.kpi.definition.dimension),
];
