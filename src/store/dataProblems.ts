/** Data problems and their events as rows: written by who looks at reports, read by the API and by delivery. */
import { sql, type SQL } from 'drizzle-orm';
import type { DataProblemKind } from '../kpi/dataProblem.ts';
import { among, bigints, booleans, days, ints, texts } from './arrays.ts';
import { columns, type RowOf } from './columns.ts';
import type { Statements } from './database.ts';
import { type EventRow, type NewEvent, writeEvents } from './events.ts';
import { businessLine, dataProblem, event, input, operator, place } from './schema.ts';
import { andSeen, type Seen, seenConditions, type Sight } from './sight.ts';

/** The kind of their events. */
export const DATA = 'DATA';

/** One change of a data problem. */
export interface DataEvent extends EventRow {
  kind: typeof DATA;
  operatorId: number;
  placeId: number;
  lineId: number;
  type: 'OPENED' | 'RESOLVED';
  payload: DataPayload;
}

/** What is stored of a change of a data problem. */
export interface DataPayload {
  problem: DataProblemKind;
  inputId: number;
  from: string;
  to: string | null;
  /** Whether it tells of the past: it could be known more than 31 days before it was found. */
  history: boolean;
  /** What was missing goes on as something that stopped. */
  goesOn?: true;
}

/** Whether an event is of a data problem. */
export const isDataEvent = (it: EventRow): it is DataEvent => it.kind === DATA;

const PROBLEM = columns(
  dataProblem,
  [
    'id',
    'kind',
    'operatorId',
    'inputId',
    'placeId',
    'lineId',
    'wholeId',
    'from',
    'to',
    'history',
    'openedAt',
    'resolvedAt',
  ],
  'd',
);
/** A data problem as it stands. */
export type ProblemRow = RowOf<typeof PROBLEM>;

/** The open problems of some inputs of an operator, locked until the commit. */
export const openProblems = (tx: Statements, operatorId: number, inputIds: readonly number[]) =>
  tx.rows<ProblemRow>(sql`
    select ${PROBLEM} from ${dataProblem} d where d.operator_id = ${operatorId} and d.input_id = any(${ints(inputIds)})
      and d.resolved_at is null order by d.from_day, d.id for update`);

/** A problem that was found. */
export interface FoundProblem extends Pick<
  ProblemRow,
  'kind' | 'inputId' | 'placeId' | 'lineId' | 'wholeId' | 'from' | 'to'
> {
  /** The day from which it could be known. */
  known: string;
}

/** What is different from what is stored. */
export interface ProblemChanges {
  opened: readonly FoundProblem[];
  /** Other days, the same episode. */
  changed: readonly (Pick<ProblemRow, 'id' | 'from'> & { to: string | null })[];
  resolved: readonly { row: ProblemRow; to: string; goesOn: boolean }[];
}

/** Later than so many days a problem is history when it is found. */
const NEWS_DAYS = 31;

/** Writes what changed, with the events that tell of it; two statements at most, beside those of events. */
export async function writeProblems(
  tx: Statements,
  operatorId: number,
  { opened, changed, resolved }: ProblemChanges,
): Promise<void> {
  const moved = [
    ...changed.map((it) => ({ ...it, isOver: false })),
    ...resolved.map(({ row, to }) => ({ id: row.id, from: row.from, to, isOver: true })),
  ];
  if (moved.length > 0)
    await tx.rows(sql`
      update ${dataProblem} d set from_day = f.first, to_day = f.last,
        resolved_at = case when f.is_over then transaction_timestamp() end
      from unnest(${bigints(moved.map((it) => it.id))}, ${days(moved.map((it) => it.from))},
        ${days(moved.map((it) => it.to))}, ${booleans(moved.map((it) => it.isOver))})
        as f(id, first, last, is_over) where d.id = f.id`);
  const ended = resolved.map(({ row, to, goesOn }) => eventOf({ ...row, to }, 'RESOLVED', goesOn));
  const begun =
    opened.length === 0
      ? []
      : (await insertProblems(tx, operatorId, opened)).map((it) => eventOf(it, 'OPENED'));
  await writeEvents(tx, [...ended, ...begun]);
}

const insertProblems = async (tx: Statements, operatorId: number, opened: readonly FoundProblem[]) => {
  const rows = await tx.rows<ProblemRow>(sql`
    insert into ${dataProblem} as d (kind, operator_id, input_id, place_id, line_id, whole_id, from_day, to_day, history, opened_at)
    select kind, ${operatorId}, input_id, place_id, line_id, whole_id, first, last,
      known < (transaction_timestamp() at time zone 'utc')::date - ${NEWS_DAYS}::int, transaction_timestamp()
    from unnest(${texts(opened.map((it) => it.kind))}, ${ints(opened.map((it) => it.inputId))},
      ${ints(opened.map((it) => it.placeId))}, ${ints(opened.map((it) => it.lineId))}, ${ints(opened.map((it) => it.wholeId))},
      ${days(opened.map((it) => it.from))}, ${days(opened.map((it) => it.to))},
      ${days(opened.map((it) => it.known))})
      with ordinality as f(kind, input_id, place_id, line_id, whole_id, first, last, known, n) order by n
    returning ${PROBLEM}`);
  return rows.sort((a, b) => a.id - b.id);
};

