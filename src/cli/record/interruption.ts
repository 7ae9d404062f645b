import { EXIT, ExitError } from '../exit.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs work that Ctrl-C and SIGTERM end through the signal it is given, so that it can tidy up; a second Ctrl-C ends the
 * process at once. Throws an ExitError with the message when that happens.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  message: string,
): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  for (const name of SIGNALS) process.once(name, stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? new ExitError(EXIT.INTERRUPTED, message, { cause: error }) : error;
  } finally {
    for (const name of SIGNALS) process.off(name, stop);
  }
}
