/**
 * What computing a day is compared with: one statement, as somebody would write it who knows this world (one level of
 * units, sums over space), that folds the observations, computes every KPI and writes the same rows.
 * The formulas, limits and curves are translated from the definitions; the tables `bench_part` and `bench_kpi`
 * hold what it would otherwise repeat. Its steps are materialized because PostgreSQL would write each out wherever it is read.
 */
import { camelCase } from '../../src/kpi/fields.ts';
import type { Kpi } from '../../src/kpi/kpi.ts';
import { parseTree, type Tree } from '../../src/kpi/parse.ts';
import { monthDays, type Period, periodOf } from '../../src/kpi/period.ts';
import { tokenize } from '../../src/kpi/tokens.ts';
import { type Grain, GRAINS, STATUSES } from '../../src/kpi/vocabulary.ts';
import type { Operator } from '../../src/store/reference.ts';
import type { KnownKpi, World } from '../../src/world/world.ts';
import { operandsOf } from './parts.ts';

/** The statement for an operator whose units stand in one level, and a day. */
export function handWritten(world: World, operator: Operator, day: string): string {
  const { week, month, quarter, year } = periodsOf(day);
  const units = unitsOf(operator);
  const fold = foldBy(world);
  const within = ({ start, end }: Period, column: string) =>
    `place_id in (${units}) and ${column} between '${start}' and '${end}'`;
  const coarse = (grain: number, period: Period) => `
      select ${grain}, date '${period.start}', place_id, input_id, line_id, ${fold('value', 'month')} from (
        select place_id, input_id, line_id, month, value from observation_month
          where ${within(period, 'month')} and month <> '${month.start}'
        union all select place_id, input_id, line_id, month, value from folded_month) as months
      group by place_id, input_id, line_id`;
  return `
    with ${foldedMonth(world, units, month)},
    unit_series as materialized (
      select 0 as grain, date as start, place_id, input_id, line_id, value from observation
        where place_id in (${units}) and date = '${day}'
      union all
      select 1, date '${week.start}', place_id, input_id, line_id, ${fold('value', 'date')} from observation
        where ${within(week, 'date')} group by place_id, input_id, line_id
      union all select 2, month, place_id, input_id, line_id, value from folded_month
      union all ${coarse(3, quarter)}
      union all ${coarse(4, year)}),
    series as (
      select * from unit_series
      union all
      select grain, start, ${operator.root!.id}, input_id, line_id, sum(value) from unit_series
        group by grain, start, input_id, line_id),
    ${computed(world, day)}`;
}

/** The statement for one grain of an operator whose units stand in any levels, which `bench_above` holds (a place is above itself). */
export function handWrittenGrain(world: World, operator: Operator, day: string, grain: Grain): string {
  const { week, month, quarter, year } = periodsOf(day);
  const units = unitsOf(operator);
  const fold = foldBy(world);
  const number = GRAINS.indexOf(grain);
  const from = (table: string, column: string, { start, end }: Period) => `
    select ${number} as grain, date '${start}' as start, place_id, input_id, line_id, ${fold('value', column)} as value
    from ${table} where place_id in (${units}) and ${column} between '${start}' and '${end}' group by place_id, input_id, line_id`;
  const series: Readonly<Record<Grain, string>> = {
    DAY: `select 0 as grain, date as start, place_id, input_id, line_id, value from observation
      where place_id in (${units}) and date = '${day}'`,
    WEEK: from('observation', 'date', week),
    MONTH: `select 2 as grain, month as start, place_id, input_id, line_id, value from folded_month`,
    QUARTER: from('observation_month', 'month', quarter),
    YEAR: from('observation_month', 'month', year),
  };
  return `
    with ${grain === 'MONTH' ? `${foldedMonth(world, units, month)},` : ''}
    unit_series as materialized (${series[grain]}),
    series as (
      select grain, start, above_id as place_id, input_id, line_id, sum(value) as value
      from unit_series join bench_above using (place_id) group by grain, start, above_id, input_id, line_id),
    ${computed(world, day)}`;
}

function periodsOf(day: string) {
  const of = (grain: Grain) => periodOf(grain, day);
  return { week: of('WEEK'), month: of('MONTH'), quarter: of('QUARTER'), year: of('YEAR') };
}

const unitsOf = (operator: Operator): string =>
  operator.places
    .filter((it) => it.code !== null)
    .map((it) => it.id)
    .join();

function foldBy(world: World): (value: string, at: string) => string {
  const last = ids(world, 'LAST');
  return (value, at) =>
    `case when input_id in (${last}) then (array_agg(${value} order by ${at} desc))[1] else sum(${value}) end`;
}

const foldedMonth = (world: World, units: string, { start, end }: Period): string => `folded_month as (
      insert into observation_month (place_id, input_id, month, line_id, value, days, last_day, present)
      select place_id, input_id, '${start}', line_id, ${foldBy(world)('value', 'date')}, count(*), max(date),
        bit_or(1 << date_part('day', date)::int - 1)
      from observation where place_id in (${units}) and date between '${start}' and '${end}' group by place_id, input_id, line_id
      on conflict (place_id, input_id, month, line_id)
        do update set value = excluded.value, days = excluded.days, last_day = excluded.last_day, present = excluded.present
      returning *)`;

