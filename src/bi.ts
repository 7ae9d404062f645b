/** What `kpi-matrix bi` does to a database: logins of BI tools, and what they see. */
import { textOf } from './access/grant.ts';
import type { BiGrantShown, BiOptions } from './cli/io.ts';
import { CommandRefused, type Deed, type DistributiveOmit, noted } from './commandLine.ts';
import { readConfiguration } from './config.ts';
import { grantTo, revokeFrom } from './engine/access/biLogins.ts';
import { openAlone } from './openStore.ts';
import { biGrantRows } from './store/bi/grants.ts';
import type { Database } from './store/database.ts';

/** Grants, revokes or lists what logins see; what is granted or revoked, or was refused, is noted in the audit. Throws CommandRefused. */
export async function logins({ env, ...wanted }: BiOptions): Promise<readonly BiGrantShown[]> {
  const configuration = readConfiguration(env);
  if (!configuration.DATABASE_URL)
    throw new CommandRefused('an embedded database has no logins: use a PostgreSQL (DATABASE_URL)');
  const db = await openAlone(configuration);
  try {
    if (wanted.action === 'list') return await biGrantRows(db);
    return await noted({ db, months: configuration.AUDIT_MONTHS }, deedOf(wanted), async () =>
      wanted.action === 'revoke'
        ? await revokeFrom(db, wanted.role, wanted.place)
        : [await granted(db, wanted)],
    );
  } catch (error) {
    throw isDenied(error) ? new CommandRefused(DENIED) : error;
  } finally {
    await db.close();
  }
}

type Change = Exclude<DistributiveOmit<BiOptions, 'env'>, { action: 'list' }>;

function deedOf({ action, role, place }: Change): Deed {
  const targets = [role, ...(place ? [textOf({ role: 'READER', ...place })] : [])];
  return { action: `${action}BiLogin`, targets };
}

async function granted(
  db: Database,
  { role, place }: Pick<Extract<BiOptions, { action: 'grant' }>, 'role' | 'place'>,
): Promise<BiGrantShown> {
  const made = await grantTo(db, role, place);
  if (made.outcome === 'invalid')
    throw new CommandRefused(made.problems.map(({ path, message }) => `${path[0]}: ${message}`).join('\n'));
  return { ...made.grant, ...(made.password !== null && { password: made.password }) };
}

const DENIED =
  'the role in DATABASE_URL may not make roles or let others be members of bi_reader: run this command once with an ' +
  "administrator's DATABASE_URL, or give it CREATEROLE";

/** PostgreSQL's "insufficient privilege". */
const isDenied = (error: unknown): boolean => (error as { code?: unknown }).code === '42501';
