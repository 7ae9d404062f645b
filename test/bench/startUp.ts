/** What the catalogue adds to the start of a server. */
import { runHelper } from './children.ts';
import { figure, median, row } from './measure.ts';

const ROUNDS = 5;

/** Seconds to load every plugin, each time in a new process. */
export async function startUp(): Promise<string[]> {
  const found: { seconds: number; processor: number }[] = [];
  for (let round = 0; round < ROUNDS; round++)
    found.push(JSON.parse(await runHelper('loading', {})) as (typeof found)[number]);
  const seconds = found.map((it) => it.seconds);
  const processor = median(found.map((it) => it.processor));
  return [
    row(
      'seconds to load the bundled plugins',
      figure(median(seconds)),
      'below 0.5',
      `rounds ${figure(Math.min(...seconds))} to ${figure(Math.max(...seconds))}; ${figure(processor)} of the processor`,
    ),
  ];
}
