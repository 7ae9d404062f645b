/** Files as people and spreadsheets make them: what is taken, as what, and how the rest is refused. */
import { execFileSync } from 'node:child_process';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineReference } from '../../src/engine/definitions/define.ts';
import { type WholeEngine, startEngine } from '../../src/engine/engine.ts';
import { defineImportMap } from '../../src/engine/recording/importMaps.ts';
import { LOCAL } from '../../src/access/viewer.ts';
import { takeAddress } from '../../src/http/address.ts';
import { EVERYBODY } from '../../src/http/identity/admission.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { type RunningServer, startServer } from '../../src/http/server.ts';
import type { Database } from '../../src/store/database.ts';
import { freshPglite } from '../support/database.ts';
import { kpiMatrix } from '../cli/commandLine.ts';
import { file } from '../cli/files.ts';
import { productRegistry } from '../graphql/api.ts';
import { workbook } from './workbook.ts';
import { type FileBody, fileSender, type Sent } from './fileSender.ts';

let db: Database;
let engine: WholeEngine;
let server: RunningServer;

beforeAll(async () => {
  db = await freshPglite();
  const log = pino({ level: 'silent' });
  const now = () => new Date('2026-11-23T12:00:00Z');
  engine = await startEngine({ db, registry: await productRegistry(), log, now, patience: 0 });
  server = startServer({
    server: await takeAddress('127.0.0.1', 0, 5000),
    allowedHosts: [],
    admission: EVERYBODY,
    api: { engine, graphql: () => {} },
    metrics: createMetrics(),
    log,
    down: () => Promise.resolve([]),
  });
  const name = { en: 'One', zh: '一' };
  const inputs = ['share', 'ratio'].map((key) => ({
    ...{ key, name, unit: key === 'share' ? 'percent' : 'points' },
    ...({ timeAggregation: 'AVERAGE', spaceAggregation: 'AVERAGE' } as const),
  }));
  const outcome = await defineReference(engine, {
    operators: [{ code: 'one', name }],
    orgUnits: ['north', 'pudong'].map((code) => ({ code, operator: 'one', name })),
    inputs,
  });
  if (outcome.outcome !== 'defined') throw new Error(JSON.stringify(outcome));
});

afterAll(async () => {
  await server.stop(1000);
  await engine.stop();
  await db.close();
});

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const send = fileSender(() => server.url);

/** What was recorded since, as `input unit date value`, and then is no more. */
async function taken(): Promise<string[]> {
  const rows = await db.rows<{ it: string }>(sql`
    with gone as (delete from observation returning *)
    select concat_ws(' ', i.key, p.code, o.date, o.value) as it from gone o
    join input i on i.id = o.input_id join place p on p.id = o.place_id order by o.date, i.key`);
  return rows.map(({ it }) => it);
}

const gbk = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: text }));
const utf16 = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'));
const bigEndian = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le').swap16());

const HEADER = 'input,operator,orgUnit,date,value';
const CHINESE = '输入,运营商,单位,日期,数值\ncallsOfferedToAgents,one,pudong,2026-11-20,7\n';
const row = (date: string, value: string, input = 'callsOfferedToAgents') =>
  `${input},one,north,${date},${value}\n`;
const DAY = (value: string) => `callsOfferedToAgents north 2026-11-20 ${value}`;

