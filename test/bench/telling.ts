/**
 * From the commit of a recording to the event at its subscribers: against a notification of PostgreSQL, and against bare
 * `node:http` that writes as many messages of that size when it is notified. Commits are timed by PostgreSQL itself.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { addDays } from '../../src/kpi/period.ts';
import type { PostgresServer } from '../support/postgresServer.ts';
import { type Audience, audienceOf } from './audience.ts';
import { type Listening, startHelper } from './children.ts';
import { figure, median, quantile, row } from './measure.ts';
import { memoryOf } from './processes.ts';
import type { Size } from './size.ts';
import { type Heard, now, RAW_CHANNEL } from './stream.ts';
import { createDatabase, defineOperators, LAST_DAY } from './world.ts';

const AUDIENCES = [1, 100, 1000];
/** Events of the largest audience and of the others, for each round of the bench: each has hundreds of subscribers or none. */
const EVENTS = { large: 4, small: 20 };
const KPI = 'hotline-answer-rate-15s';

const SUBSCRIBE = JSON.stringify({
  query: `subscription Told($filter: BreachFilter) { breachEvents(filter: $filter) {
    cursor type severity value at period { start } breach { id kpi { code } scope { operator { code } } }
  } }`,
  variables: { filter: { kpis: [KPI] } },
});

const RECORD = `mutation Record($input: RecordObservationsInput!) { recordObservations(input: $input) {
  __typename ... on ValidationError { problems { message } }
} }`;

/** Milliseconds, each list over all rounds and subscribers. */
interface Delays {
  /** From the commit of the recording. */
  recorded: number[];
  /** From the commit of the event, when its measurement is computed. */
  published: number[];
  raw: number[];
  notified: number[];
}

/** Delays as ratios, and memory. */
export async function telling(server: PostgresServer, { rounds }: Size): Promise<string[]> {
  const url = await createDatabase(server, 'telling');
  await defineOperators(url, ['bench'], 0);
  const stage = new Stage(url);
  await stage.open();
  const lines: string[] = [];
  for (const count of AUDIENCES) {
    const times = rounds * (count >= 1000 ? EVENTS.large : EVENTS.small);
    lines.push(...toldLines(count, await stage.perform(count, times)));
  }
  lines.push(await stage.memory());
  await stage.close();
  return lines;
}

function toldLines(count: number, { recorded, published, raw, notified }: Delays): string[] {
  const who = count === 1 ? '1 subscriber' : `${count.toLocaleString('en')} subscribers`;
  const lines = against(`recording to ${who} / a notification`, recorded, notified);
  if (count < 1000) return lines;
  return [
    ...lines,
    ...against(`recording to ${who} / bare SSE`, recorded, raw),
    ...against(`event to ${who} / bare SSE`, published, raw, 'at most 3'),
  ];
}

/** The median, and what all but one in a hundred keep to. */
function against(what: string, ours: number[], theirs: number[], goal = ''): string[] {
  const at = (name: string, share: number, target: string) => {
    const [one, other] = [quantile(ours, share), quantile(theirs, share)];
    const detail = `${figure(one)} against ${figure(other)} ms`;
    return row(`${what}, ${name}`, figure(one / other), target, detail);
  };
  return [at('median', 0.5, ''), at('p99', 0.99, goal)];
}

/** Both servers on one database, and what causes their events. */
class Stage {
  readonly #sql: postgres.Sql;
  readonly #listener: postgres.Sql;
  #servers!: { ours: Listening; raw: Listening };
  #isBad = false;
  #day = addDays(LAST_DAY, -300);
  #heardNotice: () => void = () => {};

  constructor(readonly url: string) {
    this.#sql = postgres(url, { max: 1, onnotice: () => {} });
    this.#listener = postgres(url, { max: 1, onnotice: () => {} });
  }

