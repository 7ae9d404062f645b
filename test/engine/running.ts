/** An engine to test: started on a database emptied of everything, told things, and asked what it stored. */
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { defineReference } from '../../src/engine/definitions/define.ts';
import { setWatching } from '../../src/engine/definitions/reporting.ts';
import { type WholeEngine, type EngineOptions, startEngine } from '../../src/engine/engine.ts';
import type { BatchLiteral } from '../../src/engine/recording/batchLiteral.ts';
import { sameFigure } from '../../src/kpi/figures.ts';
import type { InputDefinition } from '../../src/kpi/input.ts';
import { GRAINS, STATUSES } from '../../src/kpi/vocabulary.ts';
import { buildRegistry, type Registry } from '../../src/registry/registry.ts';
import type { Database } from '../../src/store/database.ts';
import type { Watching } from '../../src/store/reference.ts';
import { type Figures, type ModelKpi, nameOf, type Tree } from '../support/model.ts';
import type { Entry } from '../support/worlds.ts';

/** A registry of these KPIs, as of a package, over inputs that users defined. */
export function registryOf(
  kpis: readonly Pick<ModelKpi, 'literal'>[],
  inputs: readonly InputDefinition[],
): Registry {
  const candidates = kpis.map(({ literal }) => ({
    value: literal,
    origin: 'PACKAGE' as const,
    source: literal.code,
  }));
  return buildRegistry({ kpis: candidates, inputs: [], problems: [] }, { kpis: [], inputs });
}

/** Starts an engine that waits for nothing, neither for measurements nor for readers of figures that were replaced, and computes two operators at once. */
export function startTestEngine(
  db: Database,
  registry: Registry,
  options: Partial<EngineOptions> = {},
): Promise<WholeEngine> {
  return startEngine({
    db,
    registry,
    log: pino({ level: 'silent' }),
    patience: 0,
    grace: 0,
    sideBySide: 2,
    ...options,
  });
}

/** Removes everything but the partitions. */
export async function empty(db: Database): Promise<void> {
  await db.rows(sql`truncate operator, place, business_line, input, kpi, kpi_version, kpi_edition, batch, observation,
    observation_history, series, observed_day, observation_month, measurement, mark, breach, event`);
}

const name = { en: 'x', zh: 'x' };
const withParents = (tree: Tree) => [...tree].map(([code, parent]) => ({ code, parent, name }));

/** What operators wait for: nothing, as those do that are older than waiting. */
const AT_ONCE = { waitDays: 0, minimumCoverage: null };

/** Defines lines, and operators with the same units each, that wait as is said. Throws where the engine refuses. */
export async function define(
  engine: WholeEngine,
  lines: Tree,
  operators: readonly string[],
  units: Tree,
  watching: Watching = AT_ONCE,
): Promise<void> {
  const answer = await defineReference(engine, {
    businessLines: withParents(lines),
    operators: operators.map((code) => ({ code, name })),
    orgUnits: operators.flatMap((operator) => withParents(units).map((unit) => ({ ...unit, operator }))),
  });
  if (answer.outcome !== 'defined') throw new Error(JSON.stringify(answer));
  for (const operator of operators) await setWatching(engine, operator, watching);
}

/** Records a batch for an operator. Throws where the engine refuses. */
export async function tell(
  engine: WholeEngine,
  operator: string,
  entries: readonly Entry[],
  key: string,
): Promise<void> {
  const answer = await engine.record(batchOf(operator, entries, key));
  if (answer.outcome !== 'recorded') throw new Error(JSON.stringify(answer));
}

/** Entries as a batch of the API. */
export function batchOf(operator: string, entries: readonly Entry[], idempotencyKey: string): BatchLiteral {
  const key = ({ input, line, unit, date }: Entry) => ({
    input,
    operator,
    businessLine: line,
    orgUnit: unit,
    date,
  });
  return {
    idempotencyKey,
    observations: entries.flatMap((it) => (it.value === null ? [] : [{ ...key(it), value: it.value }])),
    withdraw: entries.filter((it) => it.value === null).map(key),
  };
}

/** A measurement as it is stored, and which writing it comes from: another one, another text. */
export type StoredFigures = Figures & { writing: string };

interface Row extends StoredFigures {
  operator: string;
  kpi: string;
  line: string | null;
  unit: string | null;
  grain: number;
  start: string;
  status: never;
  statusAt: number;
}

/** The measurements that readers see, by operator and name. */
export async function stored(db: Database): Promise<Map<string, Map<string, StoredFigures>>> {
  const rows = await db.rows<Row>(sql`
    select o.code as operator, k.code as kpi, l.code as line, p.code as unit, m.grain, m.start, m.status as "statusAt", m.value,
      m.score, array_to_json(m.inputs) as inputs, coalesce(m.coverage, 1) as coverage,
      coalesce(m.coverage_at_end, 1) as "coverageAtEnd", m.xmin::text as writing
    from measurement m join kpi_edition e on e.id = m.edition_id and e.state = 'CURRENT' join kpi k on k.id = e.kpi_id
      join place p on p.id = m.place_id join operator o on o.id = p.operator_id left join business_line l on l.id = m.line_id`);
  const found = new Map<string, Map<string, StoredFigures>>();
  for (const { operator, kpi, grain, start, statusAt, value, score, inputs, writing, ...rest } of rows) {
    const { coverage, coverageAtEnd, ...scope } = rest;
    const figures = {
      value,
      status: STATUSES[statusAt]!,
      score,
      inputs,
      coverage,
      coverageAtEnd,
      writing,
    };
    const known = found.get(operator) ?? new Map<string, StoredFigures>();
    found.set(operator, known.set(nameOf(kpi, scope, GRAINS[grain]!, start), figures));
  }
  return found;
}

/** What of the stored measurements is not as expected, in words; empty if all is well. */
export function differences(
  expected: ReadonlyMap<string, Figures>,
  found: ReadonlyMap<string, Figures> = new Map(),
): string[] {
  const names = new Set([...expected.keys(), ...found.keys()]);
  return [...names].flatMap((it) => {
    const [a, b] = [expected.get(it), found.get(it)];
    if (a && b && sameFigures(a, b)) return [];
    return [`${it}: expected ${a ? inWords(a) : 'nothing'}, stored ${b ? inWords(b) : 'nothing'}`];
  });
}

const inWords = ({ value, status, score, inputs, coverage, coverageAtEnd }: Figures) =>
  `${value} ${status} score ${score} of [${inputs.join()}], coverage ${coverage} and ${coverageAtEnd}`;

/** Whether two measurements are the same but for rounding. */
export function sameFigures(a: Figures, b: Figures): boolean {
  return (
    a.status === b.status &&
    sameFigure(a.value, b.value) &&
    sameFigure(a.score, b.score) &&
    sameFigure(a.coverage, b.coverage) &&
    sameFigure(a.coverageAtEnd, b.coverageAtEnd) &&
    a.inputs.length === b.inputs.length &&
    a.inputs.every((it, i) => sameFigure(it, b.inputs[i]!))
  );
}

/** Changes trees and inputs in one go; answers what the engine answers. */
export const redefine = (
  engine: WholeEngine,
  operator: string,
  { lines, units, inputs }: { lines: Tree; units: Tree; inputs: readonly InputDefinition[] },
) =>
  defineReference(engine, {
    businessLines: withParents(lines),
    orgUnits: withParents(units).map((unit) => ({ ...unit, operator })),
    inputs,
  });
