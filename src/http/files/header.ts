/** The row of titles: the first that has all columns which are needed. Titles of the whole table may stand above it. */
import { normalTitle as normal } from '../../engine/recording/importMap.ts';
import { shown } from '../../kpi/fields.ts';
import type { Column } from '../intake.ts';
import type { Form, Target } from './form.ts';
import { isBlank, letterOf, type RawRow, textOf } from './cells.ts';

/** A column of the intake, and where it stands; -1 where it does not. */
export interface Placed {
  column: Column;
  at: number;
}

/** A header that was found. */
export interface Header {
  line: number;
  /** How many columns there are, without empty ones at the end. */
  width: number;
  titles: readonly string[];
  /** Every column of the intake, in its order. */
  fields: readonly Placed[];
  /** Columns with the values of one input each. */
  inputs: readonly { key: string; at: number }[];
}

/** So many rows from the beginning a header is looked for. */
export const HEADER_WITHIN = 20;

/** A row that may be a header: how many of its titles are known, and what is wrong with it. */
export interface Candidate {
  header: Header;
  known: number;
  /** Whether what is needed is there, so that it is a header, if perhaps a wrong one. */
  isHeader: boolean;
  problems: string[];
}

/** The header among the first rows of a table, or what comes nearest; undefined where there are no rows. */
export function headerAmong(rows: readonly RawRow[], form: Form): Candidate | undefined {
  let nearest: Candidate | undefined;
  for (const row of rows) {
    const candidate = candidateOf(row, form);
    if (candidate.isHeader) return candidate;
    if (!nearest || candidate.known > nearest.known) nearest = candidate;
  }
  return nearest;
}

function candidateOf({ line, cells }: RawRow, form: Form): Candidate {
  const width = cells.findLastIndex((cell) => !isBlank(cell)) + 1;
  const titles = cells.slice(0, width).map(textOf);
  const targets = titles.map((title) => form.targets.get(normal(title)));
  const fields = form.columns.map((column) => ({ column, at: targets.findIndex(isColumn(column)) }));
  const inputs = targets.flatMap((it, at) => (it && 'input' in it ? [{ key: it.input, at }] : []));
  const missing = form.isMapped ? missingTitles(form, titles) : missingColumns(fields);
  const unknown = form.isMapped ? [] : titles.filter((_, at) => targets[at] === undefined);
  return {
    header: { line, width, titles, fields, inputs },
    known: targets.filter((it) => it !== undefined).length,
    isHeader: missing.length === 0,
    problems: [
      ...unknown.map((name) =>
        name === ''
          ? `the column ${letterOf(titles.indexOf(name))} has no title`
          : `there is no column ${shown(name)}`,
      ),
      ...missing.map((name) => `the column ${shown(name)} is missing`),
      ...twice(titles, targets).map((name) => `the column ${shown(name)} stands twice`),
    ],
  };
}

const isColumn =
  (column: Column) =>
  (it: Target | undefined): boolean =>
    it !== undefined && 'column' in it && it.column === column;

const missingColumns = (fields: readonly Placed[]): string[] =>
  fields.flatMap(({ column, at }) => (column.required && at < 0 ? [column.name] : []));

function missingTitles({ titles: needed }: Form, titles: readonly string[]): string[] {
  const there = new Set(titles.map(normal));
  return needed.filter((it) => !there.has(normal(it)));
}

/** Titles whose column another one before them is as well. */
function twice(titles: readonly string[], targets: readonly (Target | undefined)[]): string[] {
  const key = (it: Target) => ('column' in it ? `column ${it.column.name}` : `input ${it.input}`);
  const keys = targets.map((it) => it && key(it));
  return titles.filter((_, at) => keys[at] !== undefined && keys.indexOf(keys[at]) !== at);
}
