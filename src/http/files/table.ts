/** A table as it stands in a file, whatever kind of file that is. */
import type { RawRow } from './cells.ts';
import type { Header } from './header.ts';

/** A table whose header is found. */
export interface Table {
  header: Header;
  /** What parts the fields of a table in text; null in a sheet. */
  separator: string | null;
  /** Whether the rows of a file have as many fields as its header, those of sheets end with the last one that is filled. */
  isRagged: boolean;
  /** Whether a number may have a comma in it. */
  hasCommas: boolean;
  /** Whether dates may be numbers of days since 1904 rather than 1900. */
  since1904: boolean;
  /** The rows below the header, from the beginning at each call. */
  rows(): AsyncIterable<RawRow[]>;
}
