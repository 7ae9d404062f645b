/** Grafana's dashboard of the service quality matrix: the index, the heat map, and what is not in order. */
import { CHOSEN, dashboard, WHERE } from './grafana.ts';

/** Each dimension of each period: the mean of its cells by the weight that has a score; then the mean of the dimensions. */
const INDEX = `select period_start as time, sum(dimension_weight * score) / sum(dimension_weight) as index
from (
  select period_start, dimension, dimension_weight, sum(score * coverage * weight) / sum(coverage * weight) as score
  from bi.matrix_cell
  where ${CHOSEN} and score is not null
  group by period_start, dimension, dimension_weight) as dimensions
group by period_start order by period_start`;

const HEAT_MAP = `with cells as (
  select * from bi.matrix_cell
  where ${CHOSEN})
select process,
  max(score) filter (where dimension = 'PERCEPTION') as "Perception",
  max(score) filter (where dimension = 'COMPLAINT') as "Complaint",
  max(score) filter (where dimension = 'OPERATIONS') as "Operations"
from cells where period_start = (select max(period_start) from cells)
group by process order by process`;

const DIMENSIONS = `select period_start as time, dimension as metric, sum(score * coverage * weight) / sum(coverage * weight) as score
from bi.matrix_cell
where ${CHOSEN} and score is not null
group by period_start, dimension order by period_start, dimension`;

const NOT_IN_ORDER = `with figures as (
  select * from bi.measurement
  where ${CHOSEN})
select status, kpi_name_en as "KPI", process, round(value::numeric, 2) as value, unit, round(score::numeric, 1) as score, label as period
from figures where period_start = (select max(period_start) from figures) and status in ('WARNING', 'CRITICAL', 'INCOMPLETE')
order by status, score nulls last`;

/** The dashboard. */
export const matrixDashboard = dashboard('matrix', 'Service quality matrix', WHERE, [
  { title: 'Index', type: 'timeseries', at: [0, 0, 12, 8], sql: INDEX, scores: true },
  { title: 'Dimensions', type: 'timeseries', at: [12, 0, 12, 8], sql: DIMENSIONS },
  { title: 'Latest period, by process', type: 'table', at: [0, 8, 12, 11], sql: HEAT_MAP, scores: true },
  { title: 'Not in order in the latest period', type: 'table', at: [12, 8, 12, 11], sql: NOT_IN_ORDER },
]);
