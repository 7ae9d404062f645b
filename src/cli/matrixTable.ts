import {
  type BusinessProcess,
  type Dimension,
  DIMENSIONS,
  type Locale,
  type Status,
} from '../kpi/vocabulary.ts';
import { figure, percent, scoreFigure } from './figure.ts';
import type { Io } from './io.ts';
import { wordFor, type Words, wordsIn } from './language.ts';
import { type Paint, painter } from './paint.ts';
import { print, printable } from './print.ts';
import { describeScope, type Scope, SCOPE_FIELDS } from './scope.ts';
import { BY_URGENCY, statusCell } from './status.ts';
import { cell, table } from './table.ts';

/** What `matrix` asks the server. */
export const MATRIX_QUERY = `query Matrix($scope: ScopeInput!, $period: PeriodInput!, $locale: Locale) {
  matrix(scope: $scope, period: $period) {
    scope {${SCOPE_FIELDS}
    }
    period { grain start end label }
    index
    coverage
    isOver
    dataCoverage
    openDataProblems
    previous { index period { label } }
    change(to: SAME_DAYS) { index { difference } compared beforeFrom beforeTo }
    dimensions { dimension score coverage weight }
    processes { process score coverage }
    cells {
      process
      dimension
      score
      coverage
      measurements { kpi { code name(locale: $locale) unit } value score status sampleSize lastObserved }
    }
  }
  engine { pending sample { loading done total } }
}`;

interface Measurement {
  kpi: { code: string; name: string; unit: string };
  value: number | null;
  score: number | null;
  status: Status;
  /** The latest day on which all of its inputs were reported; null: one never was. */
  lastObserved: string | null;
}

interface Cell {
  process: BusinessProcess;
  dimension: Dimension;
  score: number | null;
  measurements: Measurement[];
}

interface Matrix {
  scope: Scope;
  period: { label: string };
  index: number | null;
  coverage: number;
  /** Whether the period is over. */
  isOver: boolean;
  dataCoverage: number;
  openDataProblems: number;
  previous: { index: number | null; period: { label: string } } | null;
  /** Over the same KPIs; null where there is nothing to compare with. */
  change: {
    index: { difference: number | null };
    compared: number;
    beforeFrom: string;
    beforeTo: string;
  } | null;
  dimensions: { dimension: Dimension; score: number | null; coverage: number }[];
  processes: { process: BusinessProcess; score: number | null; coverage: number }[];
  cells: Cell[];
}

/** The answer to MATRIX_QUERY. */
export interface MatrixAnswer {
  matrix: Matrix;
  engine: { pending: number; sample: { loading: boolean; done: number; total: number } | null };
}

/** Prints the heading, the scores, and the KPIs that are not in order (or all). */
export async function showMatrix(
  matrix: Matrix,
  { io, locale, all }: { io: Io; locale: Locale; all: boolean },
): Promise<void> {
  const words = wordsIn(locale);
  const paint = painter(io.stdout, io.env);
  const sections = [
    heading(matrix, words, paint),
    await scores(matrix, words, paint),
    await kpis(matrix, { words, paint, all }),
  ];
  await print(io.stdout, sections.join('\n\n'));
}

function heading(matrix: Matrix, words: Words, paint: Paint): string {
  const period = printable(matrix.period.label) + (matrix.isOver ? '' : ` (${words.incomplete})`);
  const before = matrix.previous
    ? ` (${printable(matrix.previous.period.label)}: ${scoreFigure(matrix.previous.index)})`
    : '';
  return [
    paint('bold', `${describeScope(matrix.scope, words)} · ${period}`),
    `${words.index} ${paint('bold', scoreFigure(matrix.index))}${before} · ${words.coverage} ${percent(matrix.coverage)} · ${words.dataCoverage} ${percent(matrix.dataCoverage)}${problemsIn(matrix, words)}`,
    ...likeForLike(matrix, words),
  ].join('\n');
}

