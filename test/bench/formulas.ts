/** How many formulas are evaluated in a second, on one core, beside functions that somebody wrote by hand. */
import { camelCase } from '../../src/kpi/fields.ts';
import type { Kpi } from '../../src/kpi/kpi.ts';
import { line, sideBySide } from './measure.ts';
import { benchRegistry } from './registry.ts';

type Evaluate = (operands: ArrayLike<number>) => number;

const ROUNDS = 9;
/** Those of a month. */
const MONTH_DAYS = 31;
/** In each round every formula is evaluated so many times, which takes a tenth of a second or more. */
const TIMES = 10_000;
/** So many sets of operands for each formula: its result is never known before. */
const SETS = 16;

/** Evaluates the catalogue's formulas in turn, as a matrix asks for them; the ratio is to plain functions of the same arithmetic. */
export async function formulas(): Promise<string[]> {
  const { kpis } = await benchRegistry();
  const operands = kpis.map((kpi) => Array.from({ length: SETS }, (_, set) => operandsOf(kpi, set)));
  const ours = kpis.map(
    (kpi): Evaluate =>
      (values) =>
        kpi.evaluate(values, MONTH_DAYS),
  );
  const plain = kpis.map(plainFunction);
  assertAlike(kpis, ours, plain, operands);
  for (const functions of [ours, plain]) perSecond(functions, operands);
  const compared = await sideBySide(
    ROUNDS,
    async () => perSecond(ours, operands),
    async () => perSecond(plain, operands),
  );
  return [line(`${kpis.length} formulas in turn, to plain functions`, compared, '≥ 2 M/s', 'a second')];
}

/** Numbers like those of an example, different in each set. */
const operandsOf = (kpi: Kpi, set: number): Float64Array =>
  Float64Array.from(kpi.operands, (_, i) => 1000 + 37 * i + set);

/** The formula as a function of its operands, written by the compiler of JavaScript; the catalogue's calls none. */
function plainFunction({ operands, definition: { formula, parameters } }: Kpi): Evaluate {
  const names = operands.map(({ kind, name }) => (kind === 'kpi' ? camelCase(name) : name));
  const text = formula.replace(/(?<![\w.])[a-z]\w*/gi, (name) =>
    name === 'monthDays' ? String(MONTH_DAYS) : String(parameters[name] ?? `v[${names.indexOf(name)}]`),
  );
  return new Function('v', `return ${text}`) as Evaluate;
}

function assertAlike(
  kpis: readonly Kpi[],
  ours: Evaluate[],
  plain: Evaluate[],
  operands: Float64Array[][],
): void {
  for (const [i, { definition }] of kpis.entries())
    for (const values of operands[i]!)
      if (ours[i]!(values) !== plain[i]!(values))
        throw new Error(`${definition.code} is evaluated otherwise`);
}

function perSecond(functions: readonly Evaluate[], operands: readonly Float64Array[][]): number {
  let sum = 0;
  const begin = performance.now();
  for (let time = 0; time < TIMES; time++)
    for (let i = 0; i < functions.length; i++) sum += functions[i]!(operands[i]![time % SETS]!);
  const seconds = (performance.now() - begin) / 1000;
  if (!Number.isFinite(sum)) throw new Error('a formula has no value');
  return (TIMES * functions.length) / seconds;
}
