/**
 * Tokens: `kpi_<id>_<secret>`. The last six characters are a checksum of the rest, so that one that was mistyped, or any text that only
 * looks like one, is recognised without a look-up, here and by what scans source code for secrets.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** A token taken apart. */
export interface Token {
  id: string;
  /** SHA-256 of the whole text: all that is kept of it. */
  hash: Buffer;
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const [ID_LENGTH, SECRET_BYTES, CHECK_LENGTH] = [10, 32, 6];
/** So many base62 digits hold 32 bytes. */
const SECRET_LENGTH = 43;
const FORM = new RegExp(`^kpi_([0-9A-Za-z]{${ID_LENGTH}})_[0-9A-Za-z]{${SECRET_LENGTH + CHECK_LENGTH}}$`);

/** A new token, whose text is shown once. */
export function newToken(): Token & { text: string } {
  const id = base62(randomBytes(ID_LENGTH), ID_LENGTH);
  const rest = `kpi_${id}_${base62(randomBytes(SECRET_BYTES), SECRET_LENGTH)}`;
  const text = rest + checkOf(rest);
  return { id, hash: hashOf(text), text };
}

/** The token that a text is; null for what is none. */
export function tokenOf(text: string): Token | null {
  const found = FORM.exec(text);
  if (!found || checkOf(text.slice(0, -CHECK_LENGTH)) !== text.slice(-CHECK_LENGTH)) return null;
  return { id: found[1]!, hash: hashOf(text) };
}

/** Whether two hashes are the same, in a time that tells nothing of where they differ. */
export const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.byteLength === b.byteLength && timingSafeEqual(a, b);

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const checkOf = (text: string): string => digits(BigInt(crc32(text)), CHECK_LENGTH);

/** The number that some bytes are, cut to so many digits. */
const base62 = (bytes: Buffer, length: number): string =>
  digits(BigInt(`0x${bytes.toString('hex')}`), length);

function digits(value: bigint, length: number): string {
  let text = '';
  for (let left = value; text.length < length; left /= 62n) text = DIGITS[Number(left % 62n)]! + text;
  return text;
}