/** How many data problems are open within the scope, where there are any. */
const problemsIn = ({ openDataProblems }: Matrix, words: Words): string =>
  openDataProblems === 0 ? '' : ` (${words.problems(openDataProblems)})`;

/** A line where there is something to compare with. */
function likeForLike({ change }: Matrix, words: Words): string[] {
  if (!change || change.index.difference === null) return [];
  const { index, compared, beforeFrom, beforeTo } = change;
  const difference = `${index.difference! < 0 ? '−' : '+'}${scoreFigure(Math.abs(index.difference!))}`;
  return [words.likeForLike(difference, compared, printable(beforeFrom), printable(beforeTo))];
}

function scores(matrix: Matrix, words: Words, paint: Paint): Promise<string> {
  const cells = new Map(matrix.cells.map((cell) => [`${cell.process} ${cell.dimension}`, cell]));
  const total = (text: string): string => paint('bold', text);
  const ofDimension = (show: (entry: Matrix['dimensions'][number]) => string): string[] =>
    DIMENSIONS.map((dimension) => {
      const entry = matrix.dimensions.find((candidate) => candidate.dimension === dimension);
      return entry ? show(entry) : '';
    });
  return table(
    [
      { head: words.processHead },
      ...DIMENSIONS.map((dimension) => ({ head: words.dimension[dimension], align: 'right' as const })),
      { head: words.score, align: 'right' },
      { head: words.coverage, align: 'right' },
    ],
    [
      ...matrix.processes.map(({ process, score, coverage }) => [
        cell(wordFor(words.process, process)),
        ...DIMENSIONS.map((dimension) => cellScore(cells.get(`${process} ${dimension}`))),
        total(scoreFigure(score)),
        percent(coverage),
      ]),
      [
        total(words.score),
        ...ofDimension(({ score }) => total(scoreFigure(score))),
        total(scoreFigure(matrix.index)),
        '',
      ],
      [words.coverage, ...ofDimension(({ coverage }) => percent(coverage)), '', percent(matrix.coverage)],
    ],
    paint,
  );
}

/** Nothing where no KPI applies; a dash where KPIs apply and none has a score. */
const cellScore = (cell: Cell | undefined): string =>
  cell === undefined || cell.measurements.length === 0 ? '' : scoreFigure(cell.score);

async function kpis(
  matrix: Matrix,
  { words, paint, all }: { words: Words; paint: Paint; all: boolean },
): Promise<string> {
  const measurements = matrix.cells
    .flatMap((cell) => cell.measurements)
    .toSorted((a, b) => BY_URGENCY.indexOf(a.status) - BY_URGENCY.indexOf(b.status));
  const shown = all
    ? measurements
    : measurements.filter(({ status }) => status !== 'OK' && status !== 'NO_DATA');
  const silent = measurements.filter(({ status }) => status === 'NO_DATA').length;
  const list = shown.length > 0 ? await listed(shown, words, paint) : words.nothingToReport;
  return all || silent === 0 ? list : `${list}\n\n${paint('dim', words.withoutData(silent))}`;
}

/** Of what has no data, or lacks some, how far the data go. */
function sinceWhen(
  { status, lastObserved }: Pick<Measurement, 'status' | 'lastObserved'>,
  words: Words,
): string {
  if (status !== 'NO_DATA' && status !== 'INCOMPLETE') return '';
  return ` (${lastObserved === null ? words.neverReported : words.lastReported(printable(lastObserved))})`;
}

function listed(measurements: Measurement[], words: Words, paint: Paint): Promise<string> {
  return table(
    [
      { head: words.statusHead },
      { head: words.value, align: 'right' },
      { head: words.unit },
      { head: words.score, align: 'right' },
      { head: 'KPI' },
      { head: words.name },
    ],
    measurements.map(({ kpi, value, score, status, lastObserved }) => [
      statusCell(status, words, paint),
      figure(value),
      cell(kpi.unit),
      scoreFigure(score),
      cell(kpi.code),
      cell(kpi.name) + sinceWhen({ status, lastObserved }, words),
    ]),
    paint,
  );
}
