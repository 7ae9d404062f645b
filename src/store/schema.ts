/**
 * The tables. One description for PGlite and PostgreSQL; `npm run migration` turns changes of it into a migration.
 *
 * Facts (observations, their history, months, measurements) have keys that begin with a place, carry no serial ids and
 * no foreign keys, so that they can be partitioned by time and distributed by place. Queues (marks, batches) are plain.
 * What Drizzle cannot say stands in the migration by hand: the partitions of `observation` (months) and `measurement`
 * (years), and the columns included in the measurements' key so that a matrix is one index scan.
 */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { DataProblemKind } from '../kpi/dataProblem.ts';
import type { KpiDefinition } from '../kpi/definition.ts';
import type { InputDefinition } from '../kpi/input.ts';
import type { ScorePoint } from '../kpi/scoring.ts';
import type { EarlierLimits, Limit } from '../kpi/threshold.ts';
import type { Dimension, Grain, LimitSide, Origin } from '../kpi/vocabulary.ts';
import { type AuditOutcome, BREACHING, type DeliveryState } from './words.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
const day = (name: string) => date(name, { mode: 'string' });
const bigId = (name: string) => bigint(name, { mode: 'number' });

/** One row: a number that rises with every change of what is known beside figures, so that every server knows when to look again. */
export const revision = pgTable('revision', {
  id: smallint('id').primaryKey().default(1),
  reference: bigId('reference').notNull().default(1),
  /** The first day of which observations are kept: what was recorded for days before was set aside. */
  keptFrom: day('kept_from').notNull().default('0001-01-01'),
});

/** Operators. */
export const operator = pgTable('operator', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  code: text('code').notNull().unique(),
  nameEn: text('name_en').notNull(),
  nameZh: text('name_zh').notNull(),
  isOwn: boolean('is_own').notNull(),
  /** When the engine last completed work on this operator. */
  completedAt: instant('completed_at'),
  /** How often it did: rises with every commit of measurements, so that an answer made of them is known to be the latest. */
  completions: bigint('completions', { mode: 'number' }).notNull().default(0),
  /** What each dimension counts in its index; null: as the product has it. */
  dimensionWeights: jsonb('dimension_weights').$type<Readonly<Record<Dimension, number>>>(),
  /** The latest observed day up to which thresholds were watched; null before the first. */
  watchedUntil: day('watched_until'),
  /** How many days a period that lacks something is waited for before it is judged; 0: it is judged as soon as it ends. */
  waitDays: integer('wait_days').notNull().default(0),
  /** Measurements made of less than this share of what is expected are INCOMPLETE; null: none is. */
  minimumCoverage: doublePrecision('minimum_coverage'),
});

/** How often an operator reports an input, where that is not as its definition has it. */
export const operatorRhythm = pgTable(
  'operator_rhythm',
  {
    operatorId: integer('operator_id').notNull(),
    inputId: integer('input_id').notNull(),
    /** Null: as the definition has it. */
    rhythm: text('rhythm').$type<Grain>(),
    /** The days of the week on which it is reported, 1 Monday to 7 Sunday; null: all. */
    weekdays: integer('weekdays').array(),
  },
  (t) => [primaryKey({ columns: [t.operatorId, t.inputId] })],
);

/** Days on which nobody of an operator reports. */
export const noReporting = pgTable(
  'no_reporting',
  {
    operatorId: integer('operator_id').notNull(),
    from: day('from_day').notNull(),
    to: day('to_day').notNull(),
    why: text('why').notNull(),
  },
  (t) => [primaryKey({ columns: [t.operatorId, t.from, t.to] })],
);

/** Series that nobody reports any longer, from a day on. */
export const reportingEnd = pgTable(
  'reporting_end',
  {
    inputId: integer('input_id').notNull(),
    placeId: integer('place_id').notNull(),
    lineId: integer('line_id').notNull(),
    from: day('from_day').notNull(),
    why: text('why').notNull(),
  },
  (t) => [primaryKey({ columns: [t.inputId, t.placeId, t.lineId] })],
);

/** An operator as a whole (`code` null, the root) or one of its units. */
export const place = pgTable(
  'place',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    operatorId: integer('operator_id').notNull(),
    code: text('code'),
    nameEn: text('name_en'),
    nameZh: text('name_zh'),
    parentId: integer('parent_id'),
  },
  (t) => [uniqueIndex('place_operator_code').on(t.operatorId, sql`coalesce(${t.code}, '')`)],
);

