/** A file that a page loads: named by its content, so that browsers may keep it for good, and compressed once. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const TYPES = {
  css: 'text/css; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
};

/** By preference. The highest quality of Brotli would take ten times as long and save a tenth. */
const ENCODINGS = {
  br: (content: Bytes) =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }) as Promise<Bytes>,
  gzip: (content: Bytes) => promisify(gzip)(content) as Promise<Bytes>,
};

/** Memory that no other thread shares, as bodies of answers have to be. */
type Bytes = Buffer<ArrayBuffer>;

type Encoding = keyof typeof ENCODINGS;

/** What is answered to whoever asks for the file. */
export interface AssetAnswer {
  headers: Record<string, string>;
  body: Bytes;
}

/** One such file, and how it is sent. */
export class Asset {
  /** Where it is, below the folder that it was made for. */
  readonly path: string;
  readonly #type: string;
  readonly #content: Bytes;
  readonly #encoded = new Map<Encoding, Promise<Bytes>>();

  constructor(folder: string, kind: keyof typeof TYPES, content: Bytes) {
    this.path = `${folder}${createHash('sha256').update(content).digest('hex').slice(0, 16)}.${kind}`;
    this.#type = TYPES[kind];
    this.#content = content;
  }

  /** The answer for a client that says this in its Accept-Encoding. */
  async answer(accepted: string): Promise<AssetAnswer> {
    const encoding = encodingFor(accepted);
    return {
      headers: {
        'Content-Type': this.#type,
        'Cache-Control': 'public, max-age=31536000, immutable',
        Vary: 'Accept-Encoding',
        ...(encoding && { 'Content-Encoding': encoding }),
      },
      body: encoding ? await this.#as(encoding) : this.#content,
    };
  }

  #as(encoding: Encoding): Promise<Bytes> {
    const encoded = this.#encoded.get(encoding) ?? ENCODINGS[encoding](this.#content);
    this.#encoded.set(encoding, encoded);
    return encoded;
  }
}

/** The best of our encodings that a client takes. */
function encodingFor(accepted: string): Encoding | undefined {
  const takes = accepted
    .split(',')
    .map((it) => it.split(';').map((part) => part.trim()))
    .filter(([, weight]) => !/^q=0(\.0*)?$/.test(weight ?? ''))
    .map(([name]) => name);
  return (Object.keys(ENCODINGS) as Encoding[]).find((it) => takes.includes(it));
}
