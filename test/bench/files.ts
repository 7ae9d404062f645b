/** Recording a large file as spreadsheets make them, against the same rows as plain CSV; both through the command line. */
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Cell, CellKind } from '../../src/http/export/column.ts';
import { FORMATS } from '../../src/http/export/formats.ts';
import type { PostgresServer } from '../support/postgresServer.ts';
import { figure, line, median, row, sideBySide } from './measure.ts';
import { inCopy, prepareRecording, recordFile } from './recording.ts';
import type { Size } from './size.ts';
import { dropDatabase } from './world.ts';

/** 输入;运营商;业务线;单位;日期;数值 in GBK. */
const TITLES = Buffer.from('cae4c8eb3bd4cbd3aac9cc3bd2b5cef1cfdf3bb5a5cebb3bc8d5c6da3bcafdd6b5', 'hex');
const ROUNDS = 3;
const PAGE = 1000;

const KINDS: Readonly<Record<string, CellKind>> = { date: 'day', value: 'number' };
const COLUMNS = ['input', 'operator', 'businessLine', 'orgUnit', 'date', 'value'].map((name) => ({
  ...{ name, title: name, kind: KINDS[name] ?? ('text' as const) },
}));

/** Seconds; every round on a database of its own. */
export async function files(server: PostgresServer, size: Size): Promise<string[]> {
  const { folder, ours: plain, rows } = await prepareRecording(server, size);
  const gbk = join(folder, 'gbk.csv');
  const workbook = join(folder, 'workbook.xlsx');
  await pipeline(Readable.from(asSpreadsheet(plain)), createWriteStream(gbk));
  const pages = pagesOf(plain);
  await pipeline(
    Readable.from(FORMATS.xlsx!.write({ name: 'observations', columns: COLUMNS, pages, hasMark: false })),
    createWriteStream(workbook),
  );
  const peaks = new Map<string, number[]>();
  const record = (name: string, file: string) => (round: number) =>
    inCopy(server, `${name}_${round}`, async (url) => {
      const { seconds, server: peak } = await recordFile(url, file, rows);
      peaks.set(file, [...(peaks.get(file) ?? []), peak]);
      return seconds;
    });
  const compare = (name: string, file: string) =>
    sideBySide(ROUNDS, record(name, file), record(`${name}_plain`, plain));
  const compared = [await compare('gbk', gbk), await compare('workbook', workbook)] as const;
  await dropDatabase(server, 'recording');
  rmSync(folder, { recursive: true });
  const memory = (file: string) => `${figure(median(peaks.get(file)!))} MiB`;
  return [
    line(
      'recording GBK with semicolons and 2026/11/20 / the same as plain CSV',
      compared[0],
      'at most 1.5',
      's',
    ),
    line('recording a workbook / the same as plain CSV', compared[1], 'at most 1.5', 's'),
    row(
      'most memory of the server: plain; GBK; workbook',
      [plain, gbk, workbook].map(memory).join('; '),
      '',
      '',
    ),
  ];
}

async function* linesOf(file: string): AsyncGenerator<string[]> {
  let isHeader = true;
  for await (const text of createInterface({ input: createReadStream(file) })) {
    if (!isHeader) yield text.split(',');
    isHeader = false;
  }
}

async function* asSpreadsheet(file: string): AsyncGenerator<Buffer> {
  yield TITLES;
  for await (const [input, operator, businessLine, orgUnit, date, value] of linesOf(file))
    yield Buffer.from(
      `\r\n${[input, operator, businessLine, orgUnit, date!.replaceAll('-', '/'), value].join(';')}`,
    );
}

async function* pagesOf(file: string): AsyncGenerator<Cell[][]> {
  let page: Cell[][] = [];
  for await (const fields of linesOf(file)) {
    page.push(fields.map((it, at) => (at === 5 ? Number(it) : it === '' ? null : it)));
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  yield page;
}
