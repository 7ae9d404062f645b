/** `POST /observations`: a file of observations, in codes. */
import type { UsedEngine } from '../engine/engine.ts';
import type { CheckedRow } from '../engine/recording/record.ts';
import {
  EARLIEST_DAY,
  type FieldProblem,
  type Reportable,
  resolveKey,
  valueProblem,
} from '../engine/recording/resolve.ts';
import type { Reference } from '../store/reference.ts';
import { Hints } from '../world/scope.ts';
import type { FileRow } from './fileRow.ts';
import type { Intake, Upload } from './intake.ts';

/** Up to so many rows the measurements are computed before the answer. */
const ROWS_COMPUTED_FIRST = 10_000;
/** About the length of the shortest row: bodies below this many bytes have few rows. */
const BYTES_A_ROW = 30;

export const observations: Intake = {
  path: '/observations',
  columns: [
    { name: 'input', kind: 'text', required: true },
    { name: 'operator', kind: 'text', required: true },
    { name: 'businessLine', kind: 'text', required: false },
    { name: 'orgUnit', kind: 'text', required: false },
    { name: 'date', kind: 'text', required: true },
    { name: 'value', kind: 'number', required: true },
  ],
  receive: async (engine, upload) => {
    const { key, source, skipInvalid, bodyHash, bytes, onProblem, onWarning, onRestart } = upload;
    const recorded = await engine.recordBatch({
      key,
      source,
      skipInvalid,
      bodyHash,
      withdraw: [],
      urgent: bytes < ROWS_COMPUTED_FIRST * BYTES_A_ROW,
      rows: (reference) => checkedRows(engine, upload, reference),
      onProblem: (row, { field, message }) => onProblem(row, field === 'row' ? null : field, message),
      onWarning: (row, message) => onWarning(row, 'value', message),
      onRestart,
    });
    if (recorded.outcome !== 'recorded') return recorded;
    const { batchId, inserted, replaced, unchanged, withdrawn, invalid, warnings } = recorded;
    const counts = { inserted, replaced, unchanged, withdrawn, invalid, warnings };
    const result = { batchId: String(batchId), ...counts };
    return { outcome: 'recorded', result, rows: inserted + replaced };
  },
};

async function* checkedRows(
  engine: UsedEngine,
  upload: Upload,
  reference: Reference,
): AsyncGenerator<CheckedRow[]> {
  const days = { earliest: EARLIEST_DAY, latest: engine.latestDay() };
  const hints = new Hints();
  for await (const chunk of upload.rows()) yield chunk.map((row) => check(row, reference, days, hints));
}

interface Fields {
  input: string;
  operator: string;
  businessLine: string | null;
  orgUnit: string | null;
  date: string;
  value: number;
}

function check(
  { line, fields, problems }: FileRow,
  reference: Reference,
  days: Reportable,
  hints: Hints,
): CheckedRow {
  const wrong = problems.map(({ column, message }): FieldProblem => ({
    field: (column ?? 'row') as FieldProblem['field'],
    message,
  }));
  if (!fields) return { row: line, problems: wrong };
  const { value, ...place } = fields as Partial<Fields>;
  const key = resolveKey(reference, { input: '', operator: '', date: '', ...place }, days, hints);
  const wrongValue = value === undefined ? null : valueProblem(reference, place.input, value);
  if (!Array.isArray(key) && wrong.length === 0 && !wrongValue) return { row: line, key, value: value! + 0 };
  const isTold = new Set(wrong.map((it) => it.field));
  return {
    row: line,
    problems: [
      ...(Array.isArray(key) ? key.filter((it) => !isTold.has(it.field)) : []),
      ...(wrongValue ? [{ field: 'value', message: wrongValue } as const] : []),
      ...wrong,
    ],
  };
}
