/** Measuring two things side by side, so that what else the machine does falls on both. */

/** The same work done by us and by what we are compared with; both figures in one unit. */
export interface Compared {
  /** Median over the rounds. */
  ours: number;
  /** Median over the rounds. */
  theirs: number;
  /** The median of ours / theirs, round by round. */
  ratio: number;
  /** The ratio of each round, rising. */
  ratios: number[];
}

/** Runs both in turn, the first one changing from round to round. Both answer a figure: seconds, or how many a second. */
export async function sideBySide(
  rounds: number,
  ours: (round: number) => Promise<number>,
  theirs: (round: number) => Promise<number>,
): Promise<Compared> {
  const figures: { ours: number; theirs: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const found = { ours: NaN, theirs: NaN };
    const first = round % 2 === 0;
    if (first) found.ours = await ours(round);
    found.theirs = await theirs(round);
    if (!first) found.ours = await ours(round);
    figures.push(found);
  }
  const ratios = figures.map((it) => it.ours / it.theirs).sort((a, b) => a - b);
  return {
    ours: median(figures.map((it) => it.ours)),
    theirs: median(figures.map((it) => it.theirs)),
    ratio: median(ratios),
    ratios,
  };
}

/** The middle one; of an even number the mean of the two middle ones. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

/** The figure that a share of all does not exceed. */
export function quantile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1]!;
}

/** How many seconds it takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

/** A measured ratio as a line: what, the ratio, its target, the figures behind it and how far the rounds lie apart. */
export function line(
  what: string,
  { ratio, ours, theirs, ratios }: Compared,
  target: string,
  unit: string,
): string {
  const spread = `rounds ${figure(ratios[0]!)} to ${figure(ratios.at(-1)!)}`;
  return row(what, figure(ratio), target, `${figure(ours)} against ${figure(theirs)} ${unit}; ${spread}`);
}

/** One line of the report, which is a table of Markdown. */
export const row = (what: string, measured: string, target: string, detail: string): string =>
  `| ${what.padEnd(62)} | ${measured.padStart(9)} | ${target.padEnd(13)} | ${detail} |`;

/** Three digits, and whole numbers where there are more. */
export const figure = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