const eventOf = (
  { id, kind, operatorId, placeId, lineId, inputId, from, to, history }: ProblemRow,
  type: DataEvent['type'],
  goesOn = false,
): NewEvent => ({
  kind: DATA,
  subjectId: id,
  type,
  operatorId,
  placeId,
  lineId,
  payload: { problem: kind, inputId, from, to, history, ...(goesOn && { goesOn }) } satisfies DataPayload,
});

/** Which problems; every part that is not null must hold, and an empty list holds for none. */
export interface ProblemCriteria {
  kinds: readonly DataProblemKind[] | null;
  states: readonly ('OPEN' | 'RESOLVED')[] | null;
  inputIds: readonly number[] | null;
  placeIds: readonly number[] | null;
  lineIds: readonly number[] | null;
}

const conditions = ({ kinds, states, inputIds, placeIds, lineIds }: ProblemCriteria, sight: Sight): SQL =>
  sql.join(
    [
      sql`true`,
      ...(kinds ? [sql`d.kind = any(${texts(kinds)})`] : []),
      ...(states
        ? [sql`case when d.resolved_at is null then 'OPEN' else 'RESOLVED' end = any(${texts(states)})`]
        : []),
      // Spelled out, so that the index of what is open serves.
      ...(states && !states.includes('RESOLVED') ? [sql`d.resolved_at is null`] : []),
      ...among(sql`d.input_id`, inputIds),
      ...among(sql`d.place_id`, placeIds),
      ...among(sql`d.line_id`, lineIds),
      ...seenConditions(sight, sql`d`),
    ],
    sql` and `,
  );

/** A page of problems, those found last first; before the one with this id. */
export const problemPage = (db: Seen, criteria: ProblemCriteria, before: number | null, limit: number) =>
  db.rows<ProblemRow>(sql`
    select ${PROBLEM} from ${dataProblem} d where ${conditions(criteria, db.sight)}
      and (${before}::bigint is null or d.id < ${before}::bigint) order by d.id desc limit ${limit}`);

/** How many problems meet the criteria. */
export async function countProblems(db: Seen, criteria: ProblemCriteria): Promise<number> {
  const [row] = await db.rows<{ count: number }>(
    sql`select count(*)::int as count from ${dataProblem} d where ${conditions(criteria, db.sight)}`,
  );
  return row?.count ?? 0;
}

/** How many problems are open at each of some scopes (their places; their lines, null: all), in their order. One statement. */
export async function countOpenProblems(
  db: Seen,
  scopes: readonly { placeIds: readonly number[]; lineIds: readonly number[] | null }[],
): Promise<number[]> {
  const within = scopes.flatMap(({ placeIds, lineIds }, n) =>
    placeIds.flatMap((place) => (lineIds ?? [null]).map((line) => ({ n, place, line }))),
  );
  const rows = await db.rows<{ n: number; count: number }>(sql`
    select n, count(*)::int as count
    from unnest(${ints(within.map((it) => it.n))}, ${ints(within.map((it) => it.place))}, ${ints(within.map((it) => it.line))})
      as scope(n, place, line)
    join ${dataProblem} d on d.place_id = scope.place and (scope.line is null or d.line_id = scope.line)
    where d.resolved_at is null${andSeen(db.sight, sql`d`)} group by n`);
  const counts = new Map(rows.map((it) => [it.n, it.count]));
  return scopes.map((_, n) => counts.get(n) ?? 0);
}

/** The problems that exist of these, in any order. */
export const problemsAt = (db: Seen, ids: readonly number[]) =>
  db.rows<ProblemRow>(
    sql`select ${PROBLEM} from ${dataProblem} d where d.id = any(${bigints(ids)})${andSeen(db.sight, sql`d`)}`,
  );

/** An event of a data problem with all that is told of it. */
export interface DataNoticeRow extends Pick<DataEvent, 'sequence' | 'type' | 'at' | 'payload'>, ProblemRow {
  eventId: number;
  input: string;
  inputEn: string;
  inputZh: string;
  whole: string | null;
  wholeEn: string | null;
  wholeZh: string | null;
  operator: string;
  operatorEn: string;
  operatorZh: string;
  line: string | null;
  lineEn: string | null;
  lineZh: string | null;
  orgUnit: string | null;
  orgUnitEn: string | null;
  orgUnitZh: string | null;
}

/** The rows of some events, in their order. */
export const dataNotices = (db: Seen, eventIds: readonly number[]) =>
  db.rows<DataNoticeRow>(sql`
    select e.id as "eventId", e.sequence, e.type, e.at, e.payload, ${PROBLEM}, i.key as input, i.name_en as "inputEn",
      i.name_zh as "inputZh", w.key as whole, w.name_en as "wholeEn", w.name_zh as "wholeZh", o.code as operator,
      o.name_en as "operatorEn", o.name_zh as "operatorZh", l.code as line, l.name_en as "lineEn", l.name_zh as "lineZh",
      p.code as "orgUnit", p.name_en as "orgUnitEn", p.name_zh as "orgUnitZh"
    from ${event} e join ${dataProblem} d on d.id = e.subject_id join ${input} i on i.id = d.input_id
      join ${operator} o on o.id = d.operator_id join ${place} p on p.id = d.place_id
      left join ${businessLine} l on l.id = d.line_id left join ${input} w on w.id = d.whole_id
    where e.kind = 'DATA' and e.id = any(${bigints(eventIds)})${andSeen(db.sight, sql`e`)} order by e.sequence`);