describe('a file is taken', () => {
  test.each<[string, FileBody, string[], Sent?]>([
    ['in GB18030, which is found out', gbk(CHINESE), ['callsOfferedToAgents pudong 2026-11-20 7']],
    [
      'in GBK, as it is said',
      gbk(CHINESE),
      ['callsOfferedToAgents pudong 2026-11-20 7'],
      { type: 'text/csv; charset=GBK' },
    ],
    ['in UTF-16', utf16(CHINESE), ['callsOfferedToAgents pudong 2026-11-20 7']],
    ['in UTF-16, big end first', bigEndian(CHINESE), ['callsOfferedToAgents pudong 2026-11-20 7']],
    ['with semicolons', `${HEADER}\n${row('2026-11-20', '7')}`.replaceAll(',', ';'), [DAY('7')]],
    ['with tabs', `${HEADER}\n${row('2026-11-20', '7')}`.replaceAll(',', '\t'), [DAY('7')]],
    ['with a header in capitals', `${HEADER.toUpperCase()}\n${row('2026-11-20', '7')}`, [DAY('7')]],
    [
      'with lines that end in CR alone',
      `${HEADER}\n${row('2026-11-20', '7')}`.replaceAll('\n', '\r'),
      [DAY('7')],
    ],
    [
      'with spaces between thousands',
      `${HEADER}\n${row('2026-11-19', '1 200 300')}${row('2026-11-20', '\u22121\u00A0200,5', 'ratio')}`.replace(
        /,(?!5)/g,
        ';',
      ),
      ['callsOfferedToAgents north 2026-11-19 1200300', 'ratio north 2026-11-20 -1200.5'],
    ],
    [
      'with empty columns and rows',
      `${HEADER},,\n${row('2026-11-20', '7').trim()},,\n,,,,,,\n,,,,,,\n`,
      [DAY('7')],
    ],
    [
      'with titles above the header',
      `Daily report,,,,\n\n"of ""One""",,,,\n${HEADER}\n${row('2026-11-20', '7')}`,
      [DAY('7')],
    ],
    ['with full-width figures', `${HEADER}\n${row('２０２６－１１－２０', '１２')}`, [DAY('12')]],
    [
      'with days in other forms',
      `${HEADER}\n${row('2026/11/1', '1')}${row('20261102', '2')}${row('2026年11月3日', '3')}${row('2026/11/04 0:00', '4')}`,
      [1, 2, 3, 4].map((it) => `callsOfferedToAgents north 2026-11-0${it} ${it}`),
    ],
    [
      'with days first, as one of its days shows',
      `${HEADER}\n${row('03/04/2026', '1')}${row('20/11/2026', '2')}`,
      ['callsOfferedToAgents north 2026-04-03 1', DAY('2')],
    ],
    [
      'with commas between the thousands of what is whole',
      `${HEADER}\n${row('2026-11-20', '"1,200"')}`,
      [DAY('1200')],
    ],
    [
      'with commas between thousands, as its column shows',
      `${HEADER}\n${row('2026-11-19', '"1,200"', 'ratio')}${row('2026-11-20', '"1,200.5"', 'ratio')}`,
      ['ratio north 2026-11-19 1200', 'ratio north 2026-11-20 1200.5'],
    ],
    [
      'with decimal commas, as its column shows',
      `${HEADER}\n${row('2026-11-19', '1.200', 'ratio')}${row('2026-11-20', '12,5', 'ratio')}`.replace(
        /,(?!5)/g,
        ';',
      ),
      ['ratio north 2026-11-19 1200', 'ratio north 2026-11-20 12.5'],
    ],
    [
      'with a share of what is a share',
      `${HEADER}\n${row('2026-11-20', '12.5%', 'share')}`,
      ['share north 2026-11-20 12.5'],
    ],
  ])('%s', async (_, body, expected, sent) => {
    const { problems, result } = await send(body, sent);
    expect(problems).toEqual([]);
    expect(result).toMatchObject({ inserted: expected.length });
    expect(await taken()).toEqual(expected);
  });

  test('as programs write it: three decimals are no thousands', async () => {
    await send(`${HEADER}\n${row('2026-11-20', '1.200', 'ratio')}`);
    expect(await taken()).toEqual(['ratio north 2026-11-20 1.2']);
  });

  test('and where the header stands is said, unless it is where programs put it', async () => {
    const { result } = await send(`Report\n${HEADER}\n${row('2026-11-20', '7')}`.replaceAll(',', ';'));
    expect(result.header).toEqual({ line: 2, separator: ';' });
    expect((await send(`${HEADER}\n${row('2026-11-20', '7')}`)).result).not.toHaveProperty('header');
    await taken();
  });
});

