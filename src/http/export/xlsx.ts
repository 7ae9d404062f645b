/**
 * A workbook of Excel, written as it is read: a zip file whose sheets are compressed row by row. Texts stand in their cells, so that
 * there is no table of them to keep, and are never formulas. Days and instants (UTC) are dates, as those who calculate with them want.
 */
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Format, Sheet } from './format.ts';
import { headerXml, rowXml, SHEET_BEGIN, SHEET_END } from './xlsxSheet.ts';
import { contentTypes, RELATIONS, STYLES, workbookRelations, workbookXml } from './xlsxParts.ts';

/** Rows below the header that a sheet has room for; the rest goes on in the next one. */
const ROWS_A_SHEET = 1_048_575;

export const xlsx: Format = {
  type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  hasMark: false,
  async *write(sheet) {
    const zip = new ZipFile();
    const rows = rowsOf(sheet);
    // Whatever fails while a sheet is read ends the file.
    const output = zip.outputStream as Readable;
    zip.on('error', (error) => output.destroy(error as Error));
    zip.addBuffer(Buffer.from(RELATIONS), '_rels/.rels');
    zip.addBuffer(Buffer.from(STYLES), 'xl/styles.xml');
    addSheet(1);
    try {
      yield* output as AsyncIterable<Buffer>;
    } finally {
      await rows.return(undefined);
    }

    function addSheet(number: number): void {
      zip.addReadStream(Readable.from(sheetXml(number)), `xl/worksheets/sheet${number}.xml`);
    }

    async function* sheetXml(number: number): AsyncGenerator<Buffer> {
      yield Buffer.from(`${SHEET_BEGIN}${headerXml(sheet.columns)}`);
      const kinds = sheet.columns.map(({ kind }) => kind);
      let count = 0;
      let page = await rows.next(ROWS_A_SHEET);
      while (!page.done) {
        const first = count + 2;
        yield Buffer.from(page.value.map((cells, at) => rowXml(cells, kinds, first + at)).join(''));
        count += page.value.length;
        if (count === ROWS_A_SHEET) break;
        page = await rows.next(ROWS_A_SHEET - count);
      }
      yield Buffer.from(SHEET_END);
      if (page.done) finish(number);
      else addSheet(number + 1);
    }

    function finish(sheets: number): void {
      zip.addBuffer(Buffer.from(contentTypes(sheets)), '[Content_Types].xml');
      zip.addBuffer(Buffer.from(workbookXml(sheet.name, sheets)), 'xl/workbook.xml');
      zip.addBuffer(Buffer.from(workbookRelations(sheets)), 'xl/_rels/workbook.xml.rels');
      zip.end();
    }
  },
};

type Page = Sheet['pages'] extends AsyncIterable<infer Rows> ? Rows : never;

/** The pages, of which each `next` takes at most as many rows as it says. */
async function* rowsOf({ pages }: Sheet): AsyncGenerator<Page, void, number> {
  let most = ROWS_A_SHEET;
  for await (const page of pages)
    for (let at = 0; at < page.length;) {
      const part = page.slice(at, at + most);
      at += part.length;
      most = yield part;
    }
}
