/** A row of a file, as its readers make it. */

/** A row as it stands in the file. */
export interface FileRow {
  line: number;
  /** The columns that can be read, of which nobody has checked the content yet; null where the row has no form at all. */
  fields: Readonly<Record<string, string | number | null>> | null;
  /** What is wrong with its form; a column of null is the row as a whole. */
  problems: { column: string | null; message: string }[];
}

/** A file whose header or form cannot be read at all. */
export class UnreadableFile extends Error {}

/** Makes rows of lines, one after the other. */
export interface RowReader {
  /** The row that a line ends; null for the header, an empty line and one that goes on. */
  take(text: string, line: number): FileRow | null;
  /** Throws UnreadableFile where something is missing at the end of the file. */
  end(): void;
}

/** In characters. */
export const LONGEST_ROW = 64 * 1024;

/** What a file with an endless row is refused with. */
export const tooLong = (): UnreadableFile =>
  new UnreadableFile(`a row is longer than ${LONGEST_ROW} characters`);
