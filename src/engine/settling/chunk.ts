/** The work of one transaction of the engine on one operator. */

/** What a chunk does. */
export type Work = 'figures' | 'reports';

/** What one transaction of the engine did. */
export interface Chunk {
  /** What it did: computed figures, or looked at reports. */
  work: Work;
  /** The marks it settled. */
  marks: number[];
  /** How many series-days they were: what it was limited by. */
  size: number;
  written: number;
  removed: number;
}

/** How many series-days a chunk of each work takes. */
export type Limits = Readonly<Record<Work, number>>;
