/** Data problems as they are stored, with the events that were published of them, in the words of the model. */
import { sql } from 'drizzle-orm';
import type { Database } from '../../src/store/database.ts';

/** A stored data problem. */
export interface StoredProblem {
  operator: string;
  /** `KEY of LINE at UNIT`. */
  where: string;
  kind: string;
  from: string;
  to: string | null;
  whole: string | null;
  isOpen: boolean;
  /** The types of its events, in order. */
  events: string[];
}

/** Every data problem that was ever stored. */
export const storedProblems = (db: Database) =>
  db.rows<StoredProblem>(sql`
    select o.code as operator, i.key || ' of ' || coalesce(l.code, 'all lines') || ' at ' || coalesce(p.code, 'the operator') as "where",
      d.kind, d.from_day as "from", d.to_day as "to", w.key as whole, d.resolved_at is null as "isOpen",
      array(select e.type from event e where e.kind = 'DATA' and e.subject_id = d.id order by e.id) as events
    from data_problem d join operator o on o.id = d.operator_id join place p on p.id = d.place_id join input i on i.id = d.input_id
      left join business_line l on l.id = d.line_id left join input w on w.id = d.whole_id order by d.id`);

/** What was published of a problem that stands as this one does. */
export const eventsOf = ({ isOpen }: StoredProblem): string => (isOpen ? 'OPENED' : 'OPENED,RESOLVED');

/** The open ones in the words of the model, sorted. */
export const openOf = (problems: readonly StoredProblem[]): string[] =>
  problems
    .filter((it) => it.isOpen)
    .map(({ where, kind, from, to, whole }) => {
      const days = to === null ? `${from} on` : `${from} to ${to}`;
      return `${where}: ${kind} ${days}${whole === null ? '' : ` more than ${whole}`}`;
    })
    .sort();
