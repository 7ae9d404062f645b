/** A candidate on its way through `admit`: what could be read of it so far, and what is wrong with it. */
import { type KpiDefinition, kpiSchema } from './definition.ts';
import { type Formula, markFormula, parseFormula } from './formula.ts';
import type { Operand } from './kpi.ts';
import { memoized } from './memoized.ts';
import { MOST_NODES } from './parse.ts';
import { type Finding, findingsOf } from './problem.ts';
import type { FormulaPlace } from './tokens.ts';
import type { Origin } from './vocabulary.ts';

/** Something that wants to be a KPI: a value from a file, a package or a row, and where it comes from. Never changed once made. */
export interface Candidate {
  value: unknown;
  origin: Origin;
  /** A file, a package, or `registered`: what the problems name. */
  source: string;
}

/** What was read of a candidate. What could not be read is absent or null; the rest is still checked. */
export interface Draft {
  readonly candidate: Candidate;
  /** The code, even where other fields cannot be read: other formulas may name this KPI. */
  readonly code: string | null;
  /** The fields that can be read, in canonical form. */
  readonly fields: Partial<KpiDefinition>;
  /** All fields, if every one can be read. */
  readonly definition: KpiDefinition | null;
  readonly formula: Formula | null;
  /** The names of the parameters as written, also where a value is wrong. */
  readonly parameters: readonly string[];
  readonly findings: Finding[];
  /** What the formula reads; null until every name is known. */
  operands: readonly Operand[] | null;
}

/** Reads a candidate as far as it goes: each field even where others are wrong. Never throws on data. */
export function draftOf(candidate: Candidate): Draft {
  const { findings, ...reading } = readingOf(candidate);
  return { candidate, ...reading, findings: [...findings], operands: null };
}

/** Plugins come through the door again whenever anything is registered or tried beside them; what they say stays the same. */
const readingOf = memoized(read);

function read(candidate: Candidate): Omit<Draft, 'candidate' | 'operands'> {
  const parsed = kpiSchema.safeParse(candidate.value);
  const findings = parsed.success ? [] : findingsOf(parsed.error);
  const fields = parsed.success ? parsed.data : readableFields(candidate.value);
  const parameters = ownField(candidate.value, 'parameters');
  return {
    code: fields.code ?? null,
    fields,
    definition: parsed.success ? parsed.data : null,
    formula: fields.formula === undefined ? null : readFormula(fields.formula, findings),
    parameters: namesOf(parameters),
    findings,
  };
}

/** No names where there are more than a formula can read: that is one problem already. */
function namesOf(parameters: unknown): string[] {
  const names = typeof parameters === 'object' && parameters !== null ? Object.keys(parameters) : [];
  return names.length > MOST_NODES ? [] : names;
}

function readableFields(value: unknown): Partial<KpiDefinition> {
  const readable = Object.entries(kpiSchema.shape).flatMap(([field, schema]) => {
    const parsed = schema.safeParse(ownField(value, field));
    return parsed.success ? [[field, parsed.data] as const] : [];
  });
  return Object.fromEntries(readable);
}

/** A problem at a place of the formula, with the place marked under the text. */
export function formulaFinding(text: string, place: FormulaPlace, message: string): Finding {
  return { path: ['formula'], message: `${message}\n${markFormula(text, place)}` };
}

function readFormula(text: string, findings: Finding[]): Formula | null {
  const parsed = parseFormula(text);
  if ('formula' in parsed) return parsed.formula;
  findings.push(...parsed.problems.map((problem) => formulaFinding(text, problem, problem.message)));
  return null;
}

const ownField = (value: unknown, field: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, field)
    ? (value as Record<string, unknown>)[field]
    : undefined;
