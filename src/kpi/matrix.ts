/** The arithmetic of the service quality matrix: nine processes by three dimensions, and one index. */
import { type BusinessProcess, type Dimension, DIMENSIONS, PROCESSES } from './vocabulary.ts';

/** One applicable KPI: where it stands, how much it counts, and its score (0 to 100), null where it has none. */
export interface MatrixEntry {
  process: BusinessProcess;
  dimension: Dimension;
  /** More than 0. */
  weight: number;
  score: number | null;
}

/** The entry of a KPI with this weight and score. */
export const matrixEntry = (
  { process, dimension }: Pick<MatrixEntry, 'process' | 'dimension'>,
  weight: number,
  score: number | null,
): MatrixEntry => ({ process, dimension, weight, score });

/** A set of KPIs as one figure: the weighted mean score, null if none has a score, and the share of weight that has one. */
export interface SetScore {
  score: number | null;
  /** 0 to 1; 0 for an empty set. */
  coverage: number;
}

/** The matrix of one scope and period; its lists are complete and in the order of the vocabulary. */
export interface MatrixScores {
  /** The weighted mean of the dimensions that have a score, 0 to 100; null if none has. */
  index: number | null;
  /** The share of the whole applicable weight that has a score. */
  coverage: number;
  dimensions: ({ dimension: Dimension; weight: number } & SetScore)[];
  processes: ({ process: BusinessProcess } & SetScore)[];
  /** All 27, process by process; `members` are indexes of the entries, in their order. */
  cells: ({ process: BusinessProcess; dimension: Dimension; members: number[] } & SetScore)[];
}

/** What each dimension counts in the index unless configured otherwise: what customers perceive weighs most. */
export const DIMENSION_WEIGHTS: Readonly<Record<Dimension, number>> = {
  PERCEPTION: 0.5,
  COMPLAINT: 0.25,
  OPERATIONS: 0.25,
};

/** Scores the matrix over the KPIs that apply. Entries that should stand in order of code are given so. */
export function scoreMatrix(
  entries: readonly MatrixEntry[],
  dimensionWeights: Readonly<Record<Dimension, number>> = DIMENSION_WEIGHTS,
): MatrixScores {
  const dimensions = DIMENSIONS.map((dimension) => ({
    dimension,
    weight: dimensionWeights[dimension],
    ...scoreSet(entries.filter((entry) => entry.dimension === dimension)),
  }));
  const processes = PROCESSES.map((process) => ({
    process,
    ...scoreSet(entries.filter((entry) => entry.process === process)),
  }));
  return {
    index: scoreSet(dimensions).score,
    coverage: scoreSet(entries).coverage,
    dimensions,
    processes,
    cells: cellsOf(entries),
  };
}

function cellsOf(entries: readonly MatrixEntry[]): MatrixScores['cells'] {
  const cells = PROCESSES.flatMap((process) =>
    DIMENSIONS.map((dimension) => ({ process, dimension, members: [] as number[] })),
  );
  entries.forEach(({ process, dimension }, index) =>
    cells[PROCESSES.indexOf(process) * DIMENSIONS.length + DIMENSIONS.indexOf(dimension)]!.members.push(
      index,
    ),
  );
  return cells.map((cell) => ({ ...cell, ...scoreSet(cell.members.map((index) => entries[index]!)) }));
}

function scoreSet(set: readonly { weight: number; score: number | null }[]): SetScore {
  let all = 0;
  let scored = 0;
  let sum = 0;
  for (const { weight, score } of set) {
    all += weight;
    if (score === null) continue;
    scored += weight;
    sum += weight * score;
  }
  return { score: scored > 0 ? sum / scored : null, coverage: all > 0 ? scored / all : 0 };
}
