/** Tokens of a company's identity provider: JWT, signed with keys that its issuer publishes. */
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { grantOf } from '../../access/grant.ts';
import type { Viewer } from '../../access/viewer.ts';

/** Whose tokens are taken, and where in them the grants stand. */
export interface JwtSettings {
  issuer: string;
  audience: string;
  grantsClaim: string;
}

/** Those that a key which is published can be used with only as it is meant: no secret that both sides know, and never none. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const SKEW_SECONDS = 60;
/** Keys are asked for again at most this often, in milliseconds, however many tokens name an unknown one. */
const COOLDOWN = 60_000;
/** How long the issuer may take, in milliseconds. */
const PATIENCE = 5000;

/** What an issuer says of itself: its name, which stands in its tokens, and where its keys are. Throws where it cannot be read. */
export async function descriptionOf(
  issuer: string,
  signal: AbortSignal,
): Promise<{ name: unknown; keys: URL }> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  const { issuer: name, jwks_uri: keys } = (await answer.json()) as Record<'issuer' | 'jwks_uri', unknown>;
  if (typeof keys !== 'string') throw new Error(`${url} names no jwks_uri`);
  return { name, keys: new URL(keys) };
}

/** Tells who comes with a JWT. */
export class Jwt {
  readonly #settings: JwtSettings;
  #keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(settings: JwtSettings) {
    this.#settings = settings;
  }

  /** Who comes with it; null where it is none that is taken, or grants nothing. Rejects where the issuer cannot be reached. */
  async viewerWith(text: string): Promise<Viewer | null> {
    const { issuer, audience } = this.#settings;
    try {
      const { payload } = await jwtVerify(text, await this.#issuerKeys(), {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: SKEW_SECONDS,
        requiredClaims: ['exp', 'iss', 'aud', 'sub'],
      });
      return this.#viewerOf(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) return null;
      throw error;
    }
  }

  /** The issuer's keys, found by its description; an issuer that did not answer is asked again by the next token. */
  #issuerKeys(): Promise<JWTVerifyGetKey> {
    this.#keys ??= this.#discover().catch((error: unknown) => {
      this.#keys = undefined;
      throw error;
    });
    return this.#keys;
  }

  async #discover(): Promise<JWTVerifyGetKey> {
    const { keys } = await descriptionOf(this.#settings.issuer, AbortSignal.timeout(PATIENCE));
    return createRemoteJWKSet(keys, { cooldownDuration: COOLDOWN, timeoutDuration: PATIENCE });
  }

  #viewerOf({ sub, exp, name, ...claims }: JWTPayload): Viewer | null {
    const { issuer, grantsClaim } = this.#settings;
    const claimed = claims[grantsClaim];
    const texts = Array.isArray(claimed) ? claimed : typeof claimed === 'string' ? claimed.split(/\s+/) : [];
    const grants = texts
      .map((it) => (typeof it === 'string' ? grantOf(it) : 'no text'))
      .filter((it) => typeof it !== 'string');
    if (grants.length === 0) return null;
    return {
      kind: 'JWT',
      name: typeof name === 'string' && name !== '' ? name.slice(0, 200) : sub!,
      principal: `jwt:${issuer}#${sub!}`,
      grants,
      expiresAt: new Date((exp! + SKEW_SECONDS) * 1000),
    };
  }
}
