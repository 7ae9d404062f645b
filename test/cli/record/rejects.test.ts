import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultRejectsPath, writeRejects } from '../../../src/cli/record/rejects.ts';
import type { Problem } from '../../../src/cli/record/reply.ts';
import type { Format } from '../../../src/cli/record/rowFile.ts';
import { directory, file } from '../files.ts';

const at = (line: number): Problem => ({
  kind: 'problem',
  isWarning: false,
  line,
  column: null,
  message: 'bad',
});

async function* problems(...lines: number[]): AsyncGenerator<Problem> {
  yield* lines.map(at);
}

/** One CSV row; fields are always quoted, so that an empty row is not taken for an empty line. */
const csvRow = (fields: readonly string[]): string =>
  fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(',');

/** The rejects of this content for problems in these lines. */
async function rejects(content: string | Buffer, lines: number[], format: Format = 'csv'): Promise<string> {
  const path = await file('rows', content);
  const size = Buffer.byteLength(content);
  const target = join(await directory(), 'rejects');
  await writeRejects({ path, name: 'rows', format, size, hasLines: true }, problems(...lines), target);
  return readFile(target, 'utf8');
}

describe('the rows that were left out', () => {
  test('stand below the header, byte for byte, each once', async () => {
    expect(await rejects('h\r\n1\r\n2\r\n3', [3, 3, 4])).toBe('h\r\n2\r\n3\n');
  });

  test('stand below the header and what is above it, with the separator of the file', async () => {
    const path = await file('rows', 'Report;;\n;;\nh;i\n"a\n;b";1\nc;2\n');
    const target = join(await directory(), 'rejects');
    const rows = { path, name: 'rows', format: 'csv', size: 29, hasLines: true } as const;
    await writeRejects(rows, problems(4), target, { line: 3, separator: ';' });
    expect(await readFile(target, 'utf8')).toBe('Report;;\n;;\nh;i\n"a\n;b";1\n');
  });

  test('of NDJSON need no header', async () => {
    expect(await rejects('{"a":1}\n{"a":"\\n"}\n', [2], 'ndjson')).toBe('{"a":"\\n"}\n');
  });

  test('may span several lines', async () => {
    expect(await rejects('"h\n1",x\n"a\n""b""\n,c",1\nd,2\n', [3])).toBe('"h\n1",x\n"a\n""b""\n,c",1\n');
  });

  test('end before the next bad row, also where a quote was never closed', async () => {
    expect(await rejects('h\n"open\nb\nc\n', [2, 3])).toBe('h\n"open\nb\n');
  });

  test('are found behind a good row with a stray quote', async () => {
    expect(await rejects('h\n5" pipe,1\nbad\ngood\n', [3])).toBe('h\nbad\n');
  });

  test('are those that a CSV reader sees, whatever stands in the fields', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', '语', ' '), maxLength: 6 });
    const rows = fc.array(fc.tuple(fc.tuple(field, field), fc.boolean()), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), async (marked, endsWithNewline) => {
        const records: string[][] = [['input', 'value'], ...marked.map(([record]) => record)];
        const texts = records.map(csvRow);
        const bad = marked.flatMap(([, isBad], row) => (isBad ? [row + 1] : []));
        const content = texts.join('\n') + (endsWithNewline ? '\n' : '');
        const lineOf = (row: number): number => texts.slice(0, row).join('\n').split('\n').length + 1;
        const kept = parse(await rejects(content, bad.map(lineOf)), { relax_column_count: true });
        expect(kept).toEqual([records[0], ...bad.map((row) => records[row])]);
      }),
      { numRuns: 100 },
    );
  });

  test('span the pieces in which a large file is read', async () => {
    const row = `"${'x'.repeat(700_000)}\n${'y'.repeat(700_000)}",1\n`;
    expect((await rejects(`h\n1\n${row}2\n`, [3])) === `h\n${row}`).toBe(true);
  });

  test('are refused out of order rather than lost', async () => {
    await expect(rejects('h\n1\n2\n', [3, 2])).rejects.toThrow('out of order');
  });
});

test('the file is named after the one it is taken from', () => {
  expect(defaultRejectsPath('data.csv', 'csv')).toBe('data.rejected.csv');
  expect(defaultRejectsPath('a.b/data', 'ndjson')).toBe('a.b/data.rejected.ndjson');
});
