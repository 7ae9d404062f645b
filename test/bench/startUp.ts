/** What the catalogue adds to the start of a server. */
import { runHelper } from './children.ts';
import { figure, median, row } from './measure.ts';

const ROUNDS = 5;

/** Seconds to load every plugin, each time in a new process. */
export async function startUp(): Promise<string[]> {
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) seconds.push(Number(await runHelper('loading', {})));
  return [
    row(
      'seconds to load the bundled plugins',
      figure(median(seconds)),
      'below 0.5',
      `rounds ${figure(Math.min(...seconds))} to ${figure(Math.max(...seconds))}`,
    ),
  ];
}
