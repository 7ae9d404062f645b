/** Breaches as they stand, oldest first, so that what opens while an export runs comes at its end. */
import { grainById, grainId } from '../../kpi/grain.ts';
import { periodOf } from '../../kpi/period.ts';
import type { Severity } from '../../kpi/vocabulary.ts';
import { type BreachCriteria, breachPage, type BreachView } from '../../store/breachList.ts';
import { scopeAt } from '../../world/scope.ts';
import type { KnownKpi, Scope, World } from '../../world/world.ts';
import type { Asked } from './asked.ts';
import { column } from './column.ts';
import { kindOf, PAGE } from './kind.ts';
import { kpiColumns, passes, scopeColumns } from './scopes.ts';

interface BreachRow {
  kpi: KnownKpi;
  scope: Scope;
  breach: BreachView;
}

export const breaches = kindOf<BreachRow>({
  parameters: [
    ...(['operator', 'orgUnit', 'businessLine', 'kpi', 'process', 'dimension'] as const),
    ...(['severity', 'state', 'grain', 'from', 'to'] as const),
  ],
  columns: [
    ...kpiColumns<BreachRow>(),
    ...scopeColumns<BreachRow>(),
    column('text', 'grain', '周期', ({ breach }) => grainById(breach.grain)),
    column('day', 'firstDay', '开始日期', ({ breach }) => breach.firstStart),
    column(
      'day',
      'lastDay',
      '结束日期',
      ({ breach }) => periodOf(grainById(breach.grain), breach.lastStart).end,
    ),
    column('text', 'severity', '级别', ({ breach }) => breach.severity),
    column('text', 'state', '状态', ({ breach }) => breach.state),
    column('flag', 'retracted', '已撤回', ({ breach }) => breach.retracted),
    column('text', 'limitSide', '限值方向', ({ breach }) => breach.limitSide),
    column('number', 'limitValue', '限值', ({ breach }) => breach.limitValue),
    column('number', 'value', '数值', ({ breach }) => breach.value),
    column('number', 'coverage', '数据完整率', ({ breach }) => breach.coverage),
    column('instant', 'openedAt', '发现时间', ({ breach }) => breach.openedAt),
    column('instant', 'acknowledgedAt', '确认时间', ({ breach }) => breach.acknowledgedAt),
    column('text', 'acknowledgedBy', '确认人', ({ breach }) => breach.acknowledgedBy),
    column('instant', 'resolvedAt', '解决时间', ({ breach }) => breach.resolvedAt),
  ],
  async *pages({ seen, begun, moment }, asked) {
    let { world } = begun;
    for (let last: BreachView | undefined; ;) {
      const order = { by: 'OPENED', ascending: true, after: last ?? null } as const;
      const rows: BreachView[] = await breachPage(seen, criteriaOf(world, asked), order, PAGE);
      // They may be of what came after the export began.
      if (!rows.every((it) => rowOf(world, it))) ({ world } = await moment());
      yield rows.flatMap((it) => rowOf(world, it) ?? []);
      if (rows.length < PAGE) return;
      last = rows.at(-1);
    }
  },
});

function criteriaOf({ reference, kpis, retired }: World, asked: Asked): BreachCriteria {
  const { kpi, process, dimension, severity, state, grain, from, to } = asked;
  const { operators, lines, placeById } = reference;
  const ofKpi = [...kpis, ...retired].filter(
    ({ kpi: { definition } }) =>
      passes(kpi, definition.code) &&
      passes(process, definition.process) &&
      passes(dimension, definition.dimension),
  );
  const units = [...placeById.values()].filter((it) => passes(asked.orgUnit, it.code));
  return {
    kpiIds: kpi || process || dimension ? ofKpi.map((it) => it.id) : null,
    operatorIds: asked.operator?.flatMap((code) => operators.get(code)?.id ?? []) ?? null,
    placeIds: asked.orgUnit && units.map((it) => it.id),
    lineIds: asked.businessLine?.flatMap((code) => lines.get(code)?.id ?? []) ?? null,
    scopes: null,
    severity: new Set(severity).size === 1 ? (severity![0] as Severity) : null,
    states: state as BreachView['state'][] | null,
    reasons: null,
    widestOnly: false,
    history: null,
    ...((from || to) && { days: { from: from ?? '0001-01-01', to: to ?? '9999-12-31' } }),
    ...(grain && { grain: grainId(grain) }),
  };
}

function rowOf(world: World, breach: BreachView): BreachRow | undefined {
  const [kpi, scope] = [world.kpiById(breach.kpiId), scopeAt(world.reference, breach)];
  return kpi && scope && { kpi, scope, breach };
}
