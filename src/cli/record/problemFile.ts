import { createReadStream } from 'node:fs';
import type { Output } from '../io.ts';
import { lines } from '../lines.ts';
import { print, printable } from '../print.ts';
import { type Problem, readReply } from './reply.ts';

/** The problems that an upload kept in a file, one at a time: there may be as many as rows. */
export async function* problemsIn(path: string): AsyncGenerator<Problem> {
  for await (const line of lines(createReadStream(path))) {
    const problem = readReply(line);
    if (problem?.kind === 'problem') yield problem;
  }
}

/** Those of rows that were not recorded. */
export async function* refusedIn(path: string): AsyncGenerator<Problem> {
  for await (const problem of problemsIn(path)) if (!problem.isWarning) yield problem;
}

/** Prints every problem as `FILE:12: date: message`, warnings as such, and returns how many problems there were. */
export async function printProblems(
  problems: AsyncIterable<Problem>,
  name: string,
  output: Output,
): Promise<number> {
  let count = 0;
  for await (const { line, column, cell, message, isWarning } of problems) {
    if (!isWarning) count += 1;
    const place = line === null ? [name] : [`${name}:${line}`];
    await print(
      output,
      [
        ...place,
        ...(isWarning ? ['warning'] : []),
        ...(column === null ? [] : [named(column, cell)]),
        message,
      ]
        .map(printable)
        .join(': '),
    );
  }
  return count;
}

/** A column by its own name; where the file calls it otherwise, by its letter and title, as those know it who made the file. */
const named = (column: string, cell: Problem['cell']): string =>
  cell && cell.title !== column ? `${cell.column} (${cell.title})` : column;
