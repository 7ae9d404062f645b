/** Words of the language as SQL speaks of them: by the numbers that are stored. */
import { sql, type SQL } from 'drizzle-orm';
import { grainId } from '../kpi/grain.ts';
import { statusId } from '../kpi/status.ts';
import { type Grain, SEVERITIES } from '../kpi/vocabulary.ts';

/** The statuses beyond a limit, as a list. Written out, so that an index of them serves. */
export const BREACHING = sql.raw(SEVERITIES.map(statusId).join(', '));

/** The status of a value within its limits. */
export const OK = sql.raw(String(statusId('OK')));

/** The word of a stored severity. */
export const severityWord = (column: SQL): SQL =>
  sql`case ${column} ${sql.raw(SEVERITIES.map((it) => `when ${statusId(it)} then '${it}'`).join(' '))} end`;

/** The number of a grain. */
export const numberOf = (grain: Grain): SQL => sql.raw(String(grainId(grain)));

const TRUNCATIONS: Readonly<Record<Grain, string>> = {
  DAY: 'day',
  WEEK: 'week',
  MONTH: 'month',
  QUARTER: 'quarter',
  YEAR: 'year',
};

/** What `date_trunc` calls a grain. */
export const truncation = (grain: Grain): SQL => sql.raw(`'${TRUNCATIONS[grain]}'`);

const LENGTHS: Readonly<Record<Grain, string>> = {
  DAY: '1 day',
  WEEK: '7 days',
  MONTH: '1 month',
  QUARTER: '3 months',
  YEAR: '1 year',
};

/** The word of a grain for `date_trunc`, as a text. */
export const truncationOf = (grain: Grain): string => TRUNCATIONS[grain];

/** How long a period of a grain is, as an interval from its first day on. */
export const lengthOf = (grain: Grain): SQL => sql.raw(`interval '${LENGTHS[grain]}'`);

/** How long so many periods of a grain are, as the text of an interval. */
export const intervalOf = (grain: Grain, periods: number): string => {
  const [count, unit] = LENGTHS[grain].split(' ');
  return `${periods * Number(count)} ${unit}`;
};

/** Of a delivery: HELD by a silence, DEAD: given up, SILENCED: never to be sent. */
export const DELIVERY_STATES = ['PENDING', 'HELD', 'DELIVERED', 'DEAD', 'SILENCED'] as const;
/** What became of a delivery so far. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What came of what somebody asked for. */
export const AUDIT_OUTCOMES = ['DONE', 'REFUSED', 'FAILED'] as const;
/** What came of what somebody asked for. */
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];
