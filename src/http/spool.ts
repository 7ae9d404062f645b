/** A request's body on disk: a slow or huge upload holds a file, never memory or a transaction. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface Spool {
  /** A private directory that goes with the spool. */
  directory: string;
  file: string;
  bytes: number;
  sha256: string;
  remove(): Promise<void>;
}

/** Takes a stream to its end. Rejects, with nothing left on disk, if it breaks off. */
export async function spool(body: Readable): Promise<Spool> {
  const directory = await mkdtemp(join(tmpdir(), 'kpi-matrix-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  const file = join(directory, 'body');
  const hash = createHash('sha256');
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(body, count, createWriteStream(file, { mode: 0o600 }));
  } catch (error) {
    await remove();
    throw error;
  }
  return { directory, file, bytes, sha256: hash.digest('hex'), remove };
}
