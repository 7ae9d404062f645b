/** What statuses are beside their names: the numbers that the store keeps, and which of them mean what. */
import { SEVERITIES, type Severity, type Status, STATUSES } from './vocabulary.ts';

/** The numbers that stored figures have: never changed, and never given to another status. */
const IDS: Readonly<Record<Status, number>> = {
  OK: 0,
  WARNING: 1,
  CRITICAL: 2,
  NO_DATA: 3,
  INSUFFICIENT_SAMPLE: 4,
  INCOMPLETE: 5,
};

const byId = new Map<number, Status>(STATUSES.map((status) => [IDS[status], status]));

/** The number of a status in the store; of a severity it is that of the status. */
export const statusId = (status: Status): number => IDS[status];

/** The status of a stored number. Throws for a number that no status has. */
export function statusById(id: number): Status {
  const status = byId.get(id);
  if (status === undefined) throw new RangeError(`there is no status ${id}`);
  return status;
}

/** Whether a status is beyond a limit: then it is a severity. */
export const isBreaching = (status: Status): status is Severity =>
  (SEVERITIES as readonly Status[]).includes(status);

/** Whether a value was judged: it is beyond a limit, or it is not. */
export const isJudged = (status: Status): status is Severity | 'OK' => status === 'OK' || isBreaching(status);

/** The severity of a stored number. Throws for any other. */
export function severityById(id: number): Severity {
  const status = statusById(id);
  if (!isBreaching(status)) throw new RangeError(`${status} is no severity`);
  return status;
}
