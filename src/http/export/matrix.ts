/** The matrix: one row for each of its cells, of each scope and period of which any measurement is stored. */
import { applicable } from '../../analysis/applicable.ts';
import { matrixEntry, type MatrixScores, scoreMatrix } from '../../kpi/matrix.ts';
import { overrideAt } from '../../world/rules.ts';
import type { Asked } from './asked.ts';
import { column } from './column.ts';
import { FIGURES_PARAMETERS, figuresOf, type ScopePeriod } from './figures.ts';
import { kindOf } from './kind.ts';
import { periodColumns } from './periodColumns.ts';
import { passes, scopeColumns, scopesAsked } from './scopes.ts';

interface MatrixRow extends Pick<ScopePeriod, 'scope' | 'period'> {
  cell: MatrixScores['cells'][number];
  index: number | null;
}

export const matrix = kindOf<MatrixRow>({
  parameters: [...FIGURES_PARAMETERS, 'process', 'dimension'],
  required: ['grain'],
  ofMeasurements: true,
  columns: [
    ...scopeColumns(),
    ...periodColumns(),
    column('text', 'process', '流程', ({ cell }) => cell.process),
    column('text', 'dimension', '维度', ({ cell }) => cell.dimension),
    column('number', 'score', '得分', ({ cell }) => cell.score),
    column('number', 'coverage', '覆盖率', ({ cell }) => cell.coverage),
    column('number', 'index', '服务质量指数', ({ index }) => index),
  ],
  async *pages(reading, asked) {
    const pages = figuresOf(reading, {
      scopes: scopesAsked(reading.begun.world, asked),
      grain: asked.grain!,
      from: asked.from,
      to: asked.to,
      kpis: ({ kpis }) => kpis,
      statuses: null,
    });
    for await (const page of pages) yield rowsOf(page, asked);
  },
});

/** One period after the other: where little is stored, a page of figures makes many times as many cells. */
function* rowsOf(page: readonly ScopePeriod[], { process, dimension }: Asked): Generator<MatrixRow> {
  for (const it of page) {
    const { cells, index } = scoresOf(it);
    for (const cell of cells)
      if (passes(process, cell.process) && passes(dimension, cell.dimension))
        yield { scope: it.scope, period: it.period, cell, index };
  }
}

function scoresOf({ moment: { world }, scope, period, figures }: ScopePeriod): MatrixScores {
  const scores = new Map(figures.map(({ kpi, row }) => [kpi.id, row.score]));
  const entries = applicable(world, scope.line, period.grain).map(({ id, kpi: { definition } }) => {
    const weight = overrideAt(world, id, scope, period.start)?.weight ?? definition.weight;
    return matrixEntry(definition, weight, scores.get(id) ?? null);
  });
  return scoreMatrix(entries, scope.operator.dimensionWeights ?? undefined);
}
