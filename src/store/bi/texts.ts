/** What is printed for BI tools, by kind. */
import { breachesDashboard } from './breachesDashboard.ts';
import { kpiDashboard } from './kpiDashboard.ts';
import { matrixDashboard } from './matrixDashboard.ts';
import { semanticModels } from './metrics.ts';

/** Dashboards of Grafana by their names, and semantic models as dbt has them. */
export const BI_TEXTS = {
  grafana: { matrix: matrixDashboard, kpi: kpiDashboard, breaches: breachesDashboard },
  metrics: semanticModels,
} as const;
