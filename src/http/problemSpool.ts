/** Problems of a file's rows, kept on disk: as many as there are, told in the order of lines. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './files/fileRow.ts';

const FLUSH_AT = 64 * 1024;

export interface RowProblem extends Place {
  message: string;
  /** What is kept all the same. */
  warning?: true;
}

export class ProblemSpool {
  readonly #file: number;
  #lines: number[] = [];
  #offsets: number[] = [0];
  #buffer: Buffer[] = [];
  #buffered = 0;

  constructor(directory: string) {
    this.#file = openSync(join(directory, 'problems'), 'w+', 0o600);
  }

  get count(): number {
    return this.#lines.length;
  }

  add(problem: RowProblem): void {
    const bytes = Buffer.from(`${JSON.stringify(problem)}\n`);
    this.#lines.push(problem.line);
    this.#offsets.push(this.#offsets.at(-1)! + bytes.length);
    this.#buffer.push(bytes);
    this.#buffered += bytes.length;
    if (this.#buffered > FLUSH_AT) this.#flush();
  }

  clear(): void {
    this.#lines = [];
    this.#offsets = [0];
    this.#buffer = [];
    this.#buffered = 0;
  }

  /** The problems as lines of JSON, by rising line. */
  *read(): Generator<Buffer> {
    this.#flush();
    const order = this.#lines.map((_, at) => at).sort((a, b) => this.#lines[a]! - this.#lines[b]! || a - b);
    for (const at of order) {
      const bytes = Buffer.alloc(this.#offsets[at + 1]! - this.#offsets[at]!);
      readSync(this.#file, bytes, 0, bytes.length, this.#offsets[at]!);
      yield bytes;
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #flush(): void {
    const start = this.#offsets.at(-1)! - this.#buffered;
    writeSync(this.#file, Buffer.concat(this.#buffer), 0, this.#buffered, start);
    this.#buffer = [];
    this.#buffered = 0;
  }
}
