/** The parts of a workbook, which is a ZIP file. What would unpack to far more than it is, is refused before it is unpacked. */
import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { UnreadableFile } from '../fileRow.ts';

/** More parts than any workbook has. */
const MOST_PARTS = 10_000;
/** What a part may unpack to, in bytes: a full sheet of a million rows has less. */
const LARGEST_PART = 4 * 1024 ** 3;
/** What is kept of the list of parts, in bytes: their names and remarks. */
const LONGEST_LIST = 16 * 1024 ** 2;
/** Sheets shrink to a tenth or a thirtieth; what shrinks to less than a two-hundredth has nothing in it. Small parts may. */
const [MOST_SHRUNK, SHRUNK_FROM] = [200, 10 * 1024 ** 2];

/** A workbook's parts by their names. Closed by whoever opened it. */
export class Archive {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  /** Throws UnreadableFile for what is no ZIP file, or a broken one. */
  static async open(file: string): Promise<Archive> {
    const zip = await readable(openPromise(file, { autoClose: false, lazyEntries: true }));
    try {
      if (zip.entryCount > MOST_PARTS)
        throw new UnreadableFile(`the workbook has ${zip.entryCount} parts, more than any`);
      const entries = new Map<string, Entry>();
      await readable(collect(zip, entries));
      return new Archive(zip, entries);
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** A part's content, of at most so many bytes. Throws UnreadableFile where it is not there, too large, or broken. */
  async *read(name: string, most = LARGEST_PART): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name);
    if (!entry) throw new UnreadableFile(`the workbook is not whole: it has no part ${name}`);
    const { uncompressedSize, compressedSize } = entry;
    const isBomb = uncompressedSize > SHRUNK_FROM && uncompressedSize > MOST_SHRUNK * compressedSize;
    if (isBomb || uncompressedSize > most)
      throw new UnreadableFile(
        `the part ${name} of the workbook would unpack to ${uncompressedSize} bytes, more than it may have; save it as CSV`,
      );
    const stream: Readable = await readable(this.#zip.openReadStreamPromise(entry));
    try {
      for await (const piece of stream) yield piece as Buffer;
    } catch (error) {
      throw damaged(error);
    } finally {
      stream.destroy();
    }
  }

  close(): void {
    this.#zip.close();
  }
}

async function collect(zip: ZipFile, entries: Map<string, Entry>): Promise<void> {
  let kept = 0;
  for await (const entry of zip.eachEntry()) {
    kept += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
    if (kept > LONGEST_LIST) throw new UnreadableFile('the list of parts of the workbook is too long');
    entries.set(entry.fileName.replace(/^\//, ''), entry);
  }
}

const readable = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw damaged(error);
  });

/** What the system says is a failure of this machine; the rest is about the file. */
function damaged(error: unknown): unknown {
  if (error instanceof UnreadableFile || (error as NodeJS.ErrnoException).syscall !== undefined) return error;
  return new UnreadableFile(
    `this is not a whole .xlsx workbook (${(error as Error).message}); save it again, or as CSV`,
  );
}
