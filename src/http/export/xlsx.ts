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

/** Workbooks whose sheets have at most so many rows below their headers. */
export const xlsxOf = (rowsASheet: number): Format => ({
  type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  hasMark: false,
  async *write(sheet) {
    const zip = new ZipFile();
    const rows = rowsOf(sheet, rowsASheet);
    const output = zip.outputStream as Readable;
    let reading: Readable;
    zip.on('error', (error) => output.destroy(error as Error));
    zip.addBuffer(Buffer.from(RELATIONS), '_rels/.rels');
    zip.addBuffer(Buffer.from(STYLES), 'xl/styles.xml');
    addSheet(1);
    try {
      yield* output as AsyncIterable<Buffer>;
    } finally {
      reading!.destroy();
      await rows.return(undefined);
    }

    function addSheet(number: number, first?: Page): void {
      // Nobody else listens: what fails while a sheet is read would end the process, and has to end the file.
      reading = Readable.from(sheetXml(number, first)).on('error', (error) => output.destroy(error));
      zip.addReadStream(reading, `xl/worksheets/sheet${number}.xml`);
    }

    async function* sheetXml(number: number, first?: Page): AsyncGenerator<Buffer> {
      yield Buffer.from(`${SHEET_BEGIN}${headerXml(sheet.columns)}`);
      const kinds = sheet.columns.map(({ kind }) => kind);
      let count = 0;
      let page = first ?? (await next(rowsASheet));
      while (page && count < rowsASheet) {
        const line = count + 2;
        yield Buffer.from(page.map((cells, at) => rowXml(cells, kinds, line + at)).join(''));
        count += page.length;
        page = await next(rowsASheet - count || rowsASheet);
      }
      yield Buffer.from(SHEET_END);
      if (page) addSheet(number + 1, page);
      else finish(number);
    }

    async function next(most: number): Promise<Page | undefined> {
      const page = await rows.next(most);
      return page.done ? undefined : page.value;
    }

    function finish(sheets: number): void {
      zip.addBuffer(Buffer.from(contentTypes(sheets)), '[Content_Types].xml');
      zip.addBuffer(Buffer.from(workbookXml(sheet.name, sheets)), 'xl/workbook.xml');
      zip.addBuffer(Buffer.from(workbookRelations(sheets)), 'xl/_rels/workbook.xml.rels');
      zip.end();
    }
  },
});

export const xlsx: Format = xlsxOf(ROWS_A_SHEET);

type Page = Sheet['pages'] extends AsyncIterable<infer Rows> ? Rows : never;

/** The pages, of which each `next` takes at most as many rows as it says; the first as many as a sheet has room for. */
async function* rowsOf({ pages }: Sheet, rowsASheet: number): AsyncGenerator<Page, void, number> {
  let most = rowsASheet;
  for await (const page of pages)
    for (let at = 0; at < page.length;) {
      const part = page.slice(at, at + most);
      at += part.length;
      most = yield part;
    }
}
