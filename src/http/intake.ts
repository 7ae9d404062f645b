/** What a kind of file is: where it is sent, its columns, and what becomes of its rows. */
import type { UsedEngine } from '../engine/engine.ts';
import type { RowReading } from './files/fileRow.ts';

/** A column of CSV, or a field of a line of JSON. */
export interface Column {
  name: string;
  /** Its title in Chinese, as tables may have it. */
  zh: string;
  /** A day is read in many forms from tables; of JSON it is a text. */
  kind: 'text' | 'date' | 'number';
  /** Whether it has to be there; a text that may be left out is null. */
  required: boolean;
}

/** A file that was received whole and waits on disk. */
export interface Upload {
  /** The client's name for it: the same key records once. */
  key: string;
  /** Of its content, form and settings. */
  bodyHash: string;
  source: string | null;
  /** Whether bad rows are left out rather than the file refused. */
  skipInvalid: boolean;
  bytes: number;
  /** Its rows, and where they stand. */
  reading: Pick<RowReading, 'rows' | 'nameOf' | 'header'>;
  /** Told each problem of a row; `column` null for the row as a whole. */
  onProblem(row: number, column: string | null, message: string): void;
  /** Told what is kept and yet implausible. */
  onWarning(row: number, column: string | null, message: string): void;
  /** Called before the rows are read again from the start. */
  onRestart(): void;
}

/** What became of a file: what is answered of it and how many rows it changed, or why nothing was kept. */
export type Received =
  | { outcome: 'recorded'; result: object; rows: number }
  | { outcome: 'refused'; empty: boolean }
  | { outcome: 'conflict' };

export interface Intake {
  /** Where it is posted. */
  path: string;
  columns: readonly Column[];
  /** Keeps all of the file or nothing. Rejects with UnreadableFile where its rows cannot be told apart. */
  receive(engine: UsedEngine, upload: Upload): Promise<Received>;
}
