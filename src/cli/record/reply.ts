import { parsed } from '../answer.ts';

/** What is wrong with one row, or implausible (a warning): then it was recorded all the same. */
export interface Problem {
  kind: 'problem';
  isWarning: boolean;
  /** The row's first line in the file, from 1; null for what concerns no single row. */
  line: number | null;
  column: string | null;
  /** The file's own column, where it has columns. */
  cell?: { column: string; title: string };
  message: string;
}

/** The batch was recorded. */
export interface Receipt {
  kind: 'receipt';
  batchId: string;
  inserted: number;
  replaced: number;
  unchanged: number;
  withdrawn: number;
  /** Bad rows that were left out. */
  invalid: number;
  /** Rows that were recorded and yet are implausible. */
  warnings: number;
  /** Where the header stands and what parts the fields. */
  header: { line: number; separator: string };
}

/** Nothing was recorded. */
export interface Refusal {
  kind: 'refusal';
  /** Why, in one word: VALIDATION, CONFLICT, TOO_LARGE, … */
  error: string;
  message: string;
}

/** Reads one line of the server's reply, or a whole JSON body; undefined for anything else. */
export function readReply(text: string): Problem | Receipt | Refusal | undefined {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = new Map(Object.entries(value));
  if (fields.has('batchId')) return receipt(fields);
  if (fields.has('error')) return refusal(fields);
  return fields.has('line') && fields.has('message') ? problem(fields) : undefined;
}

type Fields = Map<string, unknown>;

const receipt = (fields: Fields): Receipt => ({
  kind: 'receipt',
  batchId: String(fields.get('batchId')),
  inserted: count(fields.get('inserted')),
  replaced: count(fields.get('replaced')),
  unchanged: count(fields.get('unchanged')),
  withdrawn: count(fields.get('withdrawn')),
  invalid: count(fields.get('invalid')),
  warnings: count(fields.get('warnings')),
  header: { line: 1, separator: ',', ...(fields.get('header') as Partial<Receipt['header']> | undefined) },
});

function refusal(fields: Fields): Refusal {
  const error = text(fields.get('error')) ?? 'UNKNOWN';
  return { kind: 'refusal', error, message: text(fields.get('message')) ?? error };
}

const problem = (fields: Fields): Problem => ({
  kind: 'problem',
  isWarning: fields.get('warning') === true,
  line: Number.isInteger(fields.get('line')) ? (fields.get('line') as number) : null,
  column: text(fields.get('column')),
  ...cellOf(fields.get('cell')),
  message: String(fields.get('message')),
});

function cellOf(value: unknown): Pick<Problem, 'cell'> {
  const { column, title } = Object(value) as Partial<Record<string, unknown>>;
  return typeof column === 'string' && typeof title === 'string' ? { cell: { column, title } } : {};
}

const count = (value: unknown): number => (typeof value === 'number' ? value : 0);
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
