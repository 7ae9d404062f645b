import { CommanderError } from 'commander';
import { EXIT, exitCodeOf } from './exit.ts';
import type { Io } from './io.ts';
import { painter } from './paint.ts';
import { program } from './program.ts';

/**
 * Runs the command line `argv` (as `process.argv`: the first two are skipped) and returns the exit code.
 * It never throws: an error is explained on stderr, in one message without a stack; KPI_MATRIX_DEBUG=1 adds the stack.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const ignore = (): void => {};
  // A reader that went away (`| head`) is no failure; without a listener it would end the process with a stack.
  io.stdout.on('error', ignore);
  io.stderr.on('error', ignore);
  try {
    await program(io).parseAsync([...argv]);
    return EXIT.DONE;
  } catch (error) {
    return explained(error, io);
  }
}

function explained(error: unknown, io: Io): number {
  // Commander has already written what is wrong, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.DONE : EXIT.USAGE;
  if (error === io.stdout.errored && (error as NodeJS.ErrnoException | null)?.code === 'EPIPE')
    return EXIT.DONE;
  io.stderr.write(`${painter(io.stderr, io.env)('red', 'error:')} ${messageOf(error)}\n`);
  if (io.env.KPI_MATRIX_DEBUG && error instanceof Error) io.stderr.write(`${error.stack}\n`);
  return exitCodeOf(error);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || (error as NodeJS.ErrnoException).code || error.name;
}
