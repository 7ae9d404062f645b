/** What operators of the server watch: requests, recording, and how far the engine is behind. */
import { Counter, Gauge, Histogram, collectDefaultMetrics, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  request(route: string, status: number, seconds: number): void;
  recorded(rows: number): void;
  computed(seconds: number, measurements: number): void;
}

/** `backlog` is asked at every scrape. */
export function createMetrics(
  backlog: () => Promise<{ pending: number; oldestPendingAt: Date | null }>,
): Metrics {
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
  return {
    registry,
    request: (route, status, seconds) => requests.observe({ route, status: String(status) }, seconds),
    recorded: (count) => rows.inc(count),
    computed: (seconds, measurements) => {
      chunks.observe(seconds);
      written.inc(measurements);
    },
  };
}
