/** A value as people read it: six significant digits at least, all digits of whole numbers, `–` for none. */
export function figure(value: number | null): string {
  if (value === null) return '–';
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return String(Number(value.toPrecision(6)));
  return String(Number(size >= 10_000 ? value.toFixed(2) : value.toPrecision(6)));
}

/** A score or an index, 0 to 100, with one decimal; `–` for none. */
export function scoreFigure(score: number | null): string {
  return score === null ? '–' : score.toFixed(1);
}

/** A share, 0 to 1, in percent. It says 100 % only where nothing is missing, and 0 % only where nothing is there. */
export function percent(share: number): string {
  if (share === 0 || share === 1) return `${share * 100} %`;
  return `${Math.min(99.9, Math.max(0.1, share * 100)).toFixed(1)} %`;
}

/** A number of bytes: `512 B`, `1.5 MB`, in powers of 1000. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`;
  const power = Math.min(4, Math.floor(Math.log10(count) / 3));
  return `${(count / 1000 ** power).toFixed(1)} ${['B', 'kB', 'MB', 'GB', 'TB'][power]}`;
}

/** `1 row`, `2 rows`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
