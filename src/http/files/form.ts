/** What the columns of a table are taken for: those of the intake by their own titles, or what an import map says. */
import { type ImportMap, normalTitle as normal } from '../../engine/recording/importMap.ts';
import type { Column } from '../intake.ts';

/** What a column of a table holds: a column of the intake, or the values of one input. */
export type Target = { column: Column } | { input: string };

/** How a table is read. */
export interface Form {
  columns: readonly Column[];
  /** By titles as `normalTitle` has them. */
  targets: ReadonlyMap<string, Target>;
  /** Those that a table has to have or may have, as people write them. */
  titles: readonly string[];
  /** What is the same in every row, by the names of columns. */
  constants: Readonly<Record<string, string>>;
  /** Whether columns of other titles are passed over; and every title that is named has to be there. */
  isMapped: boolean;
}

/** What a table is told that has other titles. */
export const titlesAdvice = ({ titles, isMapped }: Form): string =>
  `The columns are ${titles.join(', ')}.${isMapped ? '' : ' A table of another form needs an import map.'}`;

/** The form of an intake's own titles, in English or Chinese. */
export const ownForm = (columns: readonly Column[]): Form => ({
  columns,
  targets: new Map(
    columns.flatMap((column) => [column.name, column.zh].map((it) => [normal(it), { column }] as const)),
  ),
  titles: columns.map(({ name }) => name),
  constants: {},
  isMapped: false,
});

/** The form that a map describes; nothing is wrong with it. */
export const mappedForm = (columns: readonly Column[], map: ImportMap): Form => ({
  columns,
  targets: new Map(
    Object.entries(map.columns).map(([title, to]) => {
      const column = columns.find(({ name }) => name === to);
      return [normal(title), column ? { column } : { input: to }] as const;
    }),
  ),
  titles: Object.keys(map.columns),
  constants: map.constants,
  isMapped: true,
});
