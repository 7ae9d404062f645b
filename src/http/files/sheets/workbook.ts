/** What a workbook says of its sheets: their names and parts, how days are counted, its texts and formats. */
import { unescape } from 'node:querystring';
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
  /** What cells of a format show, by the format's number. */
  shows: readonly Shown[];
  since1904: boolean;
  /** The names of its other sheets with cells. */
  others: readonly string[];
}

/** What parts may unpack to that are no sheets and no texts, in bytes. */
const LARGEST = 32 * 1024 ** 2;
/** More sheets, and more that a part leads to, than any workbook has. */
const MOST = 10_000;

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
    shows: styles !== undefined && archive.has(styles) ? await formatsIn(archive, styles) : [],
    since1904,
    others: parts.filter((it) => it !== sheet).map(({ name }) => name),
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
  await readWholeXml(archive.read(part, LARGEST), part, {
    open: (name, attributes) => {
      if (name === 'workbookPr') since1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      const relation = Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key))?.[1] ?? '';
      const isHidden = (attributes['state'] ?? 'visible') !== 'visible';
      if (sheets.length >= MOST) throw new UnreadableFile(`the workbook has more than ${MOST} sheets`);
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
  await readWholeXml(archive.read(part, LARGEST), part, {
    open: (name, { Id = '', Type = '', Target = '' }) => {
      if (name !== 'Relationship') return;
      if (relations.size >= MOST)
        throw new UnreadableFile(`the part ${part} leads to more than ${MOST} parts`);
      const [base, type] = [`file:///${folder}`, Type.slice(Type.lastIndexOf('/') + 1)];
      // What is no path leads to no part, and is told of where it is needed.
      const path = URL.canParse(Target, base) ? new URL(Target, base).pathname.slice(1) : Target;
      const target = unescape(path);
      relations.set(Id, { type, target: target.includes('\uFFFD') ? path : target });
    },
  });
  return relations;
}

/** What a cell shows by its format, where that is no plain number. */
export type Shown = 'share' | 'day' | null;

/** What the formats show that come with every workbook, by their numbers: days and times also as written in East Asia. */
const COMMON: ReadonlyMap<string, Shown> = new Map<string, Shown>([
  ...[9, 10].map((it) => [String(it), 'share'] as const),
  ...[...between(14, 22), ...between(27, 36), ...between(45, 47), ...between(50, 58)].map(
    (it) => [String(it), 'day'] as const,
  ),
]);

function between(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** What a format shows that is written out. What stands in quotes, behind \, _ and *, or in brackets (colours, countries) is no sign. */
function shownBy(code: string): Shown {
  const signs = code.replace(/"[^"]*"|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '');
  if (/[ymdhs]/i.test(signs)) return 'day';
  return signs.includes('%') ? 'share' : null;
}

/** What the formats of cells show, in their order. */
async function formatsIn(archive: Archive, part: string): Promise<Shown[]> {
  const written = new Map(COMMON);
  const formats: Shown[] = [];
  let isInCells = false;
  await readWholeXml(archive.read(part, LARGEST), part, {
    open: (name, { numFmtId = '', formatCode = '' }) => {
      if (name === 'cellXfs') isInCells = true;
      if (name === 'numFmt') written.set(numFmtId, shownBy(formatCode));
      if (name === 'xf' && isInCells) formats.push(written.get(numFmtId) ?? null);
    },
    close: (name) => {
      if (name === 'cellXfs') isInCells = false;
    },
  });
  return formats;
}