describe('what can be read in two ways, or none, is refused', () => {
  test.each<[string, string, string[]]>([
    ['a day', row('03/04/2026', '1'), ['2026-04-03', '2026-03-04']],
    [
      'a day in a column of both orders',
      row('03/04/2026', '1') + row('20/11/2026', '1') + row('11/20/2026', '1', 'ratio'),
      ['both orders'],
    ],
    ['a number', row('2026-11-20', '"1,200"', 'ratio'), ['1200 or 1.2']],
    [
      'a number in a column of both marks',
      row('2026-11-19', '"1,200.5"', 'ratio') + row('2026-11-20', '"1.200,5"', 'ratio'),
      ['in one way'],
    ],
    ['a share of what is none', row('2026-11-20', '12.5%'), ['write it without %']],
    ['a time', row('2026-11-20 12:30', '1'), ['not a date']],
    ['two numbers', row('2026-11-20', '12 34'), ['not a number']],
  ])('%s', async (_, rows, words) => {
    const { status, problems } = await send(`${HEADER}\n${rows}`);
    expect(status).toBe(422);
    for (const word of words) expect(problems[0]!.message).toContain(word);
  });

  test.each<[string, FileBody, string, Sent?]>([
    ['an unknown charset', CHINESE, 'gb18030, gbk', { type: 'text/csv; charset=klingon' }],
    ['another charset than is said', gbk(CHINESE), 'looks like gb18030', { query: '?charset=utf-8' }],
    ['bytes of no charset', new Uint8Array([0x61, 0xff, 0x0a]), 'save it as UTF-8'],
    ['UTF-16 without a mark', utf16('input,operator').slice(2), 'charset=utf-16le'],
    ['UTF-16 of Chinese without a mark', utf16(CHINESE).slice(2), 'charset=utf-16le'],
    [
      'marked UTF-8 that is said to be another',
      `\uFEFF${HEADER}\n`,
      'looks like utf-8',
      { query: '?charset=gbk' },
    ],
    ['Big5', new Uint8Array([0xbf, 0xe9, 0xa4, 0x4a, 0x2c, 0xad, 0xc8]), 'was read as gb18030'],
    ['another charset that fits', gbk(CHINESE), 'was read as windows-1252', { query: '?charset=iso-8859-1' }],
    ['a quote that is never closed', `"Report\n${HEADER}\n`, 'line 1: a quoted field is never closed'],
    ['another type', CHINESE, 'is "application/vnd.ms-excel"', { type: 'application/vnd.ms-excel' }],
    ['a workbook as text', workbook({ S: [[HEADER]] }), 'Excel workbook'],
    ['text as a workbook', CHINESE, 'send it as text/csv', { type: XLSX }],
    ['an old workbook', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), 'save it as .xlsx', { type: XLSX }],
    [
      'a workbook that breaks off',
      workbook({ S: [[HEADER]] }).slice(0, 300),
      'not a whole .xlsx',
      { type: XLSX },
    ],
    ['other separators', `${HEADER}\n`.replaceAll(',', '|'), 'parted by "|"'],
    ['no header', '运营商,数值\n1,2\n', '"date" is missing'],
    ['a table of another form', '分公司,人工呼入量\nnorth,2\n', 'needs an import map'],
    ['a workbook of another form', workbook({ S: [['分公司']] }), 'needs an import map', { type: XLSX }],
  ])('%s', async (_, body, word, sent) => {
    const { status, result } = await send(body, sent);
    expect([400, 415, 422]).toContain(status);
    expect(result.message).toContain(word);
    expect(result.message).not.toContain('\uFFFD');
  });

  test('problems name the file’s own column', async () => {
    const { problems } = await send(
      gbk('日报;;;;\n输入;运营商;单位;日期;数值\ncallsOfferedToAgents;one;pudong;2026-11-20;很多\n'),
    );
    expect(problems).toEqual([
      { line: 3, column: 'value', cell: { column: 'E', title: '数值' }, message: '"很多" is not a number' },
    ]);
  });
});

