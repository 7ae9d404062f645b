/** Grafana's dashboard of breaches: what is open, how many there are, how long they last, what happened last. */
import { dashboard, WHERE } from './grafana.ts';

const OF_OPERATOR = `operator = \${operator:sqlstring}`;

const OPEN = `select severity, kpi_name_en as "KPI", coalesce(org_unit_name_en, 'Whole operator') as unit,
  coalesce(business_line_name_en, 'All lines') as line, value, limit_side, limit_value, state, opened_at
from bi.breach
where ${OF_OPERATOR} and state <> 'RESOLVED'
order by severity, opened_at desc limit 1000`;

const COUNTS = `select severity, count(*) as breaches
from bi.breach
where ${OF_OPERATOR} and state <> 'RESOLVED'
group by severity order by severity`;

const BEGUN = `select date_trunc('day', opened_at) as time, severity as metric, count(*) as breaches
from bi.breach
where ${OF_OPERATOR} and not is_retracted and $__timeFilter(opened_at)
group by 1, severity order by 1, severity`;

const LASTING = `select process, count(*) as resolved,
  round(avg(extract(epoch from resolved_at - opened_at)) / 3600, 1) as "mean hours"
from bi.breach
where ${OF_OPERATOR} and not is_retracted and $__timeFilter(resolved_at)
group by process order by resolved desc`;

const EVENTS = `select at, type, severity, kpi_name_en as "KPI", coalesce(org_unit_name_en, 'Whole operator') as unit, value, "by", note
from bi.breach_event
where ${OF_OPERATOR} and $__timeFilter(at)
order by sequence desc limit 200`;

/** The dashboard. */
export const breachesDashboard = dashboard('breaches', 'Breaches', WHERE.slice(0, 1), [
  { title: 'Open', type: 'stat', at: [0, 0, 6, 8], sql: COUNTS },
  { title: 'Opened each day', type: 'timeseries', at: [6, 0, 18, 8], sql: BEGUN },
  { title: 'Open breaches', type: 'table', at: [0, 8, 24, 10], sql: OPEN },
  { title: 'Until resolved, by process', type: 'barchart', at: [0, 18, 10, 9], sql: LASTING },
  { title: 'What happened', type: 'table', at: [10, 18, 14, 9], sql: EVENTS },
]);
