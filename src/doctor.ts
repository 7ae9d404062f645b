/** Looks at settings, database and surroundings of a server, and says what is open, who may come in and what is missing. Changes nothing. */
import { existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { tokenOf } from './access/token.ts';
import type { DoctorOptions } from './cli/io.ts';
import { asksWho, BadConfiguration, type Configuration, isLocal, readConfiguration } from './config.ts';
import { databaseFindings, diskFinding, durabilityFinding } from './findings/database.ts';
import { type Finding, note, problem } from './findings/finding.ts';
import { issuerFindings } from './findings/issuer.ts';
import { networkFindings } from './findings/network.ts';
import { nodeFindings } from './findings/node.ts';
import { secretFindings } from './findings/secrets.ts';
import { tokenFindings } from './findings/tokens.ts';
import { webhookFindings } from './findings/webhooks.ts';
import { openAlone } from './openStore.ts';
import { keyFileIn } from './secretsKey.ts';
import { type TokenRow, tokenRows } from './store/accessTokens.ts';
import type { Database } from './store/database.ts';
import { DirectoryHeld } from './store/directoryLock.ts';
import { databaseFacts, troubledWebhooks, type WebhookHealth } from './store/health.ts';
import { keyKeptIn, KeyFileUnusable } from './store/keyFile.ts';
import { keysOfWebhooks } from './store/sealedWebhooks.ts';

/** How long an identity provider may take, in milliseconds. */
const PATIENCE = 5000;

/** What is found; all of it, also where some of it could not be looked at. */
export async function examine({ env, now }: DoctorOptions): Promise<readonly Finding[]> {
  const node = nodeFindings(process.versions.node);
  try {
    return [...node, ...(await findingsOf(readConfiguration(env), now))];
  } catch (error) {
    if (!(error instanceof BadConfiguration)) throw error;
    const lines = error.message.split('\n').map((line) => problem('settings', line));
    return [...node, ...lines, note('settings', 'the rest was not looked at: it follows from the settings')];
  }
}

async function findingsOf(configuration: Configuration, now: Date): Promise<Finding[]> {
  const { ADMIN_TOKEN, OIDC_ISSUER } = configuration;
  const network = { ...configuration, isLocal: isLocal(configuration), asksWho: asksWho(configuration) };
  const { findings, inside } = await lookInto(configuration);
  const access = {
    tokens: inside?.tokens ?? null,
    adminToken: (ADMIN_TOKEN && tokenOf(ADMIN_TOKEN)?.id) ?? null,
    hasIssuer: OIDC_ISSUER !== undefined,
    asksWho: network.asksWho,
    now,
  };
  return [
    ...networkFindings(network),
    ...tokenFindings(access),
    ...(OIDC_ISSUER === undefined ? [] : await issuerFindings(OIDC_ISSUER, PATIENCE)),
    ...keyFindings(configuration, inside),
    ...findings,
    ...(inside ? webhookFindings(inside.webhooks) : []),
  ];
}

/** What is in a database whose tables are those of this version. */
interface Inside {
  tokens: readonly TokenRow[];
  keys: ReadonlyMap<string, number>;
  webhooks: readonly WebhookHealth[];
}

const EMPTY: Inside = { tokens: [], keys: new Map(), webhooks: [] };

interface Seen {
  findings: Finding[];
  /** Null where it could not be looked at. */
  inside: Inside | null;
}

async function lookInto(configuration: Configuration): Promise<Seen> {
  const { DATABASE_URL, DATA_DIR } = configuration;
  if (DATABASE_URL) return lookIntoDatabase(configuration);
  const surroundings = [durabilityFinding(), diskFinding(DATA_DIR, freeAt(DATA_DIR))];
  if (!existsSync(`${DATA_DIR}/pg`)) {
    const text = `there is no embedded database in ${DATA_DIR} yet: the first start makes it`;
    return { findings: [note('database', text), ...surroundings], inside: EMPTY };
  }
  const { findings, inside } = await lookIntoDatabase(configuration);
  return { findings: [...findings, ...surroundings], inside };
}

async function lookIntoDatabase(configuration: Configuration): Promise<Seen> {
  let db: Database | undefined;
  try {
    db = await openAlone(configuration, 'found');
    const facts = await databaseFacts(db);
    const { done, pending, isNewer } = facts.schema;
    const inside = done === 0 ? EMPTY : pending > 0 || isNewer ? null : await contentsOf(db);
    return { findings: databaseFindings(db.kind, facts), inside };
  } catch (error) {
    return { findings: [unopened(error as Error)], inside: null };
  } finally {
    await db?.close();
  }
}

const contentsOf = async (db: Database): Promise<Inside> => ({
  tokens: await tokenRows(db),
  keys: await keysOfWebhooks(db),
  webhooks: await troubledWebhooks(db),
});

const unopened = (error: Error): Finding =>
  error instanceof DirectoryHeld
    ? note(
        'database',
        `what is inside could not be looked at: ${error.message}`,
        'where that process is a server of yours all is well; to have tokens and webhooks looked at, stop it first',
      )
    : problem('database', error.message);

function keyFindings(
  { SECRETS_KEY, SECRETS_KEY_PREVIOUS, DATA_DIR }: Configuration,
  inside: Inside | null,
): Finding[] {
  const file = keyFileIn(DATA_DIR);
  try {
    const kept = SECRETS_KEY === undefined ? keyKeptIn(file) : null;
    return secretFindings({ SECRETS_KEY, SECRETS_KEY_PREVIOUS, file, kept, inUse: inside?.keys ?? null });
  } catch (error) {
    if (error instanceof KeyFileUnusable) return [problem('SECRETS_KEY', error.message)];
    throw error;
  }
}

/** How many bytes are free where a directory is, or will be. */
function freeAt(directory: string): number {
  let there = resolve(directory);
  while (!existsSync(there)) there = dirname(there);
  const { bavail, bsize } = statfsSync(there);
  return bavail * bsize;
}
