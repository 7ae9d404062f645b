/** Who asks: with a token, with a JWT, or nobody in particular where the server asks nobody. */
import { createHash } from 'node:crypto';
import { bearerOf, type Identity } from '../../access/identity.ts';
import { isSame, tokenOf } from '../../access/token.ts';
import { LOCAL, type Viewer } from '../../access/viewer.ts';
import { type AccessTokens, tokenIdOf } from '../../engine/access/tokens.ts';
import type { Jwt } from './jwt.ts';

/** What finding out needs. */
export interface IdentityOptions {
  tokens: AccessTokens;
  /** Left out where there is no identity provider. */
  jwt?: Jwt | undefined;
  /** What scrapes metrics, and may nothing else; left out where nothing does. */
  metricsToken?: string | undefined;
  /** Whether whoever brings nothing is refused; otherwise they may do everything. */
  isRequired: boolean;
}

/** What scrapes metrics. */
export const SCRAPER: Viewer = {
  kind: 'TOKEN',
  name: 'metrics',
  principal: 'metrics',
  grants: [],
  expiresAt: null,
};

/** As long as a header may be; over a WebSocket it is no header. */
const LONGEST = 16_384;

/** Of one length, whatever was sent. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Finds out who asks. */
export class Identities implements Identity {
  readonly #options: IdentityOptions;

  constructor(options: IdentityOptions) {
    this.#options = options;
  }

  async viewerWith(authorization: string | undefined): Promise<Viewer | null> {
    const { tokens, jwt, metricsToken, isRequired } = this.#options;
    if (authorization === undefined) return isRequired ? null : LOCAL;
    const text = bearerOf(authorization);
    if (text === null || text.length > LONGEST) return null;
    if (metricsToken !== undefined && isSame(digest(text), digest(metricsToken))) return SCRAPER;
    if (text.startsWith('kpi_')) return tokens.viewerWith(text);
    return (await jwt?.viewerWith(text)) ?? null;
  }

  async isValid(viewer: Viewer): Promise<boolean> {
    const { tokens } = this.#options;
    if (viewer.expiresAt !== null && viewer.expiresAt <= tokens.now()) return false;
    const id = tokenIdOf(viewer);
    return id === null || tokens.isValid(id);
  }
}

/** What of an Authorization header may be noted: which token it names, never the whole. */
export function claimedIn(authorization: string | undefined): string {
  const text = authorization === undefined ? null : bearerOf(authorization);
  const token = text && tokenOf(text);
  return token ? `token:${token.id}` : text?.startsWith('kpi_') ? 'no token' : text ? 'jwt' : 'nobody';
}
