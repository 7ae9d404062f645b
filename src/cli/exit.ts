/** What the program's exit code says to a script; the help of the program prints this table. */
export const EXIT = {
  DONE: 0,
  FAILED: 1,
  USAGE: 2,
  HELD: 3,
  REFUSED: 4,
  UNREACHABLE: 5,
  INTERRUPTED: 130,
} as const;

/** The meaning of each exit code, for people. */
export const EXIT_CODES_HELP = `
Exit codes:
  0    done
  1    failed: something unexpected, the server refused the request, or doctor found a problem
  2    wrong usage: a bad option or argument, or a code the server does not know
  3    the data directory is held by another process (serve, migrate)
  4    the data was refused: bad rows, a key that was used with other data, KPIs with problems
  5    the server cannot be reached
  130  stopped with Ctrl-C`;

/** An end that is explained in one message for a person, with the exit code that a script sees. */
export class ExitError extends Error {
  constructor(
    readonly exitCode: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ExitError';
  }
}

/** The exit code that an error carries as a whole number `exitCode`, whoever threw it; 1 for any other error. */
export function exitCodeOf(error: unknown): number {
  const code: unknown = error instanceof Error && 'exitCode' in error ? error.exitCode : undefined;
  return Number.isInteger(code) ? (code as number) : EXIT.FAILED;
}