  async open(): Promise<void> {
    await this.#sql`create table bench_raw (at timestamptz)`;
    await this.#listener.listen('bench_notice', () => this.#heardNotice());
    const ours = await startHelper('api', { DATABASE_URL: this.url, SUBSCRIPTIONS: '5000' }, ['--expose-gc']);
    const first = await audienceOf(ours, 1, SUBSCRIBE);
    this.#servers = { ours, raw: ours };
    const { bytes } = await first.hear(() => this.#record());
    await first.leave();
    const raw = await startHelper('rawEvents', { DATABASE_URL: this.url, BYTES: String(bytes) }, [
      '--expose-gc',
    ]);
    this.#servers = { ours, raw };
  }

  async close(): Promise<void> {
    await Promise.all([this.#servers.ours.stop(), this.#servers.raw.stop()]);
    await Promise.all([this.#sql.end(), this.#listener.end()]);
  }

  /** Tells so many subscribers of each server so many events, by turns. */
  async perform(count: number, times: number): Promise<Delays> {
    const ours = await audienceOf(this.#servers.ours, count, SUBSCRIBE);
    const raw = await audienceOf(this.#servers.raw, count, SUBSCRIBE);
    const delays: Delays = { recorded: [], published: [], raw: [], notified: [] };
    for (let warmUp = 0; warmUp < 5; warmUp++) await this.#round(ours, raw);
    for (let time = 0; time < times; time++) {
      const round = await this.#round(ours, raw);
      for (const key of Object.keys(delays) as (keyof Delays)[]) delays[key].push(...round[key]);
    }
    await Promise.all([ours.leave(), raw.leave()]);
    return delays;
  }

  async #round(ours: Audience, raw: Audience): Promise<Delays> {
    const told = await ours.hear(() => this.#record());
    const [batch] = await this.#sql<{ at: number }[]>`
      select extract(epoch from pg_xact_commit_timestamp(xmin))::float8 * 1000 as at from batch order by id desc limit 1`;
    const [event] = await this.#sql<{ at: number }[]>`
      select max(extract(epoch from pg_xact_commit_timestamp(xmin)))::float8 * 1000 as at from breach`;
    const bare = await raw.hear(() => this.#notifyRaw());
    const [message] = await this.#sql<{ at: number }[]>`
      select max(extract(epoch from pg_xact_commit_timestamp(xmin)))::float8 * 1000 as at from bench_raw`;
    return {
      recorded: since(batch!.at, told),
      published: since(event!.at, told),
      raw: since(message!.at, bare),
      notified: [await this.#noticed()],
    };
  }

  /** Reports the next day, good and bad by turns: one event. */
  async #record(): Promise<void> {
    this.#day = addDays(this.#day, 1);
    this.#isBad = !this.#isBad;
    const observations = [
      { input: 'callsAnsweredIn15s', operator: 'bench', date: this.#day, value: this.#isBad ? 500 : 990 },
      { input: 'callsOfferedToAgents', operator: 'bench', date: this.#day, value: 1000 },
    ];
    const response = await fetch(`${this.#servers.ours.url}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        query: RECORD,
        variables: { input: { idempotencyKey: this.#day, observations } },
      }),
    });
    const text = await response.text();
    if (!text.includes('RecordObservationsSuccess')) throw new Error(text);
  }

  async #notifyRaw(): Promise<void> {
    await this.#sql.begin(async (tx) => {
      await tx`delete from bench_raw`;
      await tx`insert into bench_raw values (now())`;
      await tx`select pg_notify(${RAW_CHANNEL}, '')`;
    });
  }

  /** A round trip: from sending a notification to hearing it on another connection. */
  async #noticed(): Promise<number> {
    const heard = new Promise<number>((resolve) => (this.#heardNotice = () => resolve(now())));
    const begin = now();
    await this.#sql`select pg_notify('bench_notice', '')`;
    return (await heard) - begin;
  }

  /** What an idle subscriber holds of each server's memory. */
  async memory(): Promise<string> {
    const [ours, raw] = [await kilobytesEach(this.#servers.ours), await kilobytesEach(this.#servers.raw)];
    return row(
      'memory of an idle subscriber / bare SSE',
      figure(ours / raw),
      'at most 4',
      `${figure(ours)} against ${figure(raw)} kB`,
    );
  }
}

const since = (begin: number, { times }: Heard): number[] => times.map((it) => it - begin);

const IDLE = 2000;

/** Kilobytes a subscriber, from a server that has had as many before. */
async function kilobytesEach(server: Listening): Promise<number> {
  const found: number[] = [];
  for (let time = 0; time < 3; time++) {
    const before = await settledMemory(server);
    const audience = await audienceOf(server, IDLE, SUBSCRIBE);
    found.push(((await settledMemory(server)) - before) * (1024 / IDLE));
    await audience.leave();
  }
  return median(found);
}

async function settledMemory({ pid }: Listening): Promise<number> {
  for (let time = 0; time < 3; time++) {
    process.kill(pid, 'SIGUSR2');
    await sleep(700);
  }
  return memoryOf(pid, 'VmRSS');
}
