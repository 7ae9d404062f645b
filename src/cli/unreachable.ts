import { EXIT, ExitError } from './exit.ts';

/** The server did not answer, or not to the end. */
export class Unreachable extends ExitError {
  constructor(
    server: string,
    /** Why, as the rest of a sentence. */
    readonly reason: string,
    /** Whether trying again may help. */
    readonly passing: boolean,
    options?: ErrorOptions & { advice?: string },
  ) {
    const advice = options?.advice ? `\n${options.advice}` : '';
    super(EXIT.UNREACHABLE, `cannot reach the server at ${server}: ${reason}${advice}`, options);
  }
}

const PASSING = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ECONNRESET', 'the connection was cut'],
  ['EPIPE', 'the connection was cut'],
  ['ERR_STREAM_PREMATURE_CLOSE', 'the connection was cut'],
  ['ETIMEDOUT', 'no answer in time'],
  ['EHOSTUNREACH', 'no way to the host'],
  ['ENETUNREACH', 'no way to the network'],
  ['ENOTFOUND', 'no such host'],
  ['EAI_AGAIN', 'the name service does not answer'],
]);

const ADVICE = new Map([
  ['ECONNREFUSED', 'start one with "kpi-matrix serve", or give its address with --url or KPI_MATRIX_URL'],
]);

/** A failure of the connection (an error with a system's code) as an Unreachable; any other error as it is. */
export function unreachable(error: unknown, server: string): unknown {
  if (!(error instanceof Error) || error.name === 'AbortError') return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined || error instanceof ExitError) return error;
  const reason = PASSING.get(code) ?? (message || code);
  return new Unreachable(server, reason, PASSING.has(code), { cause: error, advice: ADVICE.get(code) });
}
