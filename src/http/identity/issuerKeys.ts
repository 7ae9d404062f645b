/** The keys that an identity provider signs with: found by its description, and read again now and then. */
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

/** Nobody can tell at the moment whether a token is right: the identity provider does not answer, or not as it should. */
export class IssuerUnreachable extends Error {}

/** How keys are asked for, in milliseconds. */
export interface IssuerKeysOptions {
  /** They are asked for again at most this often, however many tokens name an unknown one. */
  cooldown?: number;
  /** An issuer that did not answer is asked again at most this often. */
  retry?: number;
  now?: () => number;
}

/** How long the issuer may take, in milliseconds. */
const PATIENCE = 5000;
/** After ten minutes keys are asked for again beside the requests, after an hour before anything is let in by them. */
const [OLD, TOO_OLD] = [600_000, 3_600_000];

/** The keys of one issuer. An outage of it is not felt for an hour by whoever comes with a key that is known. */
export class IssuerKeys {
  readonly #issuer: string;
  readonly #options: Required<IssuerKeysOptions>;
  #known: JWTVerifyGetKey | undefined;
  #readAt = -Infinity;
  #askedAt = -Infinity;
  #asking: Promise<void> | undefined;
  /** Why they could not be read when they were asked for last. */
  #failure: unknown;

  constructor(issuer: string, options: IssuerKeysOptions = {}) {
    this.#issuer = issuer;
    this.#options = { cooldown: 60_000, retry: 5000, now: () => performance.now(), ...options };
  }

  /** The key that a token is signed with. Rejects with IssuerUnreachable while nobody can tell. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    const age = this.#options.now() - this.#readAt;
    if (age > TOO_OLD) await this.#ask();
    else if (age > OLD) void this.#ask();
    const known = this.#current();
    try {
      return await known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    await this.#ask();
    // It may be one of those that could not be read.
    if (this.#failure !== undefined) throw this.#unreachable();
    return this.#current()(header, token);
  };

  #current(): JWTVerifyGetKey {
    if (!this.#known || this.#options.now() - this.#readAt > TOO_OLD) throw this.#unreachable();
    return this.#known;
  }

  #unreachable(): IssuerUnreachable {
    return new IssuerUnreachable(`the keys of ${this.#issuer} cannot be read`, { cause: this.#failure });
  }

  /** Reads the keys, where that was not tried just now; never rejects. */
  #ask(): Promise<void> {
    const { cooldown, retry, now } = this.#options;
    const pause = this.#failure === undefined ? cooldown : retry;
    if (!this.#asking && now() - this.#askedAt >= pause) {
      this.#askedAt = now();
      this.#asking = this.#read().finally(() => (this.#asking = undefined));
    }
    return this.#asking ?? Promise.resolve();
  }

  async #read(): Promise<void> {
    try {
      const { name, keys } = await descriptionOf(this.#issuer);
      if (name !== this.#issuer) throw new Error(`${this.#issuer} describes another issuer`);
      this.#known = createLocalJWKSet((await json(keys)) as JSONWebKeySet);
      this.#readAt = this.#options.now();
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
    }
  }
}

/** What an issuer says of itself: its name, which stands in its tokens, and where its keys are. Throws where it cannot be read. */
export async function descriptionOf(
  issuer: string,
  signal = AbortSignal.timeout(PATIENCE),
): Promise<{ name: unknown; keys: URL }> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { issuer: name, jwks_uri: keys } = (await json(url, signal)) as Record<
    'issuer' | 'jwks_uri',
    unknown
  >;
  if (typeof keys !== 'string') throw new Error(`${url} names no jwks_uri`);
  return { name, keys: new URL(keys) };
}

async function json(url: string | URL, signal = AbortSignal.timeout(PATIENCE)): Promise<unknown> {
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer.json();
}
