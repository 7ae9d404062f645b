/** What people do with silences: begin them, with who and why, and end them before their time. */
import { signedBy, type Viewer } from '../../access/viewer.ts';
import { line, paragraph } from '../../kpi/fields.ts';
import type { Statements } from '../../store/database.ts';
import { endSilence, insertSilence, silenceRow, type SilenceRow } from '../../store/silences.ts';
import {
  type Conflict,
  type Invalid,
  invalid,
  type NotFound,
  notFound,
  type Problem,
} from '../../world/outcome.ts';
import type { BreachFilter, Known } from '../criteria.ts';
import { knownTo, ownedBy } from '../owner.ts';
import { filterProblems } from './filterProblems.ts';

/** A silence as it is asked for; nothing of it is checked yet. */
export interface SilenceLiteral {
  filter: BreachFilter;
  until: Date;
  by: string;
  why: string;
}

/** A silence that was begun or ended. */
export interface Silenced {
  outcome: 'silenced';
  silence: SilenceRow;
}

/** What silences need. */
export interface SilenceOptions {
  db: Statements;
  known: () => Promise<Known>;
  now: () => Date;
  /** Has the queues looked at. */
  wake: () => void;
}

const LONGEST = 366 * 24 * 3_600_000;

/** Begins a silence. */
export async function createSilence(
  { db, known, now, wake }: SilenceOptions,
  literal: SilenceLiteral,
  viewer: Viewer,
): Promise<Silenced | Invalid> {
  const owned = ownedBy(viewer);
  const problems = [
    ...filterProblems(literal.filter, knownTo(owned, await known())),
    ...problemsOf(literal, now()),
  ];
  if (problems.length > 0) return invalid(problems);
  const silence = await insertSilence(db, {
    ...literal,
    by: signedBy(viewer, literal.by)!,
    filter: { ...literal.filter },
    createdAt: now(),
    ...owned,
  });
  wake();
  return { outcome: 'silenced', silence };
}

/** Ends a silence now; what it held back of breaches that are still open is told. */
export async function endSilenceNow(
  { db, now, wake }: SilenceOptions,
  id: number,
): Promise<Silenced | NotFound | (Conflict & { existing: SilenceRow })> {
  const silence = await endSilence(db, id, now());
  wake();
  if (silence) return { outcome: 'silenced', silence };
  const existing = await silenceRow(db, id);
  if (!existing) return notFound('silence');
  return { outcome: 'conflict', message: 'this silence is over already', existing };
}

function problemsOf({ filter, until, by, why }: SilenceLiteral, now: Date): Problem[] {
  const problems: Problem[] = [];
  const note = (path: string[], message: string | undefined) =>
    message !== undefined && problems.push({ path, message });
  const unfit = 'a silence holds back breaches as they are now, whatever caused an event; leave this out';
  if (typeof filter.history === 'boolean') note(['filter', 'history'], unfit);
  if (filter.reasons) note(['filter', 'reasons'], unfit);
  if (filter.widestOnly)
    note(['filter', 'widestOnly'], 'a silence cannot ask for this; give the scopes to be quiet about');
  if (until <= now) note(['until'], 'expected an instant that is still to come');
  if (until.getTime() - now.getTime() > LONGEST) note(['until'], 'at most a year from now');
  note(['by'], line(200).safeParse(by).error?.issues[0]?.message);
  note(['why'], paragraph(2000).safeParse(why).error?.issues[0]?.message);
  return problems;
}
