/** What a format of exports is. It knows cells and columns, and nothing of what they say. */
import type { Cell, Column } from './column.ts';

/** What a file is written of. */
export interface Sheet {
  /** What its rows are, such as `measurements`. */
  name: string;
  columns: readonly Column[];
  pages: AsyncIterable<Cell[][]>;
  /** Whether it begins with the mark of UTF-8; of formats that have one. */
  hasMark: boolean;
}

/** A way to write a file, piece by piece, with no more of it in memory than a page or two. */
export interface Format {
  /** Its media type. */
  type: string;
  /** Whether it may begin with the mark of UTF-8. */
  hasMark: boolean;
  write: (sheet: Sheet) => AsyncGenerator<Uint8Array | string>;
}
