/** A batch of the API: checked whole, with the path of every problem in what was sent. */
import { createHash } from 'node:crypto';
import { line } from '../../kpi/fields.ts';
import type { Reference } from '../../store/reference.ts';
import type { Conflict, Invalid, Problem } from '../../world/outcome.ts';
import { Hints } from '../../world/scope.ts';
import type { Batch, Outcome } from './record.ts';
import {
  EARLIEST_DAY,
  type FieldProblem,
  type ObservationKeyLiteral,
  type ResolvedKey,
  resolveKey,
  valueProblem,
} from './resolve.ts';

/** An observation as it is sent, in codes; nothing of it is checked yet. */
export interface ObservationLiteral extends ObservationKeyLiteral {
  value: number;
}

/** A batch as it was sent; nothing of it is checked yet. */
export interface BatchLiteral {
  idempotencyKey: string;
  source?: string | null;
  observations: readonly ObservationLiteral[];
  withdraw?: readonly ObservationKeyLiteral[] | null;
}

/** A batch that was recorded, now or earlier under the same key. */
export interface Recorded {
  outcome: 'recorded';
  batchId: number;
  inserted: number;
  replaced: number;
  unchanged: number;
  withdrawn: number;
  /** What was recorded and yet is implausible, in the order sent; none where it was recorded before. */
  warnings: Warning[];
}

/** An observation that is implausible, and why. */
export interface Warning {
  observation: ObservationLiteral;
  message: string;
}

/** A larger load goes to POST /observations as a file. */
const MOST_OBSERVATIONS = 10_000;

/** The first of all days. */
const FIRST_DAY = '0001-01-01';

const text = line(200);

/** A batch without a problem that shows without the store. */
export interface CheckedBatch {
  batch: Batch;
  /** Puts what became of it in the API's words. */
  answer(outcome: Outcome): Recorded | Invalid | Conflict;
}

/** Checks all that can be checked without what is stored. `latestDay` is the last day that may be reported. */
export function batchOf(
  literal: BatchLiteral,
  reference: Reference,
  latestDay: string,
): CheckedBatch | Invalid {
  const problems = problemsOf(literal);
  const hints = new Hints();
  const withdraw = resolveAll(literal.withdraw ?? [], reference, latestDay, hints, problems);
  if (problems.length > 0) {
    literal.observations.slice(0, MOST_OBSERVATIONS).forEach((it, at) => {
      const { key, wrong } = check(it, reference, latestDay, hints);
      if (!key) problems.push(...wrong.map((problem) => observationProblem(at, problem)));
    });
    return invalid(problems);
  }
  const warnings: Warning[] = [];
  const batch: Batch = {
    key: literal.idempotencyKey,
    bodyHash: hashOf(literal),
    source: literal.source ?? null,
    rows: (current) => [
      literal.observations.map((it, row) => checkedRow(it, row, current, latestDay, hints)),
    ],
    withdraw,
    skipInvalid: false,
    urgent: true,
    onProblem: (row, problem) => problems.push(observationProblem(row, problem)),
    onWarning: (row, message) => warnings.push({ observation: literal.observations[row]!, message }),
    onRestart: () => {
      problems.splice(0);
      warnings.splice(0);
    },
  };
  return { batch, answer: (outcome) => answer(outcome, problems, warnings) };
}

function answer(outcome: Outcome, problems: Problem[], warnings: Warning[]): Recorded | Invalid | Conflict {
  if (outcome.outcome === 'recorded') return { ...outcome, warnings };
  if (outcome.outcome === 'refused') return invalid(problems);
  const message = 'this idempotencyKey was used for another body; use a new key for new observations';
  return { outcome: 'conflict', message };
}

function invalid(problems: Problem[]): Invalid {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return { outcome: 'invalid', message: `${count} with this batch; nothing was recorded`, problems };
}

function problemsOf({ idempotencyKey, source, observations, withdraw }: BatchLiteral): Problem[] {
  const problems: Problem[] = [];
  const note = (path: string, message: string) => problems.push({ path: [path], message });
  const wrong = (value: unknown) => text.safeParse(value).error?.issues[0]?.message;
  const wrongKey = wrong(idempotencyKey);
  const wrongSource = source === null || source === undefined ? undefined : wrong(source);
  if (wrongKey) note('idempotencyKey', wrongKey);
  if (wrongSource) note('source', wrongSource);
  if (observations.length + (withdraw?.length ?? 0) === 0)
    note('observations', 'nothing to record and nothing to withdraw');
  for (const [list, length] of [
    ['observations', observations.length],
    ['withdraw', withdraw?.length ?? 0],
  ] as const) {
    if (length > MOST_OBSERVATIONS)
      note(list, `at most ${MOST_OBSERVATIONS} at once, not ${length}; send a file to POST /observations`);
  }
  return problems;
}

function resolveAll(
  keys: readonly ObservationKeyLiteral[],
  reference: Reference,
  latestDay: string,
  hints: Hints,
  problems: Problem[],
): ResolvedKey[] {
  return keys.slice(0, MOST_OBSERVATIONS).flatMap((literal, at) => {
    // What was recorded before there was an earliest day can be taken back.
    const key = resolveKey(reference, literal, { earliest: FIRST_DAY, latest: latestDay }, hints);
    if (!Array.isArray(key)) return [key];
    problems.push(...key.map(({ field, message }) => ({ path: ['withdraw', String(at), field], message })));
    return [];
  });
}

const observationProblem = (row: number, { field, message }: FieldProblem): Problem => ({
  path: ['observations', String(row), field],
  message,
});

type Literal = BatchLiteral['observations'][number];

function check(literal: Literal, reference: Reference, latestDay: string, hints: Hints) {
  const key = resolveKey(reference, literal, { earliest: EARLIEST_DAY, latest: latestDay }, hints);
  const wrongValue = valueProblem(reference, literal.input, literal.value);
  const wrong: FieldProblem[] = [
    ...(Array.isArray(key) ? key : []),
    ...(wrongValue ? [{ field: 'value', message: wrongValue } as const] : []),
  ];
  return { key: Array.isArray(key) || wrong.length > 0 ? null : key, wrong };
}

function checkedRow(literal: Literal, row: number, reference: Reference, latestDay: string, hints: Hints) {
  const { key, wrong } = check(literal, reference, latestDay, hints);
  return key ? { row, key, value: literal.value + 0 } : { row, problems: wrong };
}

function hashOf({ source, observations, withdraw }: BatchLiteral): string {
  const key = (it: ObservationKeyLiteral) => [
    it.input,
    it.operator,
    it.businessLine ?? null,
    it.orgUnit ?? null,
    it.date,
  ];
  const body = [source ?? null, observations.map((it) => [...key(it), it.value]), (withdraw ?? []).map(key)];
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}
