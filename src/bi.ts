/** What `kpi-matrix bi` does to a database: logins of BI tools, and what they see. */
import { EXIT } from './cli/exit.ts';
import type { BiGrantShown, BiOptions } from './cli/io.ts';
import { readConfiguration } from './config.ts';
import { grantTo, revokeFrom } from './engine/access/biLogins.ts';
import { openAlone } from './openStore.ts';
import { biGrantRows } from './store/bi/grants.ts';
import type { Database } from './store/database.ts';

/** It was not done; the message says why. */
class LoginRefused extends Error {
  readonly exitCode = EXIT.USAGE;
}

/** Grants, revokes or lists what logins see. Throws LoginRefused. */
export async function logins({ env, ...wanted }: BiOptions): Promise<readonly BiGrantShown[]> {
  const configuration = readConfiguration(env);
  if (!configuration.DATABASE_URL)
    throw new LoginRefused('an embedded database has no logins: use a PostgreSQL (DATABASE_URL)');
  const db = await openAlone(configuration);
  try {
    if (wanted.action === 'list') return await biGrantRows(db);
    if (wanted.action === 'revoke') return await revokeFrom(db, wanted.role, wanted.place);
    return [await granted(db, wanted)];
  } catch (error) {
    throw isDenied(error) ? new LoginRefused(DENIED) : error;
  } finally {
    await db.close();
  }
}

async function granted(
  db: Database,
  { role, place }: Omit<Extract<BiOptions, { action: 'grant' }>, 'env' | 'action'>,
): Promise<BiGrantShown> {
  const made = await grantTo(db, role, place);
  if (made.outcome === 'invalid')
    throw new LoginRefused(made.problems.map(({ path, message }) => `${path[0]}: ${message}`).join('\n'));
  return { ...made.grant, ...(made.password !== null && { password: made.password }) };
}

const DENIED =
  'the role in DATABASE_URL may not make roles or let others be members of bi_reader: run this command once with an ' +
  "administrator's DATABASE_URL, or give it CREATEROLE";

/** PostgreSQL's "insufficient privilege". */
const isDenied = (error: unknown): boolean => (error as { code?: unknown }).code === '42501';
