import { bytes } from '../figure.ts';
import type { Io, Output } from '../io.ts';
import type { RowFile } from './rowFile.ts';

/** Tells a person how far a load is. */
export interface Progress {
  /** So many bytes have been handed over; 0 begins an attempt. */
  sent(count: number): void;
  /** All is sent; the server works. */
  waiting(): void;
  /** Something to know between two attempts. */
  note(text: string): void;
  /** Leaves the terminal as it was. */
  stop(): void;
}

const WAITING = 'the server is checking and storing …';
const SMALLEST_STEP = 1_000_000;
const SILENT: Progress = { sent() {}, waiting() {}, note() {}, stop() {} };

/** A bar on a terminal, plain lines elsewhere, nothing if quiet; on stderr. */
export async function progressOf(file: RowFile, { stderr }: Io, quiet: boolean): Promise<Progress> {
  if (quiet) return SILENT;
  return stderr.isTTY ? bar(file, stderr) : plainLines(file, stderr);
}

/** A line at every tenth, and at most one a megabyte. */
function plainLines({ size, name }: RowFile, output: Output): Progress {
  const step = Math.max(size / 10, SMALLEST_STEP);
  let next = step;
  return {
    sent(count) {
      if (count === 0) next = step;
      if (count < next || count === size) return;
      next = count + step;
      output.write(
        `${name}: ${bytes(count)} of ${bytes(size)} sent (${Math.floor((100 * count) / size)} %)\n`,
      );
    },
    waiting: () => void output.write(`${name}: ${bytes(size)} sent; ${WAITING}\n`),
    note: (text) => void output.write(`${text}\n`),
    stop() {},
  };
}

async function bar({ size, name }: RowFile, output: Output): Promise<Progress> {
  const { SingleBar, Presets } = await import('cli-progress');
  const line = new SingleBar(
    {
      stream: output,
      format: `{bar} {percentage} % of ${bytes(size)} · {eta_formatted} left`,
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false, // Ctrl-C is the command's, which stops the bar
      barsize: 30,
    },
    Presets.shades_classic,
  );
  return {
    sent(count) {
      if (count === 0) line.start(size, 0);
      else line.update(count);
    },
    waiting() {
      line.stop();
      output.write(`${name}: ${bytes(size)} sent; ${WAITING}\n`);
    },
    note(text) {
      line.stop();
      output.write(`${text}\n`);
    },
    stop: () => line.stop(),
  };
}
