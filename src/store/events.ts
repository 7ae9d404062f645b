/** The feed of events as rows: given a place in the total order after their commit, and read by it. */

/** An event with its place in the order, and what of its breach never changes. */
export interface EventRow {
  id: number;
  /** Its place in the total order, from 1 without gaps. */
  sequence: number;
  type: 'OPENED' | 'ESCALATED' | 'DEESCALATED' | 'ACKNOWLEDGED' | 'RESOLVED';
  /** Null for ACKNOWLEDGED. */
  reason: 'OBSERVED' | 'CORRECTED' | 'REDEFINED' | null;
  severity: 'WARNING' | 'CRITICAL';
  value: number | null;
  /** First day of the period that it stands for, of the breach's grain. */
  start: string;
  note: string | null;
  by: string | null;
  at: Date;
  /** The state of the breach after this event. */
  state: 'OPEN' | 'ACKNOWLEDGED' | 'RESOLVED';
  /** Whether a wider scope of the same KPI was breaching too: what `widestOnly` leaves out. */
  within: boolean;
  breach: EventBreach;
}

/** What of a breach is known without looking it up. */
export interface EventBreach {
  id: number;
  kpiId: number;
  operatorId: number;
  placeId: number;
  /** 0: all lines. */
  lineId: number;
  /** Index into GRAINS. */
  grain: number;
}
