/** A line of JSON a row, with the names that programs know: null for what is not there. */
import type { Format } from './format.ts';

export const ndjson: Format = {
  type: 'application/x-ndjson; charset=utf-8',
  hasMark: false,
  async *write({ columns, pages }) {
    // Faster than making an object of each row.
    const names = columns.map(({ name }) => `${JSON.stringify(name)}:`);
    for await (const page of pages)
      yield page
        .map((cells) => `{${cells.map((it, at) => names[at]! + JSON.stringify(it)).join()}}\n`)
        .join('');
  },
};