/** From `series`, which has every place, to stored measurements. */
function computed(world: World, day: string): string {
  const most = Math.max(...world.kpis.map(({ kpi }) => operandsOf(world, kpi).length));
  const columns = Array.from({ length: most }, (_, i) => `p${i + 1}`);
  return `taken as materialized (
      select s.place_id, p.scope_line, s.grain, s.start, p.edition_id,
        ${columns.map((it, i) => `sum(s.value) filter (where p.position = ${i + 1}) as ${it}`).join(', ')}
      from series s join bench_part p using (input_id, line_id)
      where s.grain >= p.cadence group by 1, 2, 3, 4, 5),
    valued as materialized (
      select taken.*, ${byEdition(world, ({ kpi }) => valueOf(world, kpi, monthDaysOf(day)))} as value from taken),
    judged as materialized (
      select valued.*, ${byEdition(world, ({ kpi }) => statusOf(kpi))} as status,
        ${byEdition(world, ({ kpi }) => scoreOf(kpi))} as score from valued)
    insert into measurement (place_id, line_id, grain, start, edition_id, status, value, score, inputs, computed_at)
    select place_id, scope_line, grain, start, edition_id, status, value, case when status < 3 then score end,
      (array[${columns.join()}])[1:k.inputs], transaction_timestamp()
    from judged join bench_kpi k using (edition_id)
    on conflict (place_id, line_id, grain, start, edition_id) do update set status = excluded.status,
      value = excluded.value, score = excluded.score, inputs = excluded.inputs, computed_at = excluded.computed_at`;
}

function ids(world: World, aggregation: string): string {
  const inputs = [...world.reference.inputs.values()];
  return inputs
    .filter((it) => it.definition.timeAggregation === aggregation)
    .map((it) => it.id)
    .join();
}

const byEdition = (world: World, text: (known: KnownKpi) => string): string =>
  `case edition_id ${world.kpis.map((it) => `when ${it.editionId} then ${text(it)}`).join('\n')} end`;

/** The formula over p1, p2, …; KPIs that it reads are written out. */
function valueOf(world: World, kpi: Kpi, days: string, offset = 0): string {
  const { tokens } = tokenize(kpi.definition.formula);
  const parsed = parseTree(tokens);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  const operands = operandsOf(world, kpi);
  const nameOf = (name: string): string => {
    const parameter = kpi.definition.parameters[name];
    if (parameter !== undefined) return number(parameter);
    const input = kpi.inputs.indexOf(name);
    if (input >= 0) return `p${offset + input + 1}`;
    const below = world.kpi(kpi.derivedFrom.find((code) => camelCase(code) === name)!)!.kpi;
    return `(${valueOf(world, below, days, offset + operands.findIndex((it) => it.reader === below))})`;
  };
  return translated(parsed.tree, nameOf, days);
}

/** The days of the month of each grain's period. */
const monthDaysOf = (day: string): string =>
  `case grain ${GRAINS.map((it, n) => `when ${n} then ${number(monthDays(periodOf(it, day)))}`).join(' ')} end`;

function translated(tree: Tree, nameOf: (name: string) => string, days: string): string {
  switch (tree.kind) {
    case 'number':
      return number(tree.value);
    case 'name':
      return nameOf(tree.name);
    case 'monthDays':
      return `(${days})`;
    case 'negative':
      return `(- ${translated(tree.operand, nameOf, days)})`;
    case 'operation': {
      const right = translated(tree.right, nameOf, days);
      return `(${translated(tree.left, nameOf, days)} ${tree.sign} ${tree.sign === '/' ? `nullif(${right}, 0)` : right})`;
    }
    case 'call':
      throw new Error('the statement knows no functions, as the catalogue has none');
  }
}

function statusOf({ limits, definition: { minimumSample }, inputs }: Kpi): string {
  const index = (status: (typeof STATUSES)[number]) => STATUSES.indexOf(status);
  const sample = minimumSample && `p${inputs.indexOf(minimumSample.input) + 1}`;
  const beyond = limits.map(({ severity, side, value }) => {
    const tolerance = 1e-9 * Math.max(1, Math.abs(value));
    const test =
      side === 'BELOW' ? `value < ${number(value - tolerance)}` : `value > ${number(value + tolerance)}`;
    return { severity, text: `when ${test} then ${index(severity)}` };
  });
  return `case when value is null then ${index('NO_DATA')}
    ${sample ? `when coalesce(${sample}, 0) < ${minimumSample.count} then ${index('INSUFFICIENT_SAMPLE')}` : ''}
    ${beyond
      .filter((it) => it.severity === 'CRITICAL')
      .map((it) => it.text)
      .join(' ')}
    ${beyond
      .filter((it) => it.severity === 'WARNING')
      .map((it) => it.text)
      .join(' ')} else 0 end`;
}

function scoreOf({ definition: { scoring } }: Kpi): string {
  const steps = scoring.slice(1).map((right, i) => {
    const left = scoring[i]!;
    const slope = (right.score - left.score) / (right.value - left.value);
    return `when value <= ${number(right.value)} then ${left.score} + (value - ${number(left.value)}) * ${number(slope)}`;
  });
  const [first] = scoring;
  return `case when value <= ${number(first!.value)} then ${first!.score} ${steps.join(' ')} when value is not null then ${scoring.at(-1)!.score} end`;
}

/** A literal that is a double, so that nothing is calculated in exact decimals. */
const number = (value: number): string => `'${value}'::float8`;
