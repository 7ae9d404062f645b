import { once } from 'node:events';
import type { Output } from './io.ts';

/**
 * Writes one line, or several, and waits while the reader is slow.
 * Throws the stream's error; with code EPIPE when the reader is gone (`kpi-matrix kpis | head`).
 */
export async function print(output: Output, text: string): Promise<void> {
  const flowing = output.write(`${text}\n`);
  if (output.errored) throw output.errored;
  if (!flowing && !output.destroyed) await once(output, 'drain');
}

// Control characters and the marks that turn the direction of writing: a terminal would obey them.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text from outside as one line that a terminal shows and does not obey. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => (/[\n\r\t]/.test(character) ? ' ' : '\ufffd'));
}