/** A workbook with a sheet of this. */
const damaged = (rows: string) =>
  workbook({ S: [] }, { isPlain: true, parts: { 'xl/worksheets/sheet1.xml': `<x>${rows}</x>` } });
/** A workbook whose sheet stands there. */
const leadingTo = (target: string) =>
  workbook(
    { S: [] },
    {
      parts: {
        'xl/_rels/workbook.xml.rels': `<x><Relationship Id="rId1" Type="/worksheet" Target="${target}"/></x>`,
      },
    },
  );

describe('a workbook', () => {
  const titles = HEADER.split(',');
  const cells = (
    date: string | number,
    value: string | number | { xml: string },
    input = 'callsOfferedToAgents',
  ) => [input, 'one', 'north', date, value] as (string | number)[];
  const book = (...rows: (string | number)[][]) => workbook({ S: [['Daily report'], [], titles, ...rows] });

  test.each<[string, FileBody, string[], string?]>([
    [
      'days as numbers and texts',
      book(cells(46345, 1), cells('2026/11/20', 2)),
      ['callsOfferedToAgents north 2026-11-19 1', DAY('2')],
    ],
    ['days since 1904', workbook({ S: [titles, cells(44884, 7)] }, { since1904: true }), [DAY('7')]],
    ['formulas with their values', book(cells(46346, { xml: '<c><f>3+4</f><v>7</v></c>' })), [DAY('7')]],
    [
      'a share by its format',
      book(cells(46346, { xml: '<c s="1"><v>0.07</v></c>' }, 'share')),
      ['share north 2026-11-20 7'],
    ],
    [
      'a sheet by its name',
      workbook({ A: [['x']], 日报: [titles, cells(46346, 7)] }),
      [DAY('7')],
      '?sheet=日报',
    ],
    ['a sheet by its number', workbook({ A: [['x']], B: [titles, cells(46346, 7)] }), [DAY('7')], '?sheet=2'],
    [
      'formats of days, times and amounts',
      workbook({
        S: [
          titles,
          [
            ...cells(0, 0).slice(0, 3),
            { xml: '<c s="2"><v>46346</v></c>' },
            { xml: '<c s="4"><v>7</v></c>' },
          ],
        ],
      }),
      [DAY('7')],
    ],
    ['texts in its cells', book(cells(46346, { xml: '<c t="inlineStr"><is><t>7</t></is></c>' })), [DAY('7')]],
  ])('is taken with %s', async (_, body, expected, query) => {
    const { problems, result } = await send(body, { type: XLSX, query });
    expect([problems, result.message]).toEqual([[], undefined]);
    expect(await taken()).toEqual(expected);
  });

  test.each<[string, FileBody, string]>([
    ['an error in a cell', book(cells(46346, { xml: '<c t="e"><v>#N/A</v></c>' })), '#N/A'],
    ['a formula without a value', book(cells(46346, { xml: '<c><f>1+1</f></c>' })), 'never computed'],
    ['a day with a time', book(cells(46346.5, 1)), 'whole days'],
    ['a day for a number', book(cells(46346, { xml: '<c s="2"><v>46346</v></c>' })), 'as a day or a time'],
    ['a time for a number', book(cells(46346, { xml: '<c s="3"><v>0.5</v></c>' })), 'as a day or a time'],
    ['what is no number', book(cells(46346, { xml: '<c><v>0x10</v></c>' })), '"0x10"'],
  ])('is told of %s', async (_, body, word) => {
    const { problems } = await send(body, { type: XLSX });
    expect(problems[0]!.message).toContain(word);
    expect(problems[0]).toMatchObject({ line: 4 });
  });

  test.each<[string, FileBody, string, string?]>([
    ['a sheet that is not there', workbook({ A: [titles] }), 'the workbook has "A"', '?sheet=B'],
    ['a sheet beside it', workbook({ A: [['Report']], 日报: [titles] }), 'sheet= can name: "日报"'],
    ['rows of no number', damaged('<row r="1"/><row r="b"/>'), 'the number "b"'],
    ['rows out of order', damaged('<row r="2"/><row r="2"/>'), 'the number "2"'],
    ['rows beyond any', damaged('<row r="1e300"/>'), 'the number "1e300"'],
    ['a text that is not there', damaged('<row><c t="s"><v>9</v></c></row>'), 'not there'],
    ['elements within each other', damaged('<a>'.repeat(200)), 'within each other'],
    ['an endless text', damaged(`<row><c><v>${'7'.repeat(2_000_000)}</v></c></row>`), 'longer than'],
    ['an endless remark', damaged(`<!--${'7'.repeat(2_000_000)}-->`), 'longer than'],
    ['a part of no path', leadingTo('http://['), 'no part http://['],
    ['a part of a broken path', leadingTo('%E0%A4%A'), 'no part xl/%E0%A4%A'],
    [
      'endless formats',
      workbook({ S: [] }, { isPlain: true, parts: { 'xl/styles.xml': ' '.repeat(34_000_000) } }),
      'more than it may have',
    ],
    [
      'more sheets than any',
      workbook(
        { S: [] },
        { isPlain: true, parts: { 'xl/workbook.xml': `<x>${'<sheet/>'.repeat(10_001)}</x>` } },
      ),
      'more than 10000 sheets',
    ],
    [
      'more texts than can be kept',
      workbook(
        { S: [] },
        {
          isPlain: true,
          parts: {
            'xl/sharedStrings.xml': `<sst>${`<si><t>${'x'.repeat(900_000)}</t></si>`.repeat(38)}</sst>`,
          },
        },
      ),
      'more different texts than can be kept',
    ],
    [
      'entities',
      workbook(
        { S: [] },
        {
          parts: {
            'xl/worksheets/sheet1.xml': '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
          },
        },
      ),
      'document type',
    ],
    [
      'what unpacks to far more than it is',
      workbook({ S: [] }, { parts: { 'xl/worksheets/sheet1.xml': ' '.repeat(12_000_000) } }),
      'would unpack',
    ],
  ])('is refused with %s', async (_, body, word, query) => {
    const { status, result } = await send(body, { type: XLSX, query });
    expect(status).toBe(422);
    expect(result.message).toContain(word);
  });
});

