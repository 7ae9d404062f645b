/** Who may come in. */
import { grantOf, isEverywhere } from '../access/grant.ts';
import type { TokenRow } from '../store/accessTokens.ts';
import { counted, type Finding, named, note, ok, problem } from './finding.ts';

/** What is known of those who may come in. */
export interface AccessKnown {
  /** Null where the database could not be looked at. */
  tokens: readonly TokenRow[] | null;
  /** The id of the token in ADMIN_TOKEN; null where it is not set. */
  adminToken: string | null;
  hasIssuer: boolean;
  asksWho: boolean;
  now: Date;
}

const DAY = 24 * 3_600_000;
const [SOON, LONG] = [30 * DAY, 90 * DAY];
const FIRST = 'make one: kpi-matrix token create --role admin';

/** What is found about access tokens. */
export function tokenFindings(known: AccessKnown): Finding[] {
  const { tokens, now } = known;
  if (tokens === null) return unseen(known);
  const valid = tokens.filter((it) => it.revokedAt === null && it.expiresAt > now);
  return [
    ...entryFindings(known, valid),
    ...adminTokenFindings(known, tokens, valid),
    ...expiryFindings(valid, now),
    ...useFindings(valid, now),
  ];
}

/** The settings alone may say that somebody can come in. */
function unseen({ asksWho, adminToken, hasIssuer }: AccessKnown): Finding[] {
  if (!asksWho || adminToken !== null || hasIssuer) return [];
  return [
    note('tokens', 'whether anybody can come in is not known', 'kpi-matrix token list lists the tokens'),
  ];
}

function entryFindings(
  { asksWho, adminToken, hasIssuer }: AccessKnown,
  valid: readonly TokenRow[],
): Finding[] {
  const canEnter = valid.length > 0 || adminToken !== null || hasIssuer;
  if (asksWho && !canEnter)
    return [
      problem(
        'tokens',
        'nobody can come in: there is no valid token, no ADMIN_TOKEN and no identity provider',
        FIRST,
      ),
    ];
  if (valid.length === 0)
    return [ok('tokens', asksWho ? 'none in the database is valid' : 'there is none, and none is asked for')];
  const admins = valid.filter(isAdmin);
  const text = `${counted(valid.length, 'token')} ${valid.length === 1 ? 'is' : 'are'} valid`;
  if (admins.length > 0) return [ok('tokens', `${text}; admins: ${named(admins.map(nameOf))}`)];
  const isAdministered = adminToken !== null || hasIssuer || !asksWho;
  return [isAdministered ? ok('tokens', text) : note('tokens', `${text}, none of them an admin's`, FIRST)];
}

const isAdmin = ({ grants }: TokenRow): boolean =>
  grants.map(grantOf).some((it) => typeof it !== 'string' && it.role === 'ADMIN' && isEverywhere(it));

const nameOf = ({ id, name }: TokenRow): string => `${name} (${id})`;

/** It is taken over once: ended, it does not begin anew with the next start. */
function adminTokenFindings(
  { adminToken }: AccessKnown,
  tokens: readonly TokenRow[],
  valid: readonly TokenRow[],
): Finding[] {
  if (adminToken === null) return [];
  const isOver = tokens.some(({ id }) => id === adminToken) && !valid.some(({ id }) => id === adminToken);
  if (!isOver) return [ok('ADMIN_TOKEN', 'it is set, and lets an admin in')];
  const found = valid.length > 0 ? note : problem;
  return [found('ADMIN_TOKEN', 'this token was revoked or has expired, and lets nobody in', FIRST)];
}

function expiryFindings(valid: readonly TokenRow[], now: Date): Finding[] {
  const ending = valid.filter(({ expiresAt }) => expiresAt.getTime() - now.getTime() < SOON);
  if (ending.length === 0) return [];
  const each = ending.map((it) => `${nameOf(it)} on ${it.expiresAt.toISOString().slice(0, 10)}`);
  return [
    note(
      'tokens',
      `within 30 days ${ending.length === 1 ? 'one expires' : 'these expire'}: ${named(each)}`,
      'make new ones, hand them over, and revoke the old ones',
    ),
  ];
}

function useFindings(valid: readonly TokenRow[], now: Date): Finding[] {
  const never = valid.filter(({ lastUsedAt }) => lastUsedAt === null);
  const rarely = valid.filter(({ lastUsedAt }) => lastUsedAt && now.getTime() - lastUsedAt.getTime() > LONG);
  const remedy = 'revoke what nobody needs: kpi-matrix token revoke <id>';
  return [
    ...(never.length > 0 ? [note('tokens', `never used: ${named(never.map(nameOf))}`, remedy)] : []),
    ...(rarely.length > 0
      ? [note('tokens', `not used for 90 days: ${named(rarely.map(nameOf))}`, remedy)]
      : []),
  ];
}
