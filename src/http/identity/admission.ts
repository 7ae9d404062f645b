/** Letting requests in: whoever is not known is refused in the same words whatever was wrong, and slowed down where that goes on. */
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Identity } from '../../access/identity.ts';
import { type Caller, LOCAL, type Viewer } from '../../access/viewer.ts';
import type { Audit } from '../../engine/access/audit.ts';
import { addressOf, networkOf } from './address.ts';
import type { Refused } from '../refusal.ts';
import { claimedIn } from './identities.ts';
import { IssuerUnreachable } from './issuerKeys.ts';

/** What letting in needs. */
export interface AdmissionOptions {
  identity: Identity;
  audit: Audit;
  /** How many proxies stand before the server and say from whom they have a request. */
  proxies: number;
  log: Pick<Logger, 'error'>;
}

/** How often a minute an address may fail. */
const FAILURES = 20;

const UNKNOWN: Refused = {
  status: 401,
  code: 'UNAUTHENTICATED',
  message: 'this takes a valid access token: Authorization: Bearer …',
  headers: { 'WWW-Authenticate': 'Bearer' },
};

/** Others are not concerned: only whoever comes with a token of the identity provider. */
const LATER: Refused = {
  status: 503,
  code: 'UNAVAILABLE',
  message: 'the identity provider cannot be reached at the moment; send the same again in a few seconds',
  headers: { 'Retry-After': '5' },
};

/** Lets requests in. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #failures = new RateLimiterMemory({ points: FAILURES, duration: 60 });
  /** By principal, the day on which they came last: the first time of a day is noted. */
  readonly #seen = new Map<string, string>();

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** Who sent a request, or what it is refused with. A right token is let in however often others from there failed. */
  async admit(
    request: IncomingMessage,
    authorization = request.headers.authorization,
  ): Promise<Caller | Refused> {
    const { identity, proxies } = this.#options;
    const address = addressOf(request, proxies);
    const viewer = await identity.viewerWith(authorization).catch((error: unknown) => this.#later(error));
    if (viewer === 'later') return LATER;
    if (!viewer) return this.#refuse(address, authorization);
    if (viewer.kind === 'JWT') await this.#noteFirst(viewer, address);
    return { viewer, address };
  }

  #later(error: unknown): 'later' {
    if (!(error instanceof IssuerUnreachable)) throw error;
    this.#options.log.error({ err: error }, 'a token of the identity provider could not be looked at');
    return 'later';
  }

  async #refuse(address: string, authorization: string | undefined): Promise<Refused> {
    const wait = await this.#failures.consume(networkOf(address)).then(
      () => null,
      (error: unknown) => {
        if (error instanceof RateLimiterRes) return Math.ceil(error.msBeforeNext / 1000);
        throw error;
      },
    );
    if (wait !== null) return limited(wait);
    const by = claimedIn(authorization);
    await this.#note({ by, principal: by, address, outcome: 'REFUSED' });
    return UNKNOWN;
  }

  async #noteFirst({ name, principal }: Viewer, address: string): Promise<void> {
    const today = new Date().toISOString().slice(0, 10);
    if (this.#seen.get(principal) === today) return;
    if (this.#seen.size > 10_000) this.#seen.clear();
    this.#seen.set(principal, today);
    await this.#note({ by: name, principal, address, outcome: 'DONE' });
  }

  #note(what: {
    by: string;
    principal: string;
    address: string;
    outcome: 'DONE' | 'REFUSED';
  }): Promise<void> {
    return this.#options.audit.note({ ...what, action: 'authentication', targets: [], rows: null });
  }
}

const limited = (wait: number): Refused => ({
  status: 429,
  code: 'RATE_LIMITED',
  message: `too many failed attempts from here; wait ${wait} seconds`,
  headers: { 'Retry-After': String(wait) },
});

/** Lets everybody do everything: for a server that nobody else reaches. */
export const EVERYBODY: Pick<Admission, 'admit'> = {
  admit: ({ socket }) => Promise.resolve({ viewer: LOCAL, address: socket.remoteAddress ?? '' }),
};