/** A line's id starts at 1; facts say 0 for "no line". */
export const businessLine = pgTable('business_line', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  code: text('code').notNull().unique(),
  nameEn: text('name_en').notNull(),
  nameZh: text('name_zh').notNull(),
  parentId: integer('parent_id'),
});

/** Inputs. */
export const input = pgTable('input', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  key: text('key').notNull().unique(),
  nameEn: text('name_en').notNull(),
  nameZh: text('name_zh').notNull(),
  unit: text('unit').notNull(),
  description: text('description'),
  timeAggregation: text('time_aggregation').$type<InputDefinition['timeAggregation']>().notNull(),
  spaceAggregation: text('space_aggregation').$type<InputDefinition['spaceAggregation']>().notNull(),
  origin: text('origin').$type<Origin>().notNull(),
  /** How often it is reported, as its definition says; null: as often as the KPIs that read it ask for. */
  rhythm: text('rhythm').$type<Grain>(),
  /** The rhythm that figures were computed with where an operator says nothing else; null: none was yet. */
  rhythmInUse: text('rhythm_in_use').$type<Grain>(),
  /** The least that it can be; null: as its unit has it. */
  minimum: doublePrecision('minimum'),
  whole: boolean('whole').notNull().default(false),
  /** The key of the input that it is a part of. */
  partOf: text('part_of'),
  /** How many times the median of what came before is more than plausible. */
  mostTimes: doublePrecision('most_times'),
});

/** KPIs, those that are retired too. */
export const kpi = pgTable('kpi', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  code: text('code').notNull().unique(),
  origin: text('origin').$type<Origin>().notNull(),
  retiredAt: instant('retired_at'),
});

/** Every definition a KPI ever had. */
export const kpiVersion = pgTable(
  'kpi_version',
  {
    kpiId: integer('kpi_id').notNull(),
    version: integer('version').notNull(),
    definition: jsonb('definition').$type<KpiDefinition>().notNull(),
    /** Hash of what results depend on. */
    resultHash: text('result_hash').notNull(),
    /** Hash of what takes effect at once: weight, dimension, process, stage. */
    otherHash: text('other_hash').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    createdBy: text('created_by'),
    /** The limits of periods before its own, earliest first; null: its own hold for all. */
    earlierLimits: jsonb('earlier_limits').$type<EarlierLimits[]>(),
    /** Where the minimum sample's input stands among the values of a measurement, from 1; null: the KPI has none. */
    samplePosition: integer('sample_position'),
  },
  (t) => [primaryKey({ columns: [t.kpiId, t.version] })],
);

/**
 * A way of computing a KPI: its result hash and those of the KPIs it is derived from. Measurements belong to an edition,
 * so that a new one is computed beside the old and readers switch in one step.
 */
export const kpiEdition = pgTable('kpi_edition', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  kpiId: integer('kpi_id').notNull(),
  /** Hash of the KPI's own result-relevant part. */
  resultHash: text('result_hash').notNull(),
  /** Hash of that and of the editions below. */
  lineageHash: text('lineage_hash').notNull(),
  /** BUILDING: history is being computed; CURRENT: readers see it; OLD: its measurements wait to be removed. */
  state: text('state').$type<'BUILDING' | 'CURRENT' | 'OLD'>().notNull(),
  /** Whether its computation threw somewhere: a start tries its history again, with code that may be mended. */
  failed: boolean('failed').notNull().default(false),
});

/** Batches of observations: what was recorded under a key, and what it did. */
export const batch = pgTable(
  'batch',
  {
    id: bigId('id').primaryKey().generatedAlwaysAsIdentity(),
    /** Who recorded it; a key is theirs. */
    principal: text('principal').notNull().default('local'),
    key: text('key').notNull(),
    bodyHash: text('body_hash').notNull(),
    source: text('source'),
    recordedAt: instant('recorded_at').notNull(),
    inserted: integer('inserted').notNull().default(0),
    replaced: integer('replaced').notNull().default(0),
    unchanged: integer('unchanged').notNull().default(0),
    withdrawn: integer('withdrawn').notNull().default(0),
  },
  (t) => [uniqueIndex('batch_key').on(t.principal, t.key)],
);

