/** Logins of the database that read the views in the schema `bi`, and what they see there. */
import { sql } from 'drizzle-orm';
import { columns, type RowOf } from '../columns.ts';
import type { Statements } from '../database.ts';
import { biGrant } from '../schema.ts';

const GRANT = columns(biGrant, ['role', 'operator', 'orgUnit', 'businessLine', 'createdAt']);
/** What a login sees, in codes; null: everywhere. */
export type BiGrantRow = RowOf<typeof GRANT>;

/** Where something is seen. */
export type BiPlaceRow = Omit<BiGrantRow, 'role' | 'createdAt'>;

/** All of them, by login. */
export const biGrantRows = (db: Statements) =>
  db.rows<BiGrantRow>(sql`
    select ${GRANT} from ${biGrant}
    order by role, operator nulls first, org_unit nulls first, business_line nulls first`);

/** Adds one, unless it is there; the row as it stands. */
export async function addBiGrant(
  tx: Statements,
  role: string,
  { operator, orgUnit, businessLine }: BiPlaceRow,
): Promise<BiGrantRow> {
  const [row] = await tx.rows<BiGrantRow>(sql`
    insert into ${biGrant} (role, operator, org_unit, business_line) values (${role}, ${operator}, ${orgUnit}, ${businessLine})
    on conflict (role, coalesce(operator, ''), coalesce(org_unit, ''), coalesce(business_line, ''))
      do update set role = excluded.role
    returning ${GRANT}`);
  return row!;
}

/** Removes one of a login's, or (null) all; what was removed. */
export const removeBiGrants = (tx: Statements, role: string, place: BiPlaceRow | null) =>
  tx.rows<BiGrantRow>(sql`
    delete from ${biGrant} where role = ${role} ${
      place
        ? sql`and operator is not distinct from ${place.operator}::text and org_unit is not distinct from ${place.orgUnit}::text
            and business_line is not distinct from ${place.businessLine}::text`
        : sql``
    } returning ${GRANT}`);

/** The role that reads the views; logins are members of it. */
const READER = sql.identifier('bi_reader');

/** Lets a login read the views, of which it sees what it is granted. Rejects where this role of the database may not. */
export async function letRead(tx: Statements, role: string): Promise<void> {
  if (!(await databaseRole(tx, 'bi_reader'))) await tx.rows(sql`create role ${READER} nologin`);
  await tx.rows(sql`grant usage on schema bi to ${READER}`);
  await tx.rows(sql`grant select on all tables in schema bi to ${READER}`);
  await tx.rows(sql`grant ${READER} to ${sql.identifier(role)}`);
}

/** Lets a login read them no longer, where it could. */
export async function letReadNoLonger(tx: Statements, role: string): Promise<void> {
  if ((await databaseRole(tx, role)) && (await databaseRole(tx, 'bi_reader')))
    await tx.rows(sql`revoke ${READER} from ${sql.identifier(role)}`);
}

/** A role of the database server. */
export interface DatabaseRole {
  canLogin: boolean;
  /** Whether it sees everything anyway: it owns the views, or may do what their owner may. */
  owns: boolean;
}

/** A role by its name; undefined where there is none. */
export async function databaseRole(tx: Statements, name: string): Promise<DatabaseRole | undefined> {
  const [row] = await tx.rows<DatabaseRole>(sql`
    select r.rolcanlogin as "canLogin", pg_has_role(r.oid, n.nspowner, 'USAGE') as owns
    from pg_roles r join pg_namespace n on n.nspname = 'bi' where r.rolname = ${name}`);
  return row;
}

/**
 * Makes a login that only reads, a minute a statement and between two at most, and holds few connections. `verifier` is of the password's: it has no
 * character that ends a literal.
 */
export async function createReader(tx: Statements, name: string, verifier: string): Promise<void> {
  const role = sql.identifier(name);
  await tx.rows(sql`create role ${role} login connection limit 20 password ${sql.raw(`'${verifier}'`)}`);
  await tx.rows(sql`alter role ${role} set default_transaction_read_only = on`);
  await tx.rows(sql`alter role ${role} set statement_timeout = '60s'`);
  // What is left open keeps the database from tidying up, and partitions from being set aside.
  await tx.rows(sql`alter role ${role} set idle_in_transaction_session_timeout = '60s'`);
}