describe('an import map', () => {
  const map = {
    columns: {
      分公司: 'orgUnit',
      日期: 'date',
      人工呼入量: 'callsOfferedToAgents',
      接通: 'callsAnsweredIn15s',
    },
    constants: { operator: 'one' },
  };
  const table = '分公司,备注,日期,人工呼入量,接通\nnorth,x,2026-11-20,10,9\npudong,,2026-11-20,,8\n';

  test('reads a column for each input; empty cells and other columns are passed over', async () => {
    const { problems, result } = await send(gbk(table), { map });
    expect([problems, result.message]).toEqual([[], undefined]);
    expect((await taken()).sort()).toEqual([
      'callsAnsweredIn15s north 2026-11-20 9',
      'callsAnsweredIn15s pudong 2026-11-20 8',
      'callsOfferedToAgents north 2026-11-20 10',
    ]);
  });

  test('what is wrong with a row is told once, what is wrong with a value with its own column', async () => {
    const wrong =
      '分公司,日期,人工呼入量,接通\nnowhere,2026-11-20,10,9\nnorth,2026-11-20,1,viel\nnorth,2026-11-20,1,\n';
    const { problems } = await send(wrong, { map, query: '?invalid=skip' });
    expect(problems.map(({ line, column, cell }) => [line, column, cell])).toEqual([
      [2, 'orgUnit', { column: 'A', title: '分公司' }],
      [3, 'value', { column: 'D', title: '接通' }],
      [4, 'input', { column: 'C', title: '人工呼入量' }],
    ]);
    expect(problems[2]!.message).toContain('row 3 (column C)');
    await taken();
  });

  test('has all its problems told', async () => {
    const { status, result } = await send(table, {
      map: {
        columns: { A: 'calls', a: 'date', B: 'value' },
        constants: { operator: 'nobody', color: 'red' },
      },
    });
    expect(status).toBe(400);
    for (const word of [
      'columns.A',
      'columns.a: this title',
      'nobody',
      'constants.color',
      'none is the input',
    ])
      expect(result.message).toContain(word);
  });

  test('names the titles that are missing as they stand in it', async () => {
    const { result } = await send('Date\n', {
      map: { ...map, columns: { ...map.columns, 'Org Unit': 'businessLine' } },
    });
    expect(result.message).toContain('the column "Org Unit" is missing');
  });

  test('may be kept by a name', async () => {
    const columns = Object.entries(map.columns).map(([title, holds]) => ({ title, holds }));
    const constants = [{ field: 'operator', is: 'one' }];
    await defineImportMap(engine, LOCAL, { name: '日报', columns, constants }, new Date());
    expect((await send(table, { query: '?map=日报' })).result).toMatchObject({ inserted: 3 });
    const { status, result } = await send(table, { query: '?map=周报' });
    expect([status, result.message]).toEqual([400, expect.stringContaining('importMaps')]);
    await taken();
  });
});

