/** What a kind of export is, and what it reads. */
import type { Locale } from '../../kpi/vocabulary.ts';
import type { Seen } from '../../store/sight.ts';
import type { Moment } from '../../world/moment.ts';
import type { Asked, ParameterName } from './asked.ts';
import { type Cell, type Column, type ColumnOf, titled } from './column.ts';

/** Rows that a statement reads at most, about: what an export holds in memory at once. */
export const PAGE = 1_000;

/** Rows that are handed on at once, at most: they are cells for a short while only, and soon gone. */
const PART = 500;

/** What an export reads, as whoever asks sees it. */
export interface Reading {
  seen: Seen;
  /** What was known when the export began. */
  begun: Moment;
  /** What is known now. */
  moment: () => Promise<Moment>;
}

/** A kind of export: what it may be asked for, its columns, and its rows, page by page. */
export interface Kind {
  /** The filters that it takes, besides those of the file itself. */
  parameters: readonly ParameterName[];
  /** Those that have to be given. */
  required: readonly ParameterName[];
  /** Whether its rows are made of measurements alone, so that it is known without reading them whether they are the same. */
  ofMeasurements: boolean;
  columns: (locale: Locale) => Column[];
  pages: (reading: Reading, asked: Asked, locale: Locale) => AsyncGenerator<Cell[][]>;
}

/** A kind of export whose rows are of a type of their own. */
export const kindOf = <Row>(kind: {
  parameters: readonly ParameterName[];
  required?: readonly ParameterName[];
  ofMeasurements?: true;
  columns: readonly ColumnOf<Row>[];
  pages: (reading: Reading, asked: Asked) => AsyncGenerator<Iterable<Row>>;
}): Kind => ({
  parameters: kind.parameters,
  required: kind.required ?? [],
  ofMeasurements: kind.ofMeasurements ?? false,
  columns: (locale) => titled(kind.columns, locale),
  async *pages(reading, asked, locale) {
    for await (const page of kind.pages(reading, asked)) {
      let part: Cell[][] = [];
      for (const row of page) {
        part.push(kind.columns.map((it) => it.of(row, locale)));
        if (part.length < PART) continue;
        yield part;
        part = [];
      }
      if (part.length > 0) yield part;
    }
  },
});
