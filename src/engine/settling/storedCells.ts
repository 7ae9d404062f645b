/** What is stored of one period, found by cell. It stays the list of numbers that it arrives as. */
import { sameFigure } from '../../kpi/figures.ts';
import type { MeasuredFigures, StoredPeriod } from '../../store/measurements.ts';
import { cellNumber, type Plan } from './plan.ts';

/** Places of a measurement's figures in the list. */
const [PLACE, LINE, EDITION, STATUS, VALUE, SCORE] = [0, 1, 2, 3, 4, 5];
const [COVERAGE, COVERAGE_AT_END, COUNT, INPUTS] = [6, 7, 8, 9];

/** The figures of a period that are stored, by cell. */
export class StoredCells {
  readonly #figures: StoredPeriod['figures'];
  /** By number of the cell, where its figures begin. */
  readonly #starts = new Map<number, number>();

  constructor(plan: Plan, figures: StoredPeriod['figures']) {
    this.#figures = figures;
    for (let at = 0; at < figures.length; at += INPUTS + figures[at + COUNT]!) {
      const place = plan.placeAt.get(figures[at + PLACE]!)!;
      const line = plan.lineAt.get(figures[at + LINE]!)!;
      const kpi = plan.kpiAt.get(figures[at + EDITION]!)!;
      this.#starts.set(cellNumber(plan, place * plan.lines.length + line, kpi), at);
    }
  }

  /** The status of a cell, null where nothing is stored. */
  statusOf(cell: number): number | null {
    const at = this.#starts.get(cell);
    return at === undefined ? null : this.#figures[at + STATUS]!;
  }

  /** Which share of what is expected a cell was made of, up to its period's end; 1 where nothing is stored. */
  coverageOf(cell: number): number {
    const at = this.#starts.get(cell);
    return at === undefined ? 1 : this.#figures[at + COVERAGE_AT_END]!;
  }

  /** Whether a cell holds these figures, but for rounding. */
  holds(cell: number, figures: MeasuredFigures): boolean {
    const { status, value, score, inputs, coverage, coverageAtEnd } = figures;
    const at = this.#starts.get(cell);
    if (at === undefined || this.#figures[at + STATUS] !== status) return false;
    if (!this.#isSame(at + VALUE, value) || !this.#isSame(at + SCORE, score)) return false;
    if (!this.#isSame(at + COVERAGE, coverage) || !this.#isSame(at + COVERAGE_AT_END, coverageAtEnd))
      return false;
    return (
      this.#figures[at + COUNT] === inputs.length &&
      inputs.every((it, i) => this.#isSame(at + INPUTS + i, it))
    );
  }

  #isSame(at: number, figure: number | null): boolean {
    return sameFigure(this.#figures[at]!, figure);
  }
}
