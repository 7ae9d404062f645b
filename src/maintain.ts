/** What is done to a database without serving it. */
import { userInfo } from 'node:os';
import { pino } from 'pino';
import { grantOf } from './access/grant.ts';
import { EXIT } from './cli/exit.ts';
import type { RetireOptions, SetAside, TokenOptions, TokenShown } from './cli/io.ts';
import { BadConfiguration, readConfiguration } from './config.ts';
import { Audit } from './engine/access/audit.ts';
import { AccessTokens } from './engine/access/tokens.ts';
import { retire as retireFrom } from './engine/retire.ts';
import { openAlone } from './openStore.ts';
import type { Database } from './store/database.ts';
import { loadReference } from './store/reference.ts';
import { resealWebhooks } from './store/sealedWebhooks.ts';
import type { AuditOutcome } from './store/words.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Brings the database to this version's schema. */
export async function migrate(environment: Environment): Promise<void> {
  const db = await openAlone(readConfiguration(environment));
  await db.close();
}

/** What is before a day was not set aside; the message says why. */
class RetirementRefused extends Error {
  readonly exitCode = EXIT.REFUSED;
}

/** Sets old data aside; what it was, or would be. Throws RetirementRefused. */
export async function retire({ env, ...wanted }: RetireOptions): Promise<readonly SetAside[]> {
  const db = await openAlone(readConfiguration(env));
  try {
    const { refused, partitions } = await retireFrom({ db, ...wanted });
    if (refused) throw new RetirementRefused(refused);
    return partitions;
  } finally {
    await db.close();
  }
}

/** Encrypts every secret again with the key that is set now; of how many webhooks. Throws where one cannot be read, and then changes none. */
export async function rotateSecrets(environment: Environment): Promise<number> {
  const configuration = readConfiguration(environment);
  if (configuration.SECRETS_KEY === undefined)
    throw new BadConfiguration(
      'SECRETS_KEY: name the new key, and the one before it in SECRETS_KEY_PREVIOUS',
    );
  const db = await openAlone(configuration);
  try {
    return await resealWebhooks(db);
  } finally {
    await db.close();
  }
}

/** A token was not made; the message says why. */
class TokenRefused extends Error {
  readonly exitCode = EXIT.USAGE;
}

const DAY = 24 * 3_600_000;

/** Makes, lists or revokes access tokens; what is made or revoked, or was refused, is noted in the audit. Throws TokenRefused. */
export async function tokens({ env, ...wanted }: TokenOptions): Promise<readonly TokenShown[]> {
  const configuration = readConfiguration(env);
  const db = await openAlone(configuration);
  try {
    const all = new AccessTokens(db);
    if (wanted.action === 'list') return await all.all();
    const audit = new Audit({ db, log: pino({ level: 'silent' }), months: configuration.AUDIT_MONTHS });
    return await noted(audit, wanted, () => changed(db, all, wanted));
  } finally {
    await db.close();
  }
}

type TokenChange = Exclude<DistributiveOmit<TokenOptions, 'env'>, { action: 'list' }>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** Who makes tokens without a server: beside it stands the name of whoever is logged in on the machine. */
const COMMAND_LINE = 'command line';
/** The form of an id: a whole token in its place, secret and all, is not noted. */
const TOKEN_ID = /^[0-9A-Za-z]{10}$/;
const LONGEST_TARGET = 200;

/** Notes what becomes of a change, under the same names as the API does. */
async function noted(
  audit: Audit,
  wanted: TokenChange,
  work: () => Promise<TokenShown[]>,
): Promise<readonly TokenShown[]> {
  const note = (outcome: AuditOutcome) =>
    audit.note({
      by: `${COMMAND_LINE} (${personHere()})`,
      principal: COMMAND_LINE,
      address: null,
      ...subjectOf(wanted),
      outcome,
      rows: null,
    });
  try {
    const shown = await work();
    await note(shown.length > 0 ? 'DONE' : 'REFUSED');
    return shown;
  } catch (error) {
    await note(error instanceof TokenRefused ? 'REFUSED' : 'FAILED');
    throw error;
  }
}

function subjectOf(wanted: TokenChange): { action: string; targets: string[] } {
  if (wanted.action === 'create')
    return { action: 'createAccessToken', targets: [wanted.name.slice(0, LONGEST_TARGET)] };
  return { action: 'revokeAccessToken', targets: TOKEN_ID.test(wanted.id) ? [wanted.id] : [] };
}

/** The name of whoever runs the program; a user that the machine has no name for, as in a container, is a number. */
function personHere(): string {
  try {
    return userInfo().username;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error;
    return `user ${process.getuid?.()}`;
  }
}

async function changed(db: Database, all: AccessTokens, wanted: TokenChange): Promise<TokenShown[]> {
  if (wanted.action === 'create') return [await created(db, all, wanted)];
  const revoked = await all.revoke(wanted.id);
  return revoked.outcome === 'revoked' ? [revoked.accessToken] : [];
}

async function created(
  db: Database,
  all: AccessTokens,
  { name, grants: texts, days }: Omit<Extract<TokenOptions, { action: 'create' }>, 'env'>,
): Promise<TokenShown> {
  const grants = texts.map((text) => {
    const grant = grantOf(text);
    if (typeof grant === 'string') throw new TokenRefused(`${text}: ${grant}`);
    return grant;
  });
  const expiresAt = days === undefined ? null : new Date(all.now().getTime() + days * DAY);
  const made = await all.create(await loadReference(db), COMMAND_LINE, { name, grants, expiresAt });
  if (made.outcome === 'created') return { ...made.accessToken, secret: made.secret };
  const told = made.problems.map(({ path, message }) => {
    const at = path[0] === 'grants' ? texts[Number(path[1])] : path[0];
    return `${at}: ${message}`;
  });
  throw new TokenRefused(told.join('\n'));
}
