/** Noting who did what: one row each, in the month in which it was done. */
import type { Logger } from 'pino';
import { detachAuditBefore, ensureAuditMonth, insertAudit, monthOf, type Noted } from '../../store/audit.ts';
import type { Database } from '../../store/database.ts';

/** What noting needs. */
export interface AuditOptions {
  db: Database;
  log: Pick<Logger, 'error' | 'info'>;
  /** For how many months rows are kept at hand. */
  months: number;
  now?: () => Date;
}

/** As many targets are noted, each as long. */
const [MOST_TARGETS, LONGEST_TARGET] = [50, 200];

/** A target as it is kept: no text of PostgreSQL holds that character, and whoever sends it in a name is noted as well. */
const noted = (target: string): string => target.slice(0, LONGEST_TARGET).replaceAll('\u0000', '\ufffd');

/** Notes what somebody did, or was refused. */
export class Audit {
  readonly #options: Required<AuditOptions>;
  readonly #months = new Set<string>();

  constructor(options: AuditOptions) {
    this.#options = { now: () => new Date(), ...options };
  }

  /** Resolves when it is kept. Rejects where the database does. */
  async note(what: Omit<Noted, 'at'>): Promise<void> {
    const at = this.#options.now();
    await this.#ensure(monthOf(at));
    await insertAudit(this.#options.db, {
      at,
      ...what,
      targets: what.targets.slice(0, MOST_TARGETS).map(noted),
    });
  }

  /** Makes the month that a row goes to, and sets those aside that are too old: once a month and process. */
  async #ensure(month: string): Promise<void> {
    const { db, log, months, now } = this.#options;
    if (this.#months.has(month)) return;
    const first = new Date(now());
    first.setUTCMonth(first.getUTCMonth() - months, 1);
    const detached = await db.transaction(async (tx) => {
      await ensureAuditMonth(tx, month);
      return detachAuditBefore(tx, monthOf(first));
    });
    if (detached.length > 0) log.info({ tables: detached }, 'months of the audit are set aside');
    this.#months.add(month);
  }
}
