const BARS = '▁▂▃▄▅▆▇█';
const MOST = 60;

/** One character a value from lowest to highest, `·` for none; more than 60 values are averaged in groups. */
export function sparkline(values: readonly (number | null)[]): string {
  const points = grouped(values);
  const known = points.filter((value) => value !== null);
  const lowest = Math.min(...known);
  const span = Math.max(...known) - lowest;
  return points
    .map((value) => (value === null ? '·' : bar(span > 0 ? (value - lowest) / span : 0.5)))
    .join('');
}

const bar = (height: number): string => BARS.charAt(Math.round(height * (BARS.length - 1)));

function grouped(values: readonly (number | null)[]): (number | null)[] {
  if (values.length <= MOST) return [...values];
  return Array.from({ length: MOST }, (_, group) =>
    mean(values.slice(edge(group, values.length), edge(group + 1, values.length))),
  );
}

const edge = (group: number, length: number): number => Math.floor((group * length) / MOST);

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
