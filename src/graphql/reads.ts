/** What resolvers may read beside what is known at a moment: the store's reading functions, and what is computed from them. */
import { likeForLike } from '../analysis/likeForLike.ts';
import { previewKpi } from '../analysis/preview.ts';
import { simulateThreshold } from '../analysis/simulate.ts';
import { sampleStatus } from '../sample/load.ts';
import { auditPage } from '../store/audit.ts';
import { countBreachesBy } from '../store/breachCounts.ts';
import { breachPage, countBreaches } from '../store/breachList.ts';
import { countProblems, problemPage } from '../store/dataProblems.ts';
import { deliveryPage } from '../store/deliveries.ts';
import { asSeen, eventPage, eventsAt } from '../store/eventList.ts';
import { versionsOf } from '../store/kpis.ts';
import { importMapRows } from '../store/importMaps.ts';
import { backlog } from '../store/marks.ts';
import { countMeasurements, measurementPage, measurementsByFigure } from '../store/measurementList.ts';
import { observationPage, reachOf } from '../store/observations.ts';
import type { Seen } from '../store/sight.ts';
import { silencePage, silenceRow } from '../store/silences.ts';
import { webhookRow, webhookRows } from '../store/webhooks.ts';

const READS = {
  asSeen,
  auditPage,
  backlog,
  breachPage,
  countBreaches,
  countBreachesBy,
  countMeasurements,
  countProblems,
  deliveryPage,
  eventPage,
  eventsAt,
  importMapRows,
  likeForLike,
  measurementPage,
  measurementsByFigure,
  observationPage,
  previewKpi,
  problemPage,
  reachOf,
  sampleStatus,
  silencePage,
  silenceRow,
  simulateThreshold,
  versionsOf,
  webhookRow,
  webhookRows,
};

type Bound<Read> = Read extends (db: Seen, ...rest: infer Rest) => infer Answer
  ? (...rest: Rest) => Answer
  : never;

/** The reading functions over one database, as somebody sees it; nothing else of it is in a resolver's hand. */
export type Reads = { readonly [Name in keyof typeof READS]: Bound<(typeof READS)[Name]> };

/** Closes the reading functions over a database as somebody sees it. */
export const readsFor = (db: Seen): Reads =>
  Object.fromEntries(
    Object.entries(READS).map(([name, read]) => [
      name,
      (...rest: unknown[]) => (read as (db: Seen, ...rest: unknown[]) => unknown)(db, ...rest),
    ]),
  ) as unknown as Reads;
