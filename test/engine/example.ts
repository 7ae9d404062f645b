/** A small world to tell examples in: two operators, units two levels deep, a line below another, three KPIs. */
import type { WholeEngine, EngineOptions } from '../../src/engine/engine.ts';
import type { BatchLiteral, ObservationLiteral } from '../../src/engine/recording/batchLiteral.ts';
import type { InputDefinition } from '../../src/kpi/input.ts';
import { buildRegistry, type Registry } from '../../src/registry/registry.ts';
import type { Database } from '../../src/store/database.ts';
import type { ModelKpi } from '../support/model.ts';
import { define, empty, startTestEngine } from './running.ts';

type Literal = ModelKpi['literal'];

/** A KPI of the example: the share of answered calls unless changed. */
export const exampleKpi = (changes: Partial<Literal> = {}): Literal => ({
  code: 'answer-rate',
  name: { en: 'Answer rate', zh: '接通率' },
  description: 'Answered of a hundred calls.',
  dimension: 'OPERATIONS',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * answered / offered',
  threshold: { atLeast: { warning: 85, critical: 80 } },
  scoring: [
    { value: 60, score: 0 },
    { value: 100, score: 100 },
  ],
  weight: 1,
  examples: [{ inputs: {}, value: null, status: 'NO_DATA' }],
  ...changes,
});

const input = (key: string, aggregations: Partial<InputDefinition> = {}): InputDefinition => ({
  key,
  name: { en: key, zh: key },
  unit: 'calls',
  timeAggregation: 'SUM',
  spaceAggregation: 'SUM',
  ...aggregations,
});

/** The inputs of the example's KPIs; `agents` is a level, not a count. */
export const INPUTS = [input('answered'), input('offered'), input('agents', { timeAggregation: 'LAST' })];

/** The KPIs as a package brings them; with the package's own inputs, or those that users defined. */
export function exampleRegistry(
  kpis: readonly Literal[] = [exampleKpi()],
  inputs: 'PACKAGE' | 'REGISTERED' = 'PACKAGE',
): Registry {
  const candidate = (value: unknown) => ({ value, origin: 'PACKAGE' as const, source: 'a package' });
  const found = {
    kpis: kpis.map(candidate),
    inputs: inputs === 'PACKAGE' ? INPUTS.map(candidate) : [],
    problems: [],
  };
  return buildRegistry(found, { kpis: [], inputs: inputs === 'REGISTERED' ? INPUTS : [] });
}

const UNITS = new Map([
  ['north', null],
  ['city', 'north'],
  ['south', null],
]);
const LINES = new Map([
  ['mobile', null],
  ['prepaid', 'mobile'],
  ['broadband', null],
]);

/** An engine on an emptied database in which the example's operators are defined; it is 10 March 2026. */
export async function startExample(
  db: Database,
  registry: Registry = exampleRegistry(),
  options: Partial<EngineOptions> = {},
): Promise<WholeEngine> {
  await empty(db);
  const engine = await startTestEngine(db, registry, { now: () => TODAY, patience: 5000, ...options });
  await define(engine, LINES, ['acme'], UNITS);
  await define(engine, new Map(), ['rival'], new Map([['west', null]]));
  return engine;
}

const TODAY = new Date('2026-03-10T12:00:00Z');

/** An observation at a place in words: `acme`, `acme/north`, `acme mobile`, `acme/north mobile`. */
export function observation(input: string, place: string, date: string, value: number): ObservationLiteral {
  const [, operator = '', orgUnit = null, businessLine = null] =
    /^([^/ ]+)(?:\/(\S+))?(?: (\S+))?$/.exec(place) ?? [];
  return { input, operator, orgUnit, businessLine, date, value };
}

let batches = 0;

/** A batch with a key of its own. */
export const batch = (
  observations: ObservationLiteral[],
  withdraw: ObservationLiteral[] = [],
): BatchLiteral => ({
  idempotencyKey: `batch ${++batches}`,
  observations,
  withdraw: withdraw.map(({ value: _, ...key }) => key),
});
