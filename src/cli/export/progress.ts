import { bytes } from '../figure.ts';
import type { Io, Output } from '../io.ts';

/** Tells a person how far a file is; how long it will be nobody knows before its end. */
export interface Progress {
  /** So many bytes came in all. */
  received(count: number): void;
  /** Leaves the terminal as it was; may be called again. */
  stop(): void;
}

const STEP = 10_000_000;
const SILENT: Progress = { received() {}, stop() {} };

/** One line that changes on a terminal, plain lines elsewhere, nothing if quiet; on stderr. */
export async function progressOf(name: string, { stderr }: Io, quiet: boolean): Promise<Progress> {
  if (quiet) return SILENT;
  return stderr.isTTY ? changing(name, stderr) : plainLines(name, stderr);
}

/** A line every ten megabytes. */
function plainLines(name: string, output: Output): Progress {
  let next = STEP;
  return {
    received(count) {
      if (count < next) return;
      next = count + STEP;
      output.write(`${name}: ${bytes(count)} received\n`);
    },
    stop() {},
  };
}

async function changing(name: string, output: Output): Promise<Progress> {
  const { SingleBar } = await import('cli-progress');
  const line = new SingleBar({
    stream: output,
    format: `${name}: {size} received · {duration_formatted}`,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false, // Ctrl-C is the command's, which stops the line
  });
  line.start(0, 0, { size: bytes(0) });
  return {
    received: (count) => line.update(count, { size: bytes(count) }),
    stop: () => line.stop(),
  };
}
