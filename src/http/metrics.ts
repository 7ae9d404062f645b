/** What operators of the server watch: requests, recording, and how far the engine is behind. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  /** Asks these figures at every scrape from now on; once. */
  watch(figures: WatchedFigures): void;
  request(route: string, status: number, seconds: number): void;
  recorded(rows: number): void;
  computed(seconds: number, measurements: number): void;
  /** How long a part kept what waits in its thread, in seconds: the 99th percentile and the longest of the last second. */
  delayed(part: string, delay: { p99: number; longest: number }): void;
  /** A request that was turned away before anybody read it, and why. */
  refused(reason: RefusalReason): void;
  /** A message to a webhook, and for how many events it stood. */
  sent(format: string, result: string, events: number): void;
}

/** Too much under way, a thread that does not keep up, too many connections, a body that took too long, one principal who asks for too much. */
const REFUSAL_REASONS = ['in_flight', 'delay', 'connections', 'slow_body', 'rate'] as const;

/** Why a request is turned away. */
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** What is asked at every scrape. */
export interface WatchedFigures {
  backlog(): Promise<{ pending: number; oldestPendingAt: Date | null }>;
  subscriptions(): number;
  /** How long the oldest event waits for its place in the order, in seconds. */
  lag(): Promise<number>;
  /** How many deliveries to webhooks wait, or were given up, by state. */
  queue(): Promise<{ state: string; count: number }[]>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'kpi_matrix_http_request_seconds',
    help: 'How long requests took, by route and status.',
    labelNames: ['route', 'status'],
    registers,
  });
  const rows = new Counter({
    name: 'kpi_matrix_recorded_observations_total',
    help: 'Observations recorded.',
    registers,
  });
  const chunks = new Histogram({
    name: 'kpi_matrix_engine_chunk_seconds',
    help: 'How long chunks of computing took.',
    registers,
  });
  const written = new Counter({
    name: 'kpi_matrix_measurements_written_total',
    help: 'Measurements written.',
    registers,
  });
  const delays = new Gauge({
    name: 'kpi_matrix_part_delay_seconds',
    help: 'How long the thread of a part kept what waits in it, over the last second: 0.99 of it, and the longest (1).',
    labelNames: ['part', 'quantile'],
    registers,
  });
  const refusals = new Counter({
    name: 'kpi_matrix_refused_requests_total',
    help: 'Requests, operations over WebSocket and connections that were turned away, by reason.',
    labelNames: ['reason'],
    registers,
  });
  for (const reason of REFUSAL_REASONS) refusals.inc({ reason }, 0);
  const deliveries = new Counter({
    name: 'kpi_matrix_webhook_deliveries_total',
    help: 'Events sent to webhooks, by format and result; a retry counts again.',
    labelNames: ['format', 'result'],
    registers,
  });
  return {
    registry,
    watch: (figures) => {
      watchEngine(figures, registers);
      watchFeed(figures, registers);
      watchQueue(figures, registers);
    },
    request: (route, status, seconds) => requests.observe({ route, status: String(status) }, seconds),
    recorded: (count) => rows.inc(count),
    computed: (seconds, measurements) => {
      chunks.observe(seconds);
      written.inc(measurements);
    },
    delayed: (part, { p99, longest }) => {
      delays.set({ part, quantile: '0.99' }, p99);
      delays.set({ part, quantile: '1' }, longest);
    },
    refused: (reason) => refusals.inc({ reason }),
    sent: (format, result, events) => deliveries.inc({ format, result }, events),
  };
}

function watchEngine({ backlog }: WatchedFigures, registers: Registry[]): void {
  const lag = new Gauge({
    name: 'kpi_matrix_engine_lag_seconds',
    help: 'How long the oldest pending work has been waiting.',
    registers,
  });
  new Gauge({
    name: 'kpi_matrix_engine_pending',
    help: 'Marks of work that is not computed yet.',
    registers,
    async collect() {
      const { pending, oldestPendingAt } = await backlog();
      this.set(pending);
      lag.set(oldestPendingAt ? (Date.now() - oldestPendingAt.getTime()) / 1000 : 0);
    },
  });
}

function watchFeed({ subscriptions, lag }: WatchedFigures, registers: Registry[]): void {
  new Gauge({
    name: 'kpi_matrix_subscriptions',
    help: 'Subscriptions over SSE and WebSocket.',
    registers,
    collect() {
      this.set(subscriptions());
    },
  });
  new Gauge({
    name: 'kpi_matrix_feed_lag_seconds',
    help: 'How long the oldest committed event has been waiting for its place in the order.',
    registers,
    async collect() {
      this.set(await lag());
    },
  });
}

function watchQueue({ queue }: WatchedFigures, registers: Registry[]): void {
  new Gauge({
    name: 'kpi_matrix_webhook_queue',
    help: 'Deliveries to webhooks that wait (PENDING), are silenced (HELD) or were given up (DEAD).',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset();
      for (const { state, count } of await queue()) this.set({ state }, count);
    },
  });
}
