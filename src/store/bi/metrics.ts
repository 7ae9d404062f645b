/** What can be measured over the views in the schema `bi`, as semantic models of dbt; `meta.sql` is the same for other tools. */

/** One measure: an expression over the columns of its view, and how it is aggregated. */
interface Measure {
  name: string;
  label: string;
  agg: 'average' | 'sum' | 'count' | 'count_distinct';
  expr: string;
  description: string;
}

interface Model {
  view: string;
  time: string;
  granularity: 'day' | 'second';
  dimensions: readonly string[];
  measures: readonly Measure[];
}

const SCOPE = [
  'operator',
  'operator_name_en',
  'business_line',
  'business_line_name_en',
  'org_unit',
  'org_unit_name_en',
];
const KPI = ['kpi', 'kpi_name_en', 'dimension', 'process'];

const MODELS: readonly Model[] = [
  {
    view: 'measurement',
    time: 'period_start',
    granularity: 'day',
    dimensions: [...SCOPE, ...KPI, 'grain', 'status', 'is_complete'],
    measures: [
      {
        ...{ name: 'mean_score', label: 'Mean score', agg: 'average', expr: 'score' },
        description: 'Of scores that count alike; the matrix weighs them. Choose one grain.',
      },
      {
        ...{ name: 'beyond_limits', label: 'Beyond a limit', agg: 'sum' },
        expr: "case when status in ('WARNING', 'CRITICAL') then 1 else 0 end",
        description: 'How many figures are beyond a limit. Choose one grain.',
      },
      {
        ...{ name: 'mean_coverage', label: 'Data there', agg: 'average', expr: 'coverage' },
        description: 'Which share of the expected data is there, 0 to 1.',
      },
    ],
  },
  {
    view: 'matrix_cell',
    time: 'period_start',
    granularity: 'day',
    dimensions: [...SCOPE, 'dimension', 'process', 'grain'],
    measures: [
      {
        ...{ name: 'scored_weight', label: 'Weight with a score', agg: 'sum', expr: 'coverage * weight' },
        description: 'What weighted_score is divided by.',
      },
      {
        ...{
          name: 'weighted_score',
          label: 'Score by weight',
          agg: 'sum',
          expr: 'score * coverage * weight',
        },
        description: 'Divided by scored_weight it is the score of a process or dimension.',
      },
    ],
  },
  {
    view: 'breach',
    time: 'opened_at',
    granularity: 'second',
    dimensions: [...SCOPE, ...KPI, 'grain', 'state', 'severity', 'is_retracted'],
    measures: [
      {
        ...{ name: 'breaches', label: 'Breaches', agg: 'count', expr: 'breach_id' },
        description: 'How many episodes began.',
      },
      {
        ...{ name: 'breaching_kpis', label: 'KPIs with breaches', agg: 'count_distinct', expr: 'kpi' },
        description: 'How many KPIs had one.',
      },
      {
        ...{ name: 'hours_to_resolve', label: 'Hours until resolved', agg: 'average' },
        expr: 'extract(epoch from resolved_at - opened_at) / 3600',
        description: 'How long episodes that ended took, in hours.',
      },
    ],
  },
];

const SQL_OF: Readonly<Record<Measure['agg'], (expr: string) => string>> = {
  average: (expr) => `avg(${expr})`,
  sum: (expr) => `sum(${expr})`,
  count: (expr) => `count(${expr})`,
  count_distinct: (expr) => `count(distinct ${expr})`,
};

const isTrue = (name: string): boolean => name.startsWith('is_');

const modelOf = ({ view, time, granularity, dimensions, measures }: Model) => ({
  name: view,
  model: `source('kpi_matrix', '${view}')`,
  defaults: { agg_time_dimension: time },
  entities: [{ name: 'scope', type: 'foreign', expr: "concat_ws('/', operator, org_unit, business_line)" }],
  dimensions: [
    { name: time, type: 'time', type_params: { time_granularity: granularity } },
    ...dimensions.map((name) => ({
      name,
      type: 'categorical',
      ...(isTrue(name) && { expr: `${name}::text` }),
    })),
  ],
  measures: measures.map(({ name, agg, expr, description }) => ({ name, agg, expr, description })),
});

/** Sources, semantic models and metrics. */
export const semanticModels = {
  version: 2,
  sources: [{ name: 'kpi_matrix', schema: 'bi', tables: MODELS.map(({ view }) => ({ name: view })) }],
  semantic_models: MODELS.map(modelOf),
  metrics: MODELS.flatMap(({ view, measures }) =>
    measures.map(({ name, label, agg, expr, description }) => ({
      ...{ name, label, description, type: 'simple', type_params: { measure: name } },
      meta: { view: `bi.${view}`, sql: SQL_OF[agg](expr) },
    })),
  ),
};