describe('kpi-matrix record', () => {
  const map = {
    columns: { 'Org unit': 'orgUnit', Date: 'date', 'Calls offered': 'callsOfferedToAgents' },
    constants: { operator: 'one' },
  };
  const rows = [
    ['Org unit', 'Date', 'Calls offered'],
    ['north', 46346, 7],
  ];
  const table = 'Org unit;Date;Calls offered\nnorth;2026/11/20;7\n';

  async function recorded(path: string, ...options: string[]): Promise<string[]> {
    const { stderr, code } = await kpiMatrix(['record', path, '--url', server.url, '--quiet', ...options]);
    expect([stderr, code]).toEqual(['', 0]);
    return taken();
  }

  test('takes a sheet of a workbook with a map of its own, which stands in a file', async () => {
    const mapFile = await file('map.json', JSON.stringify(map));
    const path = await file('wide.xlsx', Buffer.from(workbook({ Cover: [['x']], 日报: rows })));
    expect(await recorded(path, '--map', mapFile, '--sheet', '日报')).toEqual([DAY('7')]);
    expect(
      (await kpiMatrix(['record', path, '--url', server.url, '--map', mapFile, '--sheet', '3'])).stderr,
    ).toContain('nothing was recorded: there is no sheet "3"; the workbook has "Cover", "日报"');
  });

  test('takes a map that the server keeps', async () => {
    const columns = Object.entries(map.columns).map(([title, holds]) => ({ title, holds }));
    const literal = { name: 'wide one', columns, constants: [{ field: 'operator', is: 'one' }] };
    await defineImportMap(engine, LOCAL, literal, new Date());
    const path = await file('wide.csv', table);
    expect(await recorded(path, '--map-name', 'wide one')).toEqual([DAY('7')]);
    expect((await kpiMatrix(['record', path, '--url', server.url, '--map-name', 'none'])).code).toBe(2);
  });

  test('says what a text file is written in', async () => {
    const path = await file('plain.csv', Buffer.from(utf16(CHINESE).slice(2)));
    expect(await recorded(path, '--charset', 'utf-16le')).toEqual([
      'callsOfferedToAgents pudong 2026-11-20 7',
    ]);
    const { code, stderr } = await kpiMatrix(['record', path, '--url', server.url, '--charset', 'klingon']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('the charset "klingon" is not known')]);
  });
});
