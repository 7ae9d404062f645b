import { describe, expect, test } from 'vitest';
import { CsvRows } from '../../src/http/csvRows.ts';
import type { FileRow } from '../../src/http/fileRow.ts';
import { observations } from '../../src/http/observations.ts';

const HEADER = 'input,operator,businessLine,orgUnit,date,value';

/** The rows of a text, as if it had been read from a file. */
function rowsOf(text: string): FileRow[] {
  const reader = new CsvRows(observations.columns);
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const rows = lines.flatMap((it, at) => reader.take(it, at + 1) ?? []);
  reader.end();
  return rows;
}

const fields = {
  input: 'calls',
  operator: 'one',
  businessLine: null,
  orgUnit: 'north',
  date: '2026-01-01',
  value: 1.5,
};

describe('rows of CSV', () => {
  test.each([
    ['plain', `${HEADER}\ncalls,one,,north,2026-01-01,1.5\n`],
    ['with a mark and Windows line ends', `\uFEFF${HEADER}\r\ncalls,one,,north,2026-01-01,1.5\r\n`],
    ['quoted', `${HEADER}\n"calls","one","","north",2026-01-01,"1.5"\n`],
    [
      'with a mark before a quoted header',
      `\uFEFF"input",operator,businessLine,orgUnit,date,value\ncalls,one,,north,2026-01-01,1.5`,
    ],
    ['with spaces', `${HEADER}\n calls , one ,, north ,2026-01-01, 1.5\n`],
    ['with columns in another order', 'value,date,orgUnit,operator,input\n1.5,2026-01-01,north,one,calls\n'],
  ])('%s', (_, text) => {
    expect(rowsOf(text)).toEqual([{ line: 2, fields, problems: [] }]);
  });

  test('quoted fields hold commas, doubled quotes and line ends; a row has the number of its first line', () => {
    const rows = rowsOf(`${HEADER}\n"a ""b"", c",one,"d\ne",,2026-01-01,1\n\ncalls,one,,,2026-01-01,2\n`);
    expect(rows).toMatchObject([
      { line: 2, fields: { input: 'a "b", c', businessLine: 'd\ne' } },
      { line: 5, fields: { input: 'calls' } },
    ]);
  });

  test('a quote inside a field is a character like others', () => {
    expect(rowsOf(`${HEADER}\n5" calls,one,,,2026-01-01,1\n`)).toMatchObject([
      { fields: { input: '5" calls' } },
    ]);
  });

  test('what is wrong with a row is told, and the rows after it are read', () => {
    const rows = rowsOf(
      `${HEADER}\ncalls,one,,,2026-01-01\ncalls,one,,,2026-01-01,many\ncalls,one,,,2026-01-01,1\n`,
    );
    expect(rows).toMatchObject([
      { line: 2, fields: null, problems: [{ column: null }] },
      { line: 3, fields: { input: 'calls' }, problems: [{ column: 'value' }] },
      { line: 4, fields: { value: 1 } },
    ]);
  });

  test.each([
    ['nothing', '', 'empty'],
    ['no known column', 'a,b\n', 'there is no column "a"'],
    [
      'a quote that is never closed',
      `${HEADER}\n"calls,one,,,2026-01-01,1\n`,
      'line 2: a quoted field is never closed',
    ],
    ['a row without an end', `${HEADER}\n"${'x\n'.repeat(40_000)}`, 'longer than'],
  ])('%s makes a file unreadable', (_, text, message) => {
    expect(() => rowsOf(text)).toThrow(message);
  });
});
