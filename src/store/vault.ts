/**
 * Secrets as the database keeps them: sealed, that is encrypted with a key that is not in the database. Here is the form; what is sealed
 * stands with its table. The form has a version and names its key, so that either may change while older ones are still read.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
/** What GCM is made for, in bytes. */
const NONCE = 12;
const TAG = 16;

/** Version, key id, nonce, tag, data. A URL has another scheme than `v1`, and secrets of services no colons. */
const FORM = /^v1:([\w-]{11}):([\w-]{16}):([\w-]{22}):([\w-]*)$/;

/** Whether a text is a key: 32 bytes in base64. */
export const isKey = (text: string): boolean => /^[A-Za-z0-9+/]{43}=$/.test(text);

/** A new key. */
export const newKey = (): string => randomBytes(32).toString('base64');

/** Whether a text is sealed; what an older release wrote is not. */
export const isSealed = (text: string): boolean => FORM.test(text);

/** What names a key in all that is sealed with it. */
export const keyIdOf = (key: string): string =>
  createHash('sha256').update(Buffer.from(key, 'base64')).digest().subarray(0, 8).toString('base64url');

/** The id of the key that a text is sealed with; null for one that is plain. */
export const sealedWith = (text: string): string | null => FORM.exec(text)?.[1] ?? null;

/** Something that is sealed cannot be read; the message says what, and the remedy. */
export class SecretUnreadable extends Error {}

interface Key {
  id: string;
  bytes: Buffer;
}

/** Seals and opens with the keys of this server. Without a key it opens what is plain, and refuses all else. */
export class Vault {
  readonly #keys: readonly Key[];

  /** Keys in base64; the first one seals, all of them open. */
  constructor(keys: readonly string[]) {
    this.#keys = keys.map((key) => ({ id: keyIdOf(key), bytes: Buffer.from(key, 'base64') }));
  }

  /** A text sealed for its place, such as "url of webhook 7": anywhere else it cannot be opened. */
  seal(text: string, place: string): string {
    const [key] = this.#keys;
    if (!key) throw new Error(`the ${place} cannot be encrypted: the database was opened without a key`);
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(CIPHER, key.bytes, nonce).setAAD(Buffer.from(place));
    const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const parts = [nonce, cipher.getAuthTag(), data].map((it) => it.toString('base64url'));
    return ['v1', key.id, ...parts].join(':');
  }

  /**
   * The text that was sealed for a place; one that is not sealed as it stands, because a server of an older release may write beside
   * this one. Throws SecretUnreadable.
   */
  open(text: string, place: string): string {
    const [, id, ...parts] = FORM.exec(text) ?? [];
    if (id === undefined) return text;
    const key = this.#keys.find((it) => it.id === id);
    if (!key) throw unknownKey(place, id);
    const [nonce, tag, data] = parts.map((it) => Buffer.from(it, 'base64url')) as [Buffer, Buffer, Buffer];
    const decipher = createDecipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG });
    decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
    try {
      return Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8');
    } catch (error) {
      throw new SecretUnreadable(
        `the ${place} was changed in the database, or is that of another place: restore it from a backup, or delete its row`,
        { cause: error },
      );
    }
  }
}

/** The settings that keys come from. */
export interface KeySettings {
  SECRETS_KEY?: string | undefined;
  /** The one before it, with which something may still be sealed. */
  SECRETS_KEY_PREVIOUS?: string | undefined;
}

/** The vault of a server. */
export const vaultOf = ({ SECRETS_KEY, SECRETS_KEY_PREVIOUS }: KeySettings): Vault =>
  new Vault([SECRETS_KEY, SECRETS_KEY_PREVIOUS].filter((it) => it !== undefined));

function unknownKey(place: string, id: string): SecretUnreadable {
  return new SecretUnreadable(
    `the ${place} is encrypted with a key that is neither SECRETS_KEY nor SECRETS_KEY_PREVIOUS (the first 8 bytes of its SHA-256 are ${id} in base64url). ` +
      'Set SECRETS_KEY to that key, or SECRETS_KEY_PREVIOUS where another one has taken its place. ' +
      'A server that is given none keeps its own in secrets.key under DATA_DIR.',
  );
}
