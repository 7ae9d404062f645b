/** Workbooks for tests, made of the parts that Excel makes them of. */
import { strToU8, zipSync } from 'fflate';

const NAMESPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A cell: a text, a number, XML of its own, or nothing. */
export type WorkbookCell = string | number | { xml: string } | null;

interface Options {
  /** Parts in place of those that are made, or beside them. */
  parts?: Readonly<Record<string, string>>;
  since1904?: boolean;
  /** Whether its parts stand in it as they are, which takes no time. */
  isPlain?: boolean;
}

/** A workbook of sheets by their names, each a list of rows. The style 1 shows shares, 2 days, 3 times, 4 amounts. */
export function workbook(
  sheets: Readonly<Record<string, readonly WorkbookCell[][]>>,
  { parts = {}, since1904 = false, isPlain = false }: Options = {},
): Uint8Array<ArrayBuffer> {
  const texts: string[] = [];
  const names = Object.keys(sheets);
  const all: Record<string, string> = {
    '_rels/.rels': relations([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<workbook xmlns="${NAMESPACE}" xmlns:r="${RELATIONS}"><workbookPr${since1904 ? ' date1904="1"' : ''}/><sheets>${names
      .map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ...names.map((_, at) => [`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`] as const),
      ['rId98', 'sharedStrings', 'sharedStrings.xml'],
      ['rId99', 'styles', 'styles.xml'],
    ]),
    'xl/styles.xml': `<styleSheet xmlns="${NAMESPACE}"><cellStyleXfs><xf numFmtId="10"/></cellStyleXfs><numFmts><numFmt numFmtId="164" formatCode="[$-804][h]:mm"/><numFmt numFmtId="165" formatCode="[Red]#,##0\\ &quot;days&quot;_-"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`,
  };
  for (const [at, name] of names.entries())
    all[`xl/worksheets/sheet${at + 1}.xml`] =
      `<worksheet xmlns="${NAMESPACE}"><sheetData>${sheets[name]!.map((row, line) => rowXml(row, line + 1, texts)).join('')}</sheetData></worksheet>`;
  all['xl/sharedStrings.xml'] =
    `<sst xmlns="${NAMESPACE}">${texts.map((it) => `<si><t>${it}</t></si>`).join('')}</sst>`;
  const files = Object.entries({ ...all, ...parts }).map(([name, text]) => [name, strToU8(text)]);
  return zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, {
    level: isPlain ? 0 : 6,
  }) as Uint8Array<ArrayBuffer>;
}

const relations = (list: readonly (readonly [id: string, type: string, target: string])[]): string =>
  `<Relationships>${list.map(([id, type, target]) => `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`).join('')}</Relationships>`;

function rowXml(row: readonly WorkbookCell[], line: number, texts: string[]): string {
  const cells = row.map((cell, at) => {
    const name = `${String.fromCharCode(65 + at)}${line}`;
    if (cell === null) return '';
    if (typeof cell === 'number') return `<c r="${name}"><v>${cell}</v></c>`;
    if (typeof cell === 'object') return cell.xml.replace('<c', `<c r="${name}"`);
    return `<c r="${name}" t="s"><v>${texts.push(cell) - 1}</v></c>`;
  });
  return `<row r="${line}">${cells.join('')}</row>`;
}
