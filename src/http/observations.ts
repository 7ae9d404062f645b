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
import type { FileRow } from './files/fileRow.ts';
import { type Reading, settled } from './files/numbers.ts';
import type { Intake, Upload } from './intake.ts';

/** Up to so many rows the measurements are computed before the answer. */
const ROWS_COMPUTED_FIRST = 10_000;
/** About the length of the shortest row: bodies below this many bytes have few rows. */
const BYTES_A_ROW = 30;

export const observations: Intake = {
  path: '/observations',
  columns: [
    { name: 'input', zh: '输入', kind: 'text', required: true },
    { name: 'operator', zh: '运营商', kind: 'text', required: true },
    { name: 'businessLine', zh: '业务线', kind: 'text', required: false },
    { name: 'orgUnit', zh: '单位', kind: 'text', required: false },
    { name: 'date', zh: '日期', kind: 'date', required: true },
    { name: 'value', zh: '数值', kind: 'number', required: true },
  ],
  receive: async (engine, upload) => {
    const { key, source, skipInvalid, bodyHash, bytes, reading, onProblem, onWarning, onRestart } = upload;
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
      nameOf: (row) => reading.nameOf(row),
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
  for await (const chunk of upload.reading.rows())
    yield chunk.map((row) => check(row, reference, days, hints));
}

interface Fields {
  input: string;
  operator: string;
  businessLine: string | null;
  orgUnit: string | null;
  date: string;
  value: number | Reading;
}

function check(
  { row, fields, problems }: FileRow,
  reference: Reference,
  days: Reportable,
  hints: Hints,
): CheckedRow {
  const wrong = problems.map(({ column, message }): FieldProblem => ({
    field: (column ?? 'row') as FieldProblem['field'],
    message,
  }));
  if (!fields) return { row, problems: wrong };
  const { value: read, ...place } = fields as Partial<Fields>;
  const key = resolveKey(reference, { input: '', operator: '', date: '', ...place }, days, hints);
  const value = valueOf(read, place.input, reference);
  const wrongValue =
    typeof value === 'number' ? valueProblem(reference, place.input, value) : (value ?? null);
  if (!Array.isArray(key) && wrong.length === 0 && typeof value === 'number' && !wrongValue)
    return { row, key, value: value + 0 };
  const isTold = new Set(wrong.map((it) => it.field));
  return {
    row,
    problems: [
      ...(Array.isArray(key) ? key.filter((it) => !isTold.has(it.field)) : []),
      ...(wrongValue ? [{ field: 'value', message: wrongValue } as const] : []),
      ...wrong,
    ],
  };
}

/** The number of a row; where what it counts has to say which, that or what is wrong. Undefined where it cannot be told. */
function valueOf(
  read: number | Reading | undefined,
  input: string | undefined,
  { inputs }: Reference,
): number | string | undefined {
  if (typeof read !== 'object') return read;
  const definition = input === undefined ? undefined : inputs.get(input)?.definition;
  return definition && settled(read, input!, definition);
}
