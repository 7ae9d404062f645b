/** Breaches and their events as they are stored and as the model has them, in the same words, to be compared. */
import { sql } from 'drizzle-orm';
import type { Database } from '../../src/store/database.ts';
import { numberEvents } from '../../src/store/feed.ts';
import type { Judged, ModelBreach, ModelEpisode } from '../support/modelBreaches.ts';

/** A breach of one operator with its events in their order. */
export interface StoredBreach {
  id: number;
  operator: string;
  series: string;
  breaching: string[];
  severity: number;
  value: number;
  side: string;
  limit: number;
  resolvedStart: string | null;
  resolved: boolean;
  retracted: boolean;
  events: StoredEvent[];
}

/** An event as it is stored; `text` is all of it. */
export interface StoredEvent {
  sequence: number;
  breachId: number;
  type: string;
  reason: string;
  severity: number;
  value: number | null;
  start: string;
  text: string;
}

const GRAIN = sql`(array['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'])[b.grain + 1]`;

/** Gives all events their places, and reads every breach with its events. */
export async function storedBreaches(db: Database): Promise<StoredBreach[]> {
  const events = await publishedEvents(db);
  const rows = await db.rows<Omit<StoredBreach, 'events'>>(sql`
    select b.id, o.code as operator, k.code || ' ' || (${GRAIN}) || ' of ' || coalesce(l.code, 'all lines') || ' at ' || coalesce(p.code, 'the operator') as series,
      b.breaching, b.severity, b.value, b.limit_side as side, b.limit_value as "limit", b.resolved_start as "resolvedStart",
      b.resolved, b.retracted
    from breach b join kpi k on k.id = b.kpi_id join operator o on o.id = b.operator_id join place p on p.id = b.place_id
      left join business_line l on l.id = b.line_id order by b.id`);
  return rows.map((row) => ({ ...row, events: events.filter((it) => it.breachId === row.id) }));
}

/** All events in their order, each with its place. */
export async function publishedEvents(db: Database): Promise<StoredEvent[]> {
  while ((await numberEvents(db, 1000)) > 0);
  return db.rows<StoredEvent>(sql`
    select sequence, subject_id as "breachId", type, payload->>'reason' as reason,
      array_position(array['WARNING', 'CRITICAL'], payload->>'severity') as severity, (payload->>'value')::float8 as value,
      payload->>'start' as start, row_to_json(e)::text as text
    from event e where kind = 'BREACH' order by sequence`);
}

const SEVERITIES = [null, 'WARNING', 'CRITICAL'];
/** Figures are equal but for rounding. */
const figure = (value: number | null) => (value === null ? 'none' : String(Number(value.toPrecision(9))));

const inWords = (
  series: string,
  breaching: readonly string[],
  severity: string,
  value: number,
  limit: string,
) => `${series}: ${breaching.join()} ${severity} ${figure(value)} ${limit}`;

const eventInWords = (type: string, severity: string, value: number | null, start: string) =>
  `${type} ${severity} ${figure(value)} ${start}`;

const severityAt = (at: number) => SEVERITIES[at]!;

/** The stored episodes that still stand, in words, sorted. */
export const standing = (breaches: readonly StoredBreach[]): string[] =>
  breaches.flatMap((it) => (it.retracted ? [] : [storedInWords(it)])).sort();

const storedInWords = ({
  series,
  breaching,
  severity,
  value,
  side,
  limit,
  resolvedStart,
  resolved,
}: StoredBreach) =>
  `${inWords(series, breaching, severityAt(severity), value, `${side} ${limit}`)} ${resolved ? `until ${resolvedStart}` : 'open'}`;

/** The model's episodes in the same words, sorted. */
export const expected = (episodes: readonly ModelEpisode[]): string[] => episodes.map(episodeInWords).sort();

function episodeInWords({ series, breaching, resolved, limit }: ModelEpisode): string {
  const starts = breaching.map((it) => it.start);
  const { severity, value } = breaching.at(-1)! as Judged;
  const ended = resolved ? `until ${resolved.start}` : 'open';
  return `${inWords(series, starts, severity!, value, `${limit.side} ${limit.value}`)} ${ended}`;
}

/** Every stored breach, also the retracted ones, with what was published of it, sorted. */
export const told = (breaches: readonly StoredBreach[]): string[] =>
  breaches
    .map((it) => {
      const state = it.retracted
        ? `${storedInWords({ ...it, resolved: false })} retracted`
        : storedInWords(it);
      return [
        state,
        ...it.events.map((event) =>
          eventInWords(event.type, severityAt(event.severity), event.value, event.start),
        ),
      ].join('\n  ');
    })
    .sort();

/** The model's breaches in the same words, sorted. */
export const expectedTold = (breaches: readonly ModelBreach[]): string[] =>
  breaches
    .map(({ episode, retracted, events }) =>
      [
        retracted ? `${episodeInWords({ ...episode, resolved: null })} retracted` : episodeInWords(episode),
        ...events.map((it) => eventInWords(it.type, it.severity, it.value, it.start)),
      ].join('\n  '),
    )
    .sort();

/** What a subscriber knows of a breach who has seen nothing but its events: whether it is open, and how bad it is. */
export function replayed(events: readonly StoredEvent[]): { isOpen: boolean; severity: number } {
  const known = { isOpen: false, severity: 0 };
  for (const { type, severity } of events) {
    const makesSense =
      type === 'OPENED'
        ? !known.isOpen
        : known.isOpen && (type === 'RESOLVED' || severity !== known.severity);
    if (!makesSense) throw new Error(`${type} ${severity} after ${JSON.stringify(known)}`);
    known.isOpen = type !== 'RESOLVED';
    known.severity = severity;
  }
  return known;
}

/** The breaches that are not as their events tell, in words; empty if all is well. */
export const unlikeTheirEvents = (breaches: readonly StoredBreach[]): string[] =>
  breaches.flatMap((it) => {
    const { isOpen, severity } = replayed(it.events);
    const isSame = isOpen === !it.resolved && (!isOpen || severity === it.severity);
    return isSame ? [] : [`${told([it])[0]}`];
  });
