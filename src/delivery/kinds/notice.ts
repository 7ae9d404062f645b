/** What is told of an event, whatever its kind: all that a format knows of it. */

/** One event as it is told. */
export interface Notice {
  /** The event's id, as the API has it; the same however often it is told. */
  id: string;
  /** What happened: `breach.opened`. */
  type: string;
  /** The id of what it happened to. */
  subject: string;
  at: Date;
  /** For programs: everything that a receiver needs to act without asking back. */
  data: object;
  /** For people, in both languages: what happened, then its particulars. At least one line. */
  lines: readonly string[];
  /** How grave it is, 0 the gravest: where not everything can be told, the gravest comes first. */
  gravity: number;
}

/** How things are named outside: the ids and cursors of the API. */
export interface Names {
  event(id: number): string;
  breach(id: number): string;
  dataEvent(id: number): string;
  problem(id: number): string;
  cursor(sequence: number): string;
  /** This database, as a URI. */
  source: string;
}
