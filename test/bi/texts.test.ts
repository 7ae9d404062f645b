/** Every SQL that is printed or stands on the page runs, and says something, on figures of the API's tests. */
import { readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BI_TEXTS } from '../../src/store/bi/texts.ts';
import { kpiMatrix } from '../cli/commandLine.ts';
import { type Api, fill, type Loose, startApi } from '../graphql/api.ts';
import { filledIn } from './grafana.ts';

const PAGE = readFileSync(new URL('../../.github/SQL.md', import.meta.url), 'utf8');
const EXAMPLES = [...PAGE.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, text = '']) =>
  text.replace(/;\s*$/, ''),
);

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
  await api.engine.stop();
  // Their place in the order, as delivery gives it.
  await api.db.rows(sql`update event set sequence = id`);
});
afterAll(() => api.close());

const rows = (text: string) => api.db.rows<Loose>(sql.raw(text));

const CHOSEN = {
  ...{ operator: 'china-mobile', org_unit: 'beijing', grain: 'DAY', kpi: 'hotline-answer-rate-15s' },
  ...{ from: '2012-03-20T00:00:00Z', to: '2100-01-01T00:00:00Z' },
};

const printed = async (...args: string[]): Promise<Loose> => {
  const { code, stdout } = await kpiMatrix(['bi', ...args], {
    biText: (kind) => Promise.resolve(BI_TEXTS[kind]),
  });
  expect(code).toBe(0);
  return JSON.parse(stdout);
};

test('every panel and choice of the dashboards answers, with a column of time where it is drawn over time', async () => {
  const dashboards = Object.values(await printed('grafana')) as Loose[];
  expect(dashboards.map((it) => it.uid)).toEqual([
    'kpi-matrix-matrix',
    'kpi-matrix-kpi',
    'kpi-matrix-breaches',
  ]);
  for (const { title, panels, templating } of dashboards) {
    for (const { name, query, type } of templating.list) {
      if (type === 'datasource') continue;
      const found = await rows(filledIn(query, CHOSEN));
      expect(Object.keys(found[0]!), name).toEqual(['__value', '__text']);
      expect(
        found.map((it) => it.__value),
        name,
      ).toContain((CHOSEN as Loose)[name] ?? '');
    }
    for (const panel of panels) {
      const found = await rows(filledIn(panel.targets[0].rawSql, CHOSEN));
      const quiet = ['Until resolved, by process'];
      if (!quiet.includes(panel.title)) expect(found.length, `${title}: ${panel.title}`).toBeGreaterThan(0);
      if (panel.type === 'timeseries') expect(Object.keys(found[0]!)[0], panel.title).toBe('time');
    }
  }
});

test('the heat map and the index of the dashboard are those of the API', async () => {
  const { matrix } = await api.dataOf(`{ matrix(scope: { operator: "china-mobile", orgUnit: "beijing" },
    period: { grain: DAY, date: "2012-03-22" }) { index cells { process dimension score } } }`);
  const day = { ...CHOSEN, from: '2012-03-22T00:00:00Z', to: '2012-03-22T00:00:00Z' };
  const [index, , heatMap] = BI_TEXTS.grafana.matrix.panels.map((it) => filledIn(it.targets[0]!.rawSql, day));
  expect((await rows(index!))[0].index).toBeCloseTo(matrix.index, 9);
  const found = await rows(heatMap!);
  expect(found).toHaveLength(9);
  for (const { process, dimension, score } of matrix.cells) {
    const row = found.find((it) => it.process === process);
    const cell = row[dimension[0] + dimension.slice(1).toLowerCase()];
    if (score === null) expect(cell).toBe(null);
    else expect(cell).toBeCloseTo(score, 9);
  }
});

test('every metric and every dimension of its model is an expression over its view', async () => {
  const { metrics, semantic_models: models, sources } = await printed('metrics');
  expect(metrics.length).toBeGreaterThan(5);
  for (const { name, meta } of metrics)
    expect(Object.keys((await rows(`select ${meta.sql} as ${name} from ${meta.view}`))[0]), name).toEqual([
      name,
    ]);
  for (const { name, dimensions, entities, measures, defaults } of models) {
    expect(sources[0].tables.map((it: Loose) => it.name)).toContain(name);
    const groups = [...dimensions, ...entities].map((it) => it.expr ?? it.name);
    await rows(
      `select ${groups.join(', ')}, count(*) from ${sources[0].schema}.${name} group by ${groups.map((_, at) => at + 1).join()}`,
    );
    expect(dimensions.map((it: Loose) => it.name)).toContain(defaults.agg_time_dimension);
    for (const measure of measures)
      expect(metrics.some((it: Loose) => it.type_params.measure === measure.name)).toBe(true);
  }
});

test('every example of the page answers, with rows but where nothing was resolved', async () => {
  expect(EXAMPLES.length).toBeGreaterThan(4);
  for (const text of EXAMPLES) {
    const found = await rows(text);
    if (!text.includes('resolved_at is not null')) expect(found.length, text).toBeGreaterThan(0);
  }
});

test('one dashboard alone is printed by name; another name is refused with those that there are', async () => {
  expect(await printed('grafana', 'kpi')).toEqual(JSON.parse(JSON.stringify(BI_TEXTS.grafana.kpi)));
  const biText = () => Promise.resolve(BI_TEXTS.grafana);
  const refused = await kpiMatrix(['bi', 'grafana', 'kpis'], { biText });
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('matrix, kpi, breaches') as string,
  });
});
