/**
 * What the matrix is compared with: a bare `node:http` handler that runs the same statements one after the other and makes
 * the same answer with `JSON.stringify`, knowing everything else by heart. A process of its own. Environment: PORT,
 * DATABASE_URL, KNOWN (a file with a `Known`).
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import postgres from 'postgres';
import { STATUSES } from '../../src/kpi/vocabulary.ts';

interface Statement {
  text: string;
  params: unknown[];
}

type Answer = { data: { matrix: { cells: { measurements: Figure[] }[] }; operators?: unknown } };

interface Figure {
  value: number | null;
  score: number | null;
  status: string;
  computedAt: string | null;
  isComplete: boolean;
}

/** What the handler is told beforehand. */
export interface Known {
  moment: Statement;
  matrix: Statement;
  operatorId: number;
  lastDayOfPeriod: string;
  /** An answer, whose figures are filled in anew each time, and the editions of its measurements in order. */
  answer: Answer;
  editions: number[];
}

const { PORT, DATABASE_URL = '', KNOWN = '' } = process.env;
const known = JSON.parse(readFileSync(KNOWN, 'utf8')) as Known;
const sql = postgres(DATABASE_URL, { max: 10 });
const run = ({ text, params }: Statement) => sql.unsafe(text, params as never[], { prepare: true });

async function answer(): Promise<string> {
  const [moment] = await run(known.moment);
  const operators = moment!.operators as [id: number, done: number, last: string][];
  const lastDay = operators.find(([id]) => id === known.operatorId)![2];
  const [period] = await run(known.matrix);
  const stored = new Map<number, number[]>();
  for (const figures of JSON.parse(`[${period!.figures}]`) as number[][]) stored.set(figures[0]!, figures);
  let at = 0;
  const cells = known.answer.data.matrix.cells.map((cell) => ({
    ...cell,
    measurements: cell.measurements.map((known_) =>
      filled(known_, stored.get(known.editions[at++]!)!, lastDay),
    ),
  }));
  return JSON.stringify({ data: { ...known.answer.data, matrix: { ...known.answer.data.matrix, cells } } });
}

function filled(figure: Figure, [, status, value, score, computedAt]: number[], lastDay: string): Figure {
  return {
    ...figure,
    value: value ?? null,
    score: score ?? null,
    status: STATUSES[status!]!,
    computedAt: new Date(Math.round(computedAt!)).toISOString(),
    isComplete: lastDay >= known.lastDayOfPeriod,
  };
}

createServer((request, response) => {
  request.resume().on('end', () => {
    if (request.url === '/readyz') return response.end();
    answer().then(
      (text) => response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' }).end(text),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
}).listen(Number(PORT), '127.0.0.1');
