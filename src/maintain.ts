/** What is done to a database without serving it. */
import { grantOf } from './access/grant.ts';
import { EXIT } from './cli/exit.ts';
import type { RetireOptions, SetAside, TokenOptions, TokenShown } from './cli/io.ts';
import { COMMAND_LINE, CommandRefused, type Deed, type DistributiveOmit, noted } from './commandLine.ts';
import { BadConfiguration, readConfiguration } from './config.ts';
import { AccessTokens } from './engine/access/tokens.ts';
import { retire as retireFrom } from './engine/retire.ts';
import { openAlone } from './openStore.ts';
import type { Database } from './store/database.ts';
import { loadReference } from './store/reference.ts';
import { resealWebhooks } from './store/sealedWebhooks.ts';

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

const DAY = 24 * 3_600_000;

/** Makes, lists or revokes access tokens; what is made or revoked, or was refused, is noted in the audit. Throws CommandRefused. */
export async function tokens({ env, ...wanted }: TokenOptions): Promise<readonly TokenShown[]> {
  const configuration = readConfiguration(env);
  const db = await openAlone(configuration);
  try {
    const all = new AccessTokens(db);
    if (wanted.action === 'list') return await all.all();
    return await noted({ db, months: configuration.AUDIT_MONTHS }, deedOf(wanted), () =>
      changed(db, all, wanted),
    );
  } finally {
    await db.close();
  }
}

type TokenChange = Exclude<DistributiveOmit<TokenOptions, 'env'>, { action: 'list' }>;

/** The form of an id: a whole token in its place, secret and all, is not noted. */
const TOKEN_ID = /^[0-9A-Za-z]{10}$/;

/** Under the same names as the API's. */
function deedOf(wanted: TokenChange): Deed {
  if (wanted.action === 'create') return { action: 'createAccessToken', targets: [wanted.name] };
  return { action: 'revokeAccessToken', targets: TOKEN_ID.test(wanted.id) ? [wanted.id] : [] };
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
    if (typeof grant === 'string') throw new CommandRefused(`${text}: ${grant}`);
    return grant;
  });
  const expiresAt = days === undefined ? null : new Date(all.now().getTime() + days * DAY);
  const made = await all.create(await loadReference(db), COMMAND_LINE, { name, grants, expiresAt });
  if (made.outcome === 'created') return { ...made.accessToken, secret: made.secret };
  const told = made.problems.map(({ path, message }) => {
    const at = path[0] === 'grants' ? texts[Number(path[1])] : path[0];
    return `${at}: ${message}`;
  });
  throw new CommandRefused(told.join('\n'));
}
