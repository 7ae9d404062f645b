/**
 * Parts of Grafana dashboards over the views in the schema `bi`, in Grafana's own JSON model. A text of SQL may hold its variables
 * (`${operator:sqlstring}`, quoted by Grafana) and macros (`$__timeFilter(column)`).
 */

/** Any PostgreSQL data source, asked for when the dashboard is opened. */
const SOURCE = { type: 'grafana-postgresql-datasource', uid: '${source}' };

/** How a panel shows its rows. */
export type PanelType = 'timeseries' | 'table' | 'stat' | 'barchart';

/** A panel: its place on a grid 24 wide, and where its rows come from. */
export interface Panel {
  title: string;
  type: PanelType;
  at: readonly [x: number, y: number, width: number, height: number];
  sql: string;
  /** What colours a score. */
  scores?: boolean;
}

/** A choice above the panels, with the query of its values as `__value` and `__text`. */
export interface Choice {
  name: string;
  label: string;
  sql: string;
}

/** Where and in which grain: the operator, the unit and line ('' for the whole and all), the grain. */
export const WHERE: readonly Choice[] = [
  {
    name: 'operator',
    label: 'Operator',
    sql: `select operator as __value, operator_name_en as __text from bi.scope
group by 1, 2, is_own order by is_own desc, 2`,
  },
  {
    name: 'org_unit',
    label: 'Unit',
    sql: `select coalesce(org_unit, '') as __value, coalesce(org_unit_name_en, 'Whole operator') as __text from bi.scope
where operator = \${operator:sqlstring} group by org_unit, org_unit_name_en order by org_unit nulls first`,
  },
  {
    name: 'business_line',
    label: 'Business line',
    sql: `select coalesce(business_line, '') as __value, coalesce(business_line_name_en, 'All lines') as __text from bi.scope
where operator = \${operator:sqlstring} group by business_line, business_line_name_en order by business_line nulls first`,
  },
  {
    name: 'grain',
    label: 'Grain',
    sql: `select word as __value, initcap(word) as __text
from unnest(array['MONTH', 'WEEK', 'DAY', 'QUARTER', 'YEAR']) with ordinality as grain(word, n) order by n`,
  },
];

/** The rows of the chosen scope: as conditions that the views let through to the key, which `coalesce` is not. */
const CHOSEN_SCOPE = `operator = \${operator:sqlstring} and org_unit is not distinct from nullif(\${org_unit:sqlstring}, '')
  and business_line is not distinct from nullif(\${business_line:sqlstring}, '')`;

/** The rows of the chosen scope and grain, within the time that is shown. */
export const CHOSEN = `${CHOSEN_SCOPE}
  and grain = \${grain:sqlstring} and $__timeFilter(period_start)`;

/** A dashboard of a year, to be imported or provisioned. */
export function dashboard(uid: string, title: string, choices: readonly Choice[], panels: readonly Panel[]) {
  return {
    uid: `kpi-matrix-${uid}`,
    title,
    tags: ['kpi-matrix'],
    schemaVersion: 39,
    editable: true,
    timezone: 'utc',
    time: { from: 'now-1y', to: 'now' },
    templating: {
      list: [
        { name: 'source', label: 'Database', type: 'datasource', query: SOURCE.type },
        ...choices.map(({ name, label, sql }) => ({
          ...{ name, label, type: 'query', datasource: SOURCE, refresh: 1, sort: 0 },
          ...{ query: sql, definition: sql, multi: false, includeAll: false },
        })),
      ],
    },
    panels: panels.map((panel, at) => panelOf(panel, at + 1)),
  };
}

function panelOf({ title, type, at: [x, y, w, h], sql, scores }: Panel, id: number) {
  const format = type === 'timeseries' ? 'time_series' : 'table';
  return {
    ...{ id, title, type, datasource: SOURCE, gridPos: { x, y, w, h } },
    targets: [{ refId: 'A', datasource: SOURCE, format, rawQuery: true, editorMode: 'code', rawSql: sql }],
    fieldConfig: { defaults: scores ? SCORED : {}, overrides: [] },
    options: {},
  };
}

/** Where a score turns: the colours stand beside the number, which says the same. */
const SCORED = {
  min: 0,
  max: 100,
  decimals: 1,
  color: { mode: 'thresholds' },
  custom: { cellOptions: { type: 'color-background' } },
  thresholds: {
    mode: 'absolute',
    steps: [
      { color: '#d55e00', value: null },
      { color: '#e69f00', value: 60 },
      { color: '#0072b2', value: 80 },
    ],
  },
};
