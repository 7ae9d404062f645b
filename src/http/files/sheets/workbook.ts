/** What a workbook says of its sheets: their names and parts, how days are counted, its texts and formats. */
import { UnreadableFile } from '../fileRow.ts';
import type { Archive } from './archive.ts';
import { sharedTexts } from './sharedTexts.ts';
import { readWholeXml } from './xml.ts';

/** A workbook, as far as reading one of its sheets takes. */
export interface Workbook {
  /** The part with the sheet. */
  part: string;
  /** Texts that cells name by number. */
  texts: readonly string[];
  /** Whether cells of this format are shares, by the format's number. */
  isPercent: readonly boolean[];
  since1904: boolean;
}

interface Sheet {
  name: string;
  relation: string;
  isHidden: boolean;
}

/** Reads of a workbook what a sheet takes: that of a name or a number from 1, else the first that is not hidden. */
export async function workbookIn(archive: Archive, wanted: string | null): Promise<Workbook> {
  const roots = await relationsOf(archive, '', '_rels/.rels');
  const main = [...roots.values()].find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml';
  const { sheets, since1904 } = await sheetsIn(archive, main);
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  const relations = await relationsOf(archive, folder, `${folder}_rels/${main.slice(folder.length)}.rels`);
  const parts = sheets.filter(({ relation }) => relations.get(relation)?.type === 'worksheet');
  const sheet = chosen(parts, wanted);
  const partOf = (type: string) => [...relations.values()].find((it) => it.type === type)?.target;
  const [texts, styles] = [partOf('sharedStrings'), partOf('styles')];
  return {
    part: relations.get(sheet.relation)!.target,
    texts: texts !== undefined && archive.has(texts) ? await sharedTexts(archive, texts) : [],
    isPercent: styles !== undefined && archive.has(styles) ? await percentFormats(archive, styles) : [],
    since1904,
  };
}

function chosen(sheets: readonly Sheet[], wanted: string | null): Sheet {
  const found =
    wanted === null
      ? (sheets.find((it) => !it.isHidden) ?? sheets[0])
      : (sheets.find(({ name }) => name === wanted) ??
        (/^\d+$/.test(wanted) ? sheets[Number(wanted) - 1] : undefined));
  if (found) return found;
  const names = sheets.map(({ name }) => `"${name}"`).join(', ');
  throw new UnreadableFile(
    wanted === null
      ? 'the workbook has no sheet with cells'
      : `there is no sheet "${wanted}"; the workbook has ${names}`,
  );
}

async function sheetsIn(archive: Archive, part: string) {
  const sheets: Sheet[] = [];
  let since1904 = false;
  await readWholeXml(archive.read(part), part, {
    open: (name, attributes) => {
      if (name === 'workbookPr') since1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      const relation = Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key))?.[1] ?? '';
      const isHidden = (attributes['state'] ?? 'visible') !== 'visible';
      sheets.push({ name: attributes['name'] ?? '', relation, isHidden });
    },
  });
  return { sheets, since1904 };
}

interface Relation {
  type: string;
  target: string;
}

/** What a part leads to, by ids; paths from the root of the archive. */
async function relationsOf(archive: Archive, folder: string, part: string): Promise<Map<string, Relation>> {
  const relations = new Map<string, Relation>();
  if (!archive.has(part)) return relations;
  await readWholeXml(archive.read(part), part, {
    open: (name, { Id = '', Type = '', Target = '' }) => {
      if (name !== 'Relationship') return;
      const path = new URL(Target, `file:///${folder}`).pathname.slice(1);
      relations.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), target: decodeURIComponent(path) });
    },
  });
  return relations;
}

/** The numbers of the formats that come with every workbook and show shares. */
const PERCENT_FORMATS: readonly string[] = ['9', '10'];

/** Which formats of cells show a share, in their order. */
async function percentFormats(archive: Archive, part: string): Promise<boolean[]> {
  const percent = new Set(PERCENT_FORMATS);
  const formats: boolean[] = [];
  let isInCells = false;
  await readWholeXml(archive.read(part), part, {
    open: (name, { numFmtId = '', formatCode = '' }) => {
      if (name === 'cellXfs') isInCells = true;
      if (name === 'numFmt' && formatCode.replace(/"[^"]*"|\\./g, '').includes('%')) percent.add(numFmtId);
      if (name === 'xf' && isInCells) formats.push(percent.has(numFmtId));
    },
    close: (name) => {
      if (name === 'cellXfs') isInCells = false;
    },
  });
  return formats;
}
