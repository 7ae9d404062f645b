/** Tokens of a company's identity provider: JWT, signed with keys that its issuer publishes. */
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { grantsIn } from '../../access/grant.ts';
import type { Viewer } from '../../access/viewer.ts';
import { IssuerKeys } from './issuerKeys.ts';

/** Whose tokens are taken, and where in them the grants stand. */
export interface JwtSettings {
  issuer: string;
  audience: string;
  grantsClaim: string;
}

/** Those that a key which is published can be used with only as it is meant: no secret that both sides know, and never none. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const SKEW_SECONDS = 60;
/** The last second that a date can be of. */
const LAST_SECOND = 8.64e12;
/** What can stand in one line and be stored: no control characters. */
const LINE = /^[^\p{Cc}]{1,255}$/u;

/** Tells who comes with a JWT. */
export class Jwt {
  readonly #settings: JwtSettings;
  readonly #keys: IssuerKeys;

  constructor(settings: JwtSettings, keys = new IssuerKeys(settings.issuer)) {
    this.#settings = settings;
    this.#keys = keys;
  }

  /** Who comes with it; null where it is none that is taken, or grants nothing. Rejects with IssuerUnreachable. */
  async viewerWith(text: string): Promise<Viewer | null> {
    const { issuer, audience } = this.#settings;
    try {
      const { payload } = await jwtVerify(text, this.#keys.find, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: SKEW_SECONDS,
        requiredClaims: ['exp', 'iss', 'aud', 'sub'],
      });
      return this.#viewerOf(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  #viewerOf({ sub, exp, name, ...claims }: JWTPayload): Viewer | null {
    const { issuer, grantsClaim } = this.#settings;
    if (!isLine(sub)) return null;
    const claimed = claims[grantsClaim];
    const texts = Array.isArray(claimed) ? claimed : typeof claimed === 'string' ? claimed.split(/\s+/) : [];
    const grants = grantsIn(texts.filter((it) => typeof it === 'string'));
    if (grants.length === 0) return null;
    return {
      kind: 'JWT',
      name: isLine(name) ? name.slice(0, 200) : sub,
      principal: `jwt:${issuer}#${sub}`,
      grants,
      expiresAt: new Date(Math.min(exp! + SKEW_SECONDS, LAST_SECOND) * 1000),
    };
  }
}

const isLine = (claim: unknown): claim is string => typeof claim === 'string' && LINE.test(claim);
