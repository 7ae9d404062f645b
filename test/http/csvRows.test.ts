import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { FileRow } from '../../src/http/files/fileRow.ts';
import { ownForm } from '../../src/http/files/form.ts';
import { readingOf } from '../../src/http/files/reading.ts';
import { observations } from '../../src/http/observations.ts';

const HEADER = 'input,operator,businessLine,orgUnit,date,value';

const folder = mkdtempSync(join(tmpdir(), 'rows-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The rows of a text in a file. */
async function rowsOf(text: string): Promise<FileRow[]> {
  const file = join(folder, 'rows.csv');
  writeFileSync(file, text);
  const form = ownForm(observations.columns);
  const reading = readingOf(file, { format: 'csv', charset: null, sheet: null, form });
  const rows: FileRow[] = [];
  for await (const chunk of reading.rows()) rows.push(...chunk);
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
  ])('%s', async (_, text) => {
    expect(await rowsOf(text)).toEqual([{ row: 2, fields, problems: [] }]);
  });

  test('quoted fields hold commas, doubled quotes and line ends; a row has the number of its first line', async () => {
    const rows = await rowsOf(
      `${HEADER}\n"a ""b"", c",one,"d\ne",,2026-01-01,1\n\ncalls,one,,,2026-01-01,2\n`,
    );
    expect(rows).toMatchObject([
      { row: 2, fields: { input: 'a "b", c', businessLine: 'd\ne' } },
      { row: 5, fields: { input: 'calls' } },
    ]);
  });

  test('a quote inside a field is a character like others', async () => {
    expect(await rowsOf(`${HEADER}\n5" calls,one,,,2026-01-01,1\n`)).toMatchObject([
      { fields: { input: '5" calls' } },
    ]);
  });

  test('what is wrong with a row is told, and the rows after it are read', async () => {
    const rows = await rowsOf(
      `${HEADER}\ncalls,one,,,2026-01-01\ncalls,one,,,2026-01-01,many\ncalls,one,,,2026-01-01,1\n`,
    );
    expect(rows).toMatchObject([
      { row: 2, fields: null, problems: [{ column: null }] },
      { row: 3, fields: { input: 'calls' }, problems: [{ column: 'value' }] },
      { row: 4, fields: { value: 1 } },
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
  ])('%s makes a file unreadable', async (_, text, message) => {
    await expect(rowsOf(text)).rejects.toThrow(message);
  });
});
