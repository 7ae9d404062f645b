/** Memory is compared after a collection of garbage: what lies about by chance says nothing. */

/** On SIGUSR2; for processes started with `--expose-gc`. */
export function collectWhenAsked(): void {
  process.on('SIGUSR2', () => globalThis.gc?.());
}
