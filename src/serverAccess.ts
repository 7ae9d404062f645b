/** Who may come in to this server, put together from its settings. */
import type { Logger } from 'pino';
import { everywhere } from './access/grant.ts';
import { asksWho, type Configuration } from './config.ts';
import { Audit } from './engine/access/audit.ts';
import { AccessTokens } from './engine/access/tokens.ts';
import type { Door } from './graphql/server/door.ts';
import { Admission } from './http/identity/admission.ts';
import { Identities, SCRAPER } from './http/identity/identities.ts';
import { IssuerKeys, type IssuerKeysOptions } from './http/identity/issuerKeys.ts';
import { Jwt } from './http/identity/jwt.ts';
import type { Database } from './store/database.ts';

/** Who may come in, and what is noted of them. */
export interface ServerAccess {
  tokens: AccessTokens;
  audit: Audit;
  admission: Admission;
  /** For what stays open. */
  door: Door;
}

/** What tests set otherwise. */
export interface AccessClock {
  /** By which tokens expire and are believed. */
  now?: () => Date;
  keys?: IssuerKeysOptions;
}

/** Puts it together; a token in ADMIN_TOKEN is taken over. */
export async function accessOf(
  configuration: Configuration,
  db: Database,
  log: Logger,
  { now, keys }: AccessClock = {},
): Promise<ServerAccess> {
  const { ADMIN_TOKEN, METRICS_TOKEN: metricsToken, TRUST_PROXY: proxies } = configuration;
  const tokens = new AccessTokens(db, now);
  if (ADMIN_TOKEN) await tokens.adopt(ADMIN_TOKEN, 'ADMIN_TOKEN', everywhere('ADMIN'));
  const isRequired = asksWho(configuration);
  const identity = new Identities({ tokens, jwt: jwtOf(configuration, keys), metricsToken, isRequired });
  const audit = new Audit({ db, log, months: configuration.AUDIT_MONTHS });
  const admission = new Admission({ identity, audit, proxies, log });
  const door: Door = {
    isRequired,
    admit: async (request, authorization) => {
      const admitted = await admission.admit(request, authorization);
      if ('status' in admitted) return admitted.status === 503 ? 'later' : 'unknown';
      return admitted.viewer === SCRAPER ? 'unknown' : admitted;
    },
    isValid: (viewer) => identity.isValid(viewer),
  };
  return { tokens, audit, admission, door };
}

/** Those of an identity provider, where there is one. */
function jwtOf(
  { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_GRANTS_CLAIM: grantsClaim }: Configuration,
  keys: IssuerKeysOptions | undefined,
): Jwt | undefined {
  if (!issuer || !audience) return undefined;
  return new Jwt({ issuer, audience, grantsClaim }, new IssuerKeys(issuer, keys));
}
