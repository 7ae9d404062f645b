/** Tells how long things took, for whoever asks for a full run; never a thing to hold a test to on a busy machine. */
export function tellTimes(what: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const part = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]!.toFixed(1);
  process.stderr.write(
    `${what}: ${times.length}, p50 ${part(0.5)} ms, p99 ${part(0.99)} ms, longest ${part(1)} ms\n`,
  );
}