/** When the latest batch of each operator was recorded: instants rise with the order in which batches took effect. */
export const recordingClock = pgTable('recording_clock', {
  operatorId: integer('operator_id').primaryKey(),
  recordedAt: instant('recorded_at').notNull(),
});

/** Partitioned by month of `date`. */
export const observation = pgTable(
  'observation',
  {
    placeId: integer('place_id').notNull(),
    inputId: integer('input_id').notNull(),
    date: day('date').notNull(),
    lineId: integer('line_id').notNull(),
    value: doublePrecision('value').notNull(),
    batchId: bigId('batch_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.placeId, t.inputId, t.date, t.lineId] })],
);

/** Values that are no longer true; null stands for "was withdrawn". */
export const observationHistory = pgTable(
  'observation_history',
  {
    placeId: integer('place_id').notNull(),
    inputId: integer('input_id').notNull(),
    date: day('date').notNull(),
    lineId: integer('line_id').notNull(),
    value: doublePrecision('value'),
    batchId: bigId('batch_id').notNull(),
  },
  (t) => [index('observation_history_key').on(t.placeId, t.inputId, t.date, t.lineId)],
);

/** The places and lines at which an input was ever reported: what overlaps are looked for among. */
export const series = pgTable(
  'series',
  {
    operatorId: integer('operator_id').notNull(),
    inputId: integer('input_id').notNull(),
    placeId: integer('place_id').notNull(),
    lineId: integer('line_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.operatorId, t.inputId, t.placeId, t.lineId] })],
);

/** How many observations an operator has on a day; the latest one says which periods are complete. */
export const observedDay = pgTable(
  'observed_day',
  {
    operatorId: integer('operator_id').notNull(),
    date: day('date').notNull(),
    observations: bigId('observations').notNull(),
  },
  (t) => [primaryKey({ columns: [t.operatorId, t.date] })],
);

/** One series over one calendar month, folded by the input's time aggregation, for the grains above. */
export const observationMonth = pgTable(
  'observation_month',
  {
    placeId: integer('place_id').notNull(),
    inputId: integer('input_id').notNull(),
    /** The month's first day. */
    month: day('month').notNull(),
    lineId: integer('line_id').notNull(),
    /** SUM and AVERAGE: the sum; LAST: the latest day's value; MAX, MIN: the extreme. */
    value: doublePrecision('value').notNull(),
    days: integer('days').notNull(),
    lastDay: day('last_day').notNull(),
    /** The days that were observed as bits, the first of the month the lowest. */
    present: integer('present').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.placeId, t.inputId, t.month, t.lineId] })],
);

/** Partitioned by year of `start`; the key includes value, score, status and computed_at. */
export const measurement = pgTable(
  'measurement',
  {
    placeId: integer('place_id').notNull(),
    lineId: integer('line_id').notNull(),
    grain: smallint('grain').notNull(),
    start: day('start').notNull(),
    editionId: integer('edition_id').notNull(),
    status: smallint('status').notNull(),
    value: doublePrecision('value'),
    score: doublePrecision('score'),
    computedAt: instant('computed_at').notNull(),
    /** The values of the KPI's inputs, in their order; null where absent. */
    inputs: doublePrecision('inputs').array().notNull(),
    /** Which share of what is expected is there, up to the latest day of its inputs: what counts while the period fills. Null: all. */
    coverage: doublePrecision('coverage'),
    /** The same up to the period's last day: what counts when the period is over. Null: all. */
    coverageAtEnd: doublePrecision('coverage_at_end'),
  },
  (t) => [
    primaryKey({ columns: [t.placeId, t.lineId, t.grain, t.start, t.editionId] }),
    // What is beyond a limit, scope by scope: a small part of all, and all that the watch for breaches walks through.
    index('measurement_breaching')
      .on(t.placeId, t.lineId, t.editionId, t.grain, t.start)
      .where(sql`status in (${BREACHING})`),
  ],
);

/**
 * What is out of date. With an input: its observations of these days changed, at these places and lines. With inputs whose
 * reports are to be looked at: nothing is to be computed. Without either: everything between the dates is to be computed again, for these editions or (null) for all.
 */
export const mark = pgTable(
  'mark',
  {
    id: bigId('id').primaryKey().generatedAlwaysAsIdentity(),
    operatorId: integer('operator_id').notNull(),
    inputId: integer('input_id'),
    editionIds: integer('edition_ids').array(),
    fromDay: day('from_day').notNull(),
    toDay: day('to_day').notNull(),
    placeIds: integer('place_ids').array(),
    lineIds: integer('line_ids').array(),
    /** Nothing is to be computed: whether these inputs are reported as expected in this time is to be looked at. */
    reportedIds: integer('reported_ids').array(),
    /** The operator's latest day with observations before this batch; null for none. */
    knownUntil: day('known_until'),
    /** How many series-days it names; 0 where it names none. */
    size: integer('size').notNull(),
    /** Somebody waits for the answer: taken before the others. */
    urgent: boolean('urgent').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('mark_operator').on(t.operatorId)],
);

/**
 * One episode of a KPI beyond a limit at a scope. It belongs to the KPI, not to an edition: when a definition changes,
 * the episode goes on or ends.
 */
export const breach = pgTable(
  'breach',
  {
    id: bigId('id').primaryKey().generatedAlwaysAsIdentity(),
    kpiId: integer('kpi_id').notNull(),
    operatorId: integer('operator_id').notNull(),
    placeId: integer('place_id').notNull(),
    lineId: integer('line_id').notNull(),
    grain: smallint('grain').notNull(),
    /** The first days of its breaching periods, in time order; the last figures stay when it is retracted. */
    breaching: day('breaching').array().notNull(),
    firstStart: day('first_start').notNull(),
    lastStart: day('last_start').notNull(),
    /** The OK period that resolved it. */
    resolvedStart: day('resolved_start'),
    resolved: boolean('resolved').notNull(),
    retracted: boolean('retracted').notNull(),
    /** The number of the status. */
    severity: smallint('severity').notNull(),
    value: doublePrecision('value').notNull(),
    /** Which share of what is expected its latest breaching measurement was made of. */
    coverage: doublePrecision('coverage').notNull().default(1),
    limitSide: text('limit_side').$type<LimitSide>().notNull(),
    limitValue: doublePrecision('limit_value').notNull(),
    openedAt: instant('opened_at').notNull(),
    resolvedAt: instant('resolved_at'),
    acknowledgedAt: instant('acknowledged_at'),
    acknowledgedBy: text('acknowledged_by'),
  },
  (t) => [
    index('breach_scope').on(t.placeId, t.lineId, t.kpiId, t.lastStart),
    index('breach_newest').on(t.openedAt, t.id),
    index('breach_last_period').on(t.lastStart, t.id),
    index('breach_severity').on(t.severity, t.openedAt, t.id),
    index('breach_live')
      .on(t.operatorId, t.kpiId)
      .where(sql`not resolved`),
  ],
);

/** One episode of something wrong with the data of an input at a place and a line (0: all lines). */
export const dataProblem = pgTable(
  'data_problem',
  {
    id: bigId('id').primaryKey().generatedAlwaysAsIdentity(),
    kind: text('kind').$type<DataProblemKind>().notNull(),
    operatorId: integer('operator_id').notNull(),
    inputId: integer('input_id').notNull(),
    placeId: integer('place_id').notNull(),
    lineId: integer('line_id').notNull(),
    /** What it is more than; null where it is many times what came before, and for other kinds. */
    wholeId: integer('whole_id'),
    from: day('from_day').notNull(),
    /** Null: it lasts. */
    to: day('to_day'),
    /** Whether it told of the past when it was found. */
    history: boolean('history').notNull(),
    openedAt: instant('opened_at').notNull(),
    resolvedAt: instant('resolved_at'),
  },
  (t) => [
    index('data_problem_open')
      .on(t.operatorId, t.inputId)
      .where(sql`resolved_at is null`),
  ],
);

/**
 * One change that somebody may be told of, written by the commit that caused it and never changed but for its place in the
 * order. What all kinds have in common are columns; what its kind alone says stands in `payload`.
 */
export const event = pgTable(
  'event',
  {
    id: bigId('id').primaryKey().generatedAlwaysAsIdentity(),
    /** Its place in the total order; null until the sequencer numbers it after the commit. */
    sequence: bigId('sequence'),
    kind: text('kind').notNull(),
    /** What it happened to: of a breach's events the breach. */
    subjectId: bigId('subject_id').notNull(),
    /** What happened, in a word of its kind. */
    type: text('type').notNull(),
    /** Where: null for what concerns no single operator, unit or line. */
    operatorId: integer('operator_id'),
    placeId: integer('place_id'),
    lineId: integer('line_id'),
    payload: jsonb('payload').$type<object>().notNull(),
    at: instant('at').notNull(),
  },
  (t) => [
    uniqueIndex('event_sequence').on(t.sequence),
    index('event_unnumbered')
      .on(t.id)
      .where(sql`sequence is null`),
    index('event_subject').on(t.subjectId, t.kind, t.id),
    index('event_at').on(t.at),
  ],
);

/** One row: the head of the order of events. `origin` names this database, so that cursors of another one are known. */
export const feed = pgTable('feed', {
  id: smallint('id').primaryKey().default(1),
  lastSequence: bigId('last_sequence').notNull().default(0),
  origin: text('origin')
    .notNull()
    .default(sql`md5(random()::text || clock_timestamp()::text)`),
});

/** Somewhere that events are sent to, in one of several formats. */
export const webhook = pgTable(
  'webhook',
  {
    id: bigId('id').primaryKey().generatedAlwaysAsIdentity(),
    name: text('name').notNull(),
    url: text('url').notNull(),
    format: text('format').notNull(),
    /** Which kinds of events. */
    kinds: text('kinds')
      .array()
      .notNull()
      .default(sql`'{BREACH}'`),
    /** Which of them, in codes. */
    filter: jsonb('filter').$type<Record<string, unknown>>().notNull(),
    /** What messages are signed with; null for a chat bot that asks for no signature. */
    secret: text('secret'),
    /** The one before it, which signs as well until then. */
    oldSecret: text('old_secret'),
    oldSecretUntil: instant('old_secret_until'),
    /** ACTIVE, PAUSED (by a person) or DISABLED (by what the endpoint answered). */
    state: text('state').$type<'ACTIVE' | 'PAUSED' | 'DISABLED'>().notNull().default('ACTIVE'),
    stateReason: text('state_reason'),
    /** Place in the order of events up to which deliveries exist; moved by the transaction that writes them. */
    cursor: bigId('cursor').notNull(),
    /** Nothing is sent before: the service's rate limit, its Retry-After, or a rest after failures. */
    freeAt: instant('free_at'),
    /** Attempts in a row that the endpoint itself failed, and since when. */
    failures: integer('failures').notNull().default(0),
    failingSince: instant('failing_since'),
    /** Which worker sends now, and until when it may without saying so again. */
    leasedBy: text('leased_by'),
    leasedUntil: instant('leased_until'),
    createdAt: instant('created_at').notNull(),
    /** Whose it is: it tells what they may see. */
    principal: text('principal').notNull().default('local'),
    /** As text; see `access/grant.ts`. */
    grants: text('grants')
      .array()
      .notNull()
      .default(sql`'{admin:*}'`),
  },
  (t) => [uniqueIndex('webhook_name').on(t.principal, t.name)],
);

/** One event on its way to one webhook. */
export const delivery = pgTable(
  'delivery',
  {
    id: bigId('id').primaryKey().generatedAlwaysAsIdentity(),
    webhookId: bigId('webhook_id').notNull(),
    eventId: bigId('event_id').notNull(),
    /** The event's kind and what it happened to: what is told in order. */
    kind: text('kind').notNull(),
    subjectId: bigId('subject_id').notNull(),
    /** The event's place in the total order. */
    sequence: bigId('sequence').notNull(),
    state: text('state').$type<DeliveryState>().notNull().default('PENDING'),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    lastAttemptAt: instant('last_attempt_at'),
    /** The HTTP status, null where there was no answer. */
    lastStatus: integer('last_status'),
    lastError: text('last_error'),
    /** The beginning of what was answered. */
    lastAnswer: text('last_answer'),
    silenceId: bigId('silence_id'),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    uniqueIndex('delivery_event').on(t.webhookId, t.eventId),
    index('delivery_order').on(t.webhookId, t.sequence),
    index('delivery_due')
      .on(t.webhookId, t.nextAttemptAt)
      .where(sql`state = 'PENDING'`),
    index('delivery_subject').on(t.webhookId, t.subjectId, t.kind, t.sequence),
    index('delivery_held')
      .on(t.silenceId)
      .where(sql`state = 'HELD'`),
    // What waits or was given up: counted by whoever watches the server, and a small part of all.
    index('delivery_waiting')
      .on(t.state)
      .where(sql`state in ('PENDING', 'HELD', 'DEAD')`),
    index('delivery_finished').on(t.finishedAt),
  ],
);

/** Holds back deliveries of some breaches for a while. */
export const silence = pgTable('silence', {
  id: bigId('id').primaryKey().generatedAlwaysAsIdentity(),
  /** Which breaches, in codes. */
  filter: jsonb('filter').$type<Record<string, unknown>>().notNull(),
  until: instant('until').notNull(),
  by: text('by').notNull(),
  why: text('why').notNull(),
  createdAt: instant('created_at').notNull(),
  /** When a person ended it before its time. */
  endedAt: instant('ended_at'),
  /** When what it held back was let go or dropped. */
  settledAt: instant('settled_at'),
  /** Whose it is: it holds back what they may see. */
  principal: text('principal').notNull().default('local'),
  grants: text('grants')
    .array()
    .notNull()
    .default(sql`'{admin:*}'`),
});

/** What lets somebody in: of the token itself only a hash is kept. */
export const accessToken = pgTable('access_token', {
  id: text('id').primaryKey(),
  /** SHA-256 of the whole token, in hex. */
  hash: text('hash').notNull(),
  name: text('name').notNull(),
  grants: text('grants').array().notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
  /** Written at most once a minute. */
  lastUsedAt: instant('last_used_at'),
  revokedAt: instant('revoked_at'),
});

/** Who did what; rows are only ever added. Partitioned by month of `at`. */
export const auditEvent = pgTable(
  'audit_event',
  {
    // An identity of the whole cannot be one of a partition that is attached.
    id: bigId('id')
      .notNull()
      .default(sql`nextval('audit_event_id')`),
    at: instant('at').notNull(),
    by: text('by').notNull(),
    principal: text('principal').notNull(),
    /** The address that it was asked from. */
    address: text('address'),
    action: text('action').notNull(),
    targets: text('targets').array().notNull(),
    outcome: text('outcome').$type<AuditOutcome>().notNull(),
    rows: integer('rows'),
  },
  (t) => [primaryKey({ columns: [t.at, t.id] })],
);

/** One KPI judged otherwise at a place and a line (0: all lines) and below, from a day on. Null: as in the definition. */
export const kpiOverride = pgTable(
  'kpi_override',
  {
    kpiId: integer('kpi_id').notNull(),
    placeId: integer('place_id').notNull(),
    lineId: integer('line_id').notNull(),
    from: day('from_day').notNull(),
    /** As the API lists them. */
    limits: jsonb('limits').$type<Limit[]>(),
    consecutive: integer('consecutive'),
    scoring: jsonb('scoring').$type<ScorePoint[]>(),
    weight: doublePrecision('weight'),
    createdAt: instant('created_at').notNull(),
    createdBy: text('created_by'),
    why: text('why'),
  },
  (t) => [primaryKey({ columns: [t.kpiId, t.placeId, t.lineId, t.from] })],
);

/** Which column of people's own tables holds what, by a name. */
export const importMap = pgTable(
  'import_map',
  {
    id: bigId('id').primaryKey().generatedAlwaysAsIdentity(),
    name: text('name').notNull(),
    /** Where those may record whose it is. */
    grants: text('grants').array().notNull(),
    /** In the order in which they were named. */
    columns: jsonb('columns').$type<{ title: string; holds: string }[]>().notNull(),
    constants: jsonb('constants').$type<{ field: string; is: string }[]>().notNull(),
    definedBy: text('defined_by').notNull(),
    definedAt: instant('defined_at').notNull(),
  },
  (t) => [uniqueIndex('import_map_name').on(t.grants, t.name)],
);

/** What a login of the database sees of the views in the schema `bi`; nothing where it has no row. Codes; null: every one. */
export const biGrant = pgTable(
  'bi_grant',
  {
    role: text('role').notNull(),
    operator: text('operator'),
    orgUnit: text('org_unit'),
    businessLine: text('business_line'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('bi_grant_whole').on(
      t.role,
      sql`coalesce(${t.operator}, '')`,
      sql`coalesce(${t.orgUnit}, '')`,
      sql`coalesce(${t.businessLine}, '')`,
    ),
  ],
);
