/** Measurements: one row for each KPI, scope and period that is stored. */
import type { Period } from '../../kpi/period.ts';
import { statusById, statusId } from '../../kpi/status.ts';
import type { Status } from '../../kpi/vocabulary.ts';
import type { MeasurementRow } from '../../store/measurements.ts';
import type { Moment } from '../../world/moment.ts';
import type { KnownKpi, Scope } from '../../world/world.ts';
import { column } from './column.ts';
import { FIGURES_PARAMETERS, figuresOf, type ScopePeriod } from './figures.ts';
import { kindOf } from './kind.ts';
import { periodColumns } from './periodColumns.ts';
import { kpiColumns, kpisAsked, scopeColumns, scopesAsked } from './scopes.ts';

interface Measurement {
  moment: Moment;
  kpi: KnownKpi;
  scope: Scope;
  period: Period;
  row: MeasurementRow;
}

export const measurements = kindOf<Measurement>({
  parameters: [...FIGURES_PARAMETERS, 'kpi', 'process', 'dimension', 'status'],
  required: ['grain'],
  ofMeasurements: true,
  columns: [
    ...kpiColumns(),
    ...scopeColumns(),
    ...periodColumns(),
    column('number', 'value', '数值', ({ row }) => row.value),
    column('text', 'unit', '计量单位', ({ kpi }) => kpi.kpi.definition.unit),
    column('number', 'score', '得分', ({ row }) => row.score),
    column('text', 'status', '状态', ({ row }) => statusById(row.status)),
    column('number', 'coverage', '数据完整率', coverageOf),
    column('flag', 'isComplete', '数据齐全', (it) => isOver(it) && coverageOf(it) === 1),
    column(
      'number',
      'version',
      '版本',
      ({ moment, kpi }) => moment.world.edition(kpi.editionId)?.version ?? kpi.version,
    ),
    column('instant', 'computedAt', '计算时间', ({ row }) => row.computedAt),
  ],
  async *pages(reading, asked) {
    const { world } = reading.begun;
    const pages = figuresOf(reading, {
      scopes: scopesAsked(world, asked),
      grain: asked.grain!,
      from: asked.from,
      to: asked.to,
      kpis: (now) => kpisAsked(now, asked),
      statuses: asked.status?.map((it) => statusId(it as Status)) ?? null,
    });
    for await (const page of pages) yield rowsOf(page);
  },
});

function* rowsOf(page: readonly ScopePeriod[]): Generator<Measurement> {
  for (const { moment, scope, period, figures } of page)
    for (const { kpi, row } of figures) yield { moment, scope, period, kpi, row };
}

/** Whether the operator has observations on or after the period's last day. */
function isOver({ moment, scope, period }: Measurement): boolean {
  const last = moment.lastDays.get(scope.operator.id);
  return last !== undefined && last >= period.end;
}

/** Which share of what is expected it is made of: all of it where nothing else is stored. */
function coverageOf(it: Measurement): number {
  return (isOver(it) ? it.row.coverageAtEnd : it.row.coverage) ?? 1;
}
