/** Grafana's dashboard of one KPI: its trend, the units side by side, what it is. */
import { CHOSEN, dashboard, WHERE } from './grafana.ts';

const KPI = `kpi = \${kpi:sqlstring}`;

const TREND = `select period_start as time, value, sample_size
from bi.measurement
where ${CHOSEN}
  and ${KPI}
order by period_start`;

const SCORE = `select period_start as time, score, 100 * coverage as "data there, %"
from bi.measurement
where ${CHOSEN}
  and ${KPI}
order by period_start`;

const UNITS = `with figures as (
  select * from bi.measurement
  where operator = \${operator:sqlstring} and business_line is not distinct from nullif(\${business_line:sqlstring}, '')
    and grain = \${grain:sqlstring} and ${KPI} and $__timeFilter(period_start))
select coalesce(org_unit_name_en, operator_name_en) as unit, value, status, score, label as period
from figures where period_start = (select max(period_start) from figures)
order by score desc nulls last`;

const DEFINITION = `select kpi_name_en, kpi_name_zh, description, dimension, process, cadence, unit, formula, weight,
  warning_below, critical_below, warning_above, critical_above, version
from bi.kpi where ${KPI}`;

const EPISODES = `select opened_at, state, severity, coalesce(org_unit_name_en, 'Whole operator') as unit,
  coalesce(business_line_name_en, 'All lines') as line, value, limit_side, limit_value, resolved_at
from bi.breach
where operator = \${operator:sqlstring} and ${KPI} and $__timeFilter(opened_at)
order by opened_at desc limit 200`;

const KPIS = {
  name: 'kpi',
  label: 'KPI',
  sql: `select kpi as __value, kpi_name_en as __text from bi.kpi where retired_at is null order by 2`,
};

/** The dashboard. */
export const kpiDashboard = dashboard(
  'kpi',
  'KPI',
  [KPIS, ...WHERE],
  [
    { title: 'Value', type: 'timeseries', at: [0, 0, 12, 9], sql: TREND },
    { title: 'Score and coverage', type: 'timeseries', at: [12, 0, 12, 9], sql: SCORE },
    { title: 'Units in the latest period', type: 'table', at: [0, 9, 12, 9], sql: UNITS },
    { title: 'Breaches', type: 'table', at: [12, 9, 12, 9], sql: EPISODES },
    { title: 'Definition', type: 'table', at: [0, 18, 24, 5], sql: DEFINITION },
  ],
);
