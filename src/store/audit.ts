/** Who did what, as rows that are only ever added: written when it was done or refused, read page by page. */
import { sql, type SQL } from 'drizzle-orm';
import { texts } from './arrays.ts';
import { columns, type RowOf } from './columns.ts';
import type { Statements } from './database.ts';
import { lockPartitions } from './locks.ts';
import { instant } from './parameters.ts';
import { auditEvent } from './schema.ts';
import type { AuditOutcome } from './words.ts';

const AUDIT = columns(auditEvent, [
  'id',
  'at',
  'by',
  'principal',
  'address',
  'action',
  'targets',
  'outcome',
  'rows',
]);
/** One thing that somebody did, or was refused. */
export type AuditRow = RowOf<typeof AUDIT>;

/** What is noted; its place in the order is found when it is. */
export type Noted = Omit<AuditRow, 'id'>;

/** Adds a row; its month has to be there. */
export const insertAudit = (db: Statements, it: Noted) =>
  db.rows(sql`
    insert into ${auditEvent} (at, by, principal, address, action, targets, outcome, rows)
    values (${instant(it.at)}, ${it.by}, ${it.principal}, ${it.address}, ${it.action}, ${texts(it.targets)}, ${it.outcome},
      ${it.rows}::int)`);

/** `2026-11`. */
export const monthOf = (at: Date): string => at.toISOString().slice(0, 7);

const nameOf = (month: string) => `audit_event_${month.replace('-', '_')}`;

/** Makes the partition of a month (`2026-11`), where it is not there. */
export async function ensureAuditMonth(tx: Statements, month: string): Promise<void> {
  await lockPartitions(tx);
  const name = nameOf(month);
  const [year = 0, number = 0] = month.split('-').map(Number);
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  await tx.rows(
    sql.raw(`do $$ begin
      if to_regclass('${name}') is null then
        create table ${name} (like audit_event including all);
        create trigger audit_event_never_emptied before truncate on ${name}
          for each statement execute function refuse_audit_change();
        alter table audit_event attach partition ${name} for values from ('${month}-01 00:00Z') to ('${next}-01 00:00Z');
        revoke update, delete, truncate on ${name} from current_user;
      end if;
    end $$`),
  );
}

/** Sets months before this one (`2024-11`) aside: their tables stay, for whoever keeps or drops them, and are read no longer. */
export async function detachAuditBefore(tx: Statements, month: string): Promise<string[]> {
  await lockPartitions(tx);
  const rows = await tx.rows<{ name: string }>(sql`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'audit_event'::regclass and c.relname < ${nameOf(month)} order by 1`);
  for (const { name } of rows)
    await tx.rows(sql`alter table ${auditEvent} detach partition ${sql.identifier(name)}`);
  return rows.map((it) => it.name);
}

/** Which of them; every part that is not null must hold. */
export interface AuditCriteria {
  by: string | null;
  action: string | null;
  outcome: AuditOutcome | null;
  /** Both inclusive. */
  from: Date | null;
  to: Date | null;
}

/** A page, newest first; before the row of this instant and id. */
export function auditPage(
  db: Statements,
  { by, action, outcome, from, to }: AuditCriteria,
  before: { at: Date; id: number } | null,
  limit: number,
): Promise<AuditRow[]> {
  const conditions: SQL[] = [
    sql`true`,
    ...(by === null ? [] : [sql`by = ${by}`]),
    ...(action === null ? [] : [sql`action = ${action}`]),
    ...(outcome === null ? [] : [sql`outcome = ${outcome}`]),
    ...(from === null ? [] : [sql`at >= ${instant(from)}`]),
    ...(to === null ? [] : [sql`at <= ${instant(to)}`]),
    ...(before === null ? [] : [sql`(at, id) < (${instant(before.at)}, ${before.id}::bigint)`]),
  ];
  return db.rows<AuditRow>(sql`
    select ${AUDIT} from ${auditEvent} where ${sql.join(conditions, sql` and `)} order by at desc, id desc limit ${limit}`);
}
