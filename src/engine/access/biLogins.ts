/** Logins of BI tools: PostgreSQL lets them in, and the views show them what they are granted here. */
import { newPassword, scramVerifier } from '../../access/scram.ts';
import {
  addBiGrant,
  type BiGrantRow,
  type BiPlaceRow,
  createReader,
  databaseRole,
  letRead,
  letReadNoLonger,
  removeBiGrants,
  biGrantRows,
} from '../../store/bi/grants.ts';
import type { Database, Statements } from '../../store/database.ts';
import { loadReference } from '../../store/reference.ts';
import { type Invalid, invalid, type Problem } from '../../world/outcome.ts';
import { placeProblems } from './tokens.ts';

/** A login sees what it is granted. */
export interface Granted {
  outcome: 'granted';
  grant: BiGrantRow;
  /** Of a login that was made for it; told only now. Null for one that was there. */
  password: string | null;
}

/** What PostgreSQL would take apart from others: longer names are cut, and these are its own. */
const NAME = /^[a-z_][a-z0-9_-]{0,62}$/;
const OWN_NAMES = /^(pg_.*|public|none|bi_reader)$/;

/**
 * Shows a login what stands at a place and everywhere below it; makes the login where there is none. Nothing where something is wrong.
 * Rejects where this role of the database may not do that.
 */
export const grantTo = (db: Database, role: string, place: BiPlaceRow): Promise<Granted | Invalid> =>
  db.transaction(async (tx) => {
    const problems = [...(await roleProblems(tx, role)), ...placeProblems(place, await loadReference(tx))];
    if (problems.length > 0) return invalid(problems);
    const password = (await databaseRole(tx, role)) ? null : newPassword();
    if (password !== null) await createReader(tx, role, scramVerifier(password));
    await letRead(tx, role);
    return { outcome: 'granted', grant: await addBiGrant(tx, role, place), password };
  });

async function roleProblems(tx: Statements, role: string): Promise<Problem[]> {
  const problem = (message: string): Problem[] => [{ path: ['role'], message }];
  if (!NAME.test(role) || OWN_NAMES.test(role))
    return problem(
      'expected the name of a login: small letters, digits, _ and -, at most 63, none of PostgreSQL’s own',
    );
  const known = await databaseRole(tx, role);
  if (known?.owns)
    return problem(`${role} sees everything already: it may do what the owner of the views may`);
  if (known && !known.canLogin) return problem(`${role} is a role without login: name a login`);
  return [];
}

/** Takes one grant of a login away, or (null) all. With the last it reads nothing any longer; the login itself stays. What was taken. */
export const revokeFrom = (db: Database, role: string, place: BiPlaceRow | null): Promise<BiGrantRow[]> =>
  db.transaction(async (tx) => {
    const gone = await removeBiGrants(tx, role, place);
    const left = (await biGrantRows(tx)).some((it) => it.role === role);
    if (!left) await letReadNoLonger(tx, role);
    return gone;
  });
