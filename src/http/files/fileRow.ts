/** A row of a file, as its readers make it. */
import type { Reading } from './numbers.ts';

/** What stands in one column of a row; nobody has checked the content yet. */
export type Field = string | number | Reading | null;

/** A row as it stands in the file; of a wide table one for each value. */
export interface FileRow {
  /** What it is told by: rising, and its own. `RowReading.placeOf` says where that is. */
  row: number;
  /** The columns that can be read; null where the row has no form at all. */
  fields: Readonly<Record<string, Field>> | null;
  /** What is wrong with its form; a column of null is the row as a whole. */
  problems: { column: string | null; message: string }[];
}

/** Where something of a file stands, for the people who made it. */
export interface Place {
  /** The line, or the row of a sheet, from 1. */
  line: number;
  /** The column of what is recorded; null for the row as a whole. */
  column: string | null;
  /** The file's own column: its letter, as spreadsheets have it, and its title. Left out where a file has no columns. */
  cell?: { column: string; title: string };
}

/** The rows of a file, and where each stands in it. */
export interface RowReading {
  /** From the beginning at each call, in chunks. Throws UnreadableFile where nothing of the file can be told apart. */
  rows(): AsyncIterable<FileRow[]>;
  /** The place of a row that was read, or of one of its columns. */
  placeOf(row: number, column: string | null): Place;
  /** Where the header was found; null before, and where a file has none, or one that can only be read by a program. */
  header(): { line: number; separator: string } | null;
  /** A row in words, within a sentence about another one. */
  nameOf(row: number): string;
}

/** A file whose header or form cannot be read at all. */
export class UnreadableFile extends Error {}

/** In characters. */
export const LONGEST_ROW = 64 * 1024;
/** How many rows are handed over at once. */
export const CHUNK = 5000;

/** What a file with an endless row is refused with. */
export const tooLong = (): UnreadableFile =>
  new UnreadableFile(`a row is longer than ${LONGEST_ROW} characters`);
