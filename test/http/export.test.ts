/** Exports, read back by those who had no part in writing them. */
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { parquetReadObjects } from 'hyparquet';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Readable, Writable } from 'node:stream';
import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SQL } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cell } from '../../src/http/export/column.ts';
import { xlsxOf } from '../../src/http/export/xlsx.ts';
import { exportsOf, type ExportsOptions } from '../../src/http/export/exports.ts';
import { takeAddress } from '../../src/http/address.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { UnderWay } from '../../src/http/rates.ts';
import { type RunningServer, startServer } from '../../src/http/server.ts';
import type { Statements } from '../../src/store/database.ts';
import { until } from '../delivery/world.ts';
import { kpiMatrix } from '../cli/commandLine.ts';
import { directory } from '../cli/files.ts';
import {
  type AccessWorld,
  caller,
  dropped,
  hotline,
  startAccessWorld,
} from '../graphql/access/accessWorld.ts';
import type { Loose } from '../graphql/api.ts';

const log = pino({ level: 'silent' });
let world: AccessWorld;
let server: RunningServer;
const servers: RunningServer[] = [];

beforeAll(async () => {
  world = await startAccessWorld();
  for (const date of [5, 6])
    await hotline(world, date, { 'alpha-town': 40, 'alpha-south': 31, 'beta-north': 30 });
  await dropped(world, 7, { alpha: { mobile: 3 }, beta: { mobile: 5 } });
  server = await serve();
});
afterAll(async () => {
  await Promise.all(servers.map((it) => it.stop(100)));
  await world.close();
});

/** A server whose callers are who their Authorization says, as grants. */
async function serve(options: Partial<ExportsOptions> = {}, standstill?: number): Promise<RunningServer> {
  const { engine, db } = world;
  const started = startServer({
    server: await takeAddress('127.0.0.1', 0, standstill),
    allowedHosts: [],
    allowedOrigins: ['https://bi.example.com'],
    admission: {
      admit: ({ headers }) =>
        Promise.resolve(caller(...(headers.authorization ?? 'Bearer admin:*').slice(7).split('+'))),
    },
    api: {
      engine,
      graphql: () => {},
      exports: exportsOf({ engine, db: db.reading, log, origin: () => Promise.resolve('here'), ...options }),
    },
    metrics: createMetrics(),
    log,
    down: () => Promise.resolve([]),
  });
  servers.push(started);
  return started;
}

const fetched = (path: string, grants = 'reader:*', init: RequestInit = {}) =>
  fetch(`${server.url}/export/${path}`, {
    ...init,
    headers: { Authorization: `Bearer ${grants}`, ...init.headers },
  });

async function bytesOf(path: string, grants?: string): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetched(path, grants);
  if (answer.status !== 200) throw new Error(await answer.text());
  return new Uint8Array(await answer.arrayBuffer());
}
const textOf = async (path: string, grants?: string) => new TextDecoder().decode(await bytesOf(path, grants));

/** The rows of a CSV file by their titles. */
const csvOf = async (path: string, grants?: string): Promise<Loose[]> =>
  parse(await textOf(path, grants), { columns: true, bom: true }) as Loose[];

const problemsOf = async (path: string, grants?: string) => {
  const answer = await fetched(path, grants);
  const { errors } = (await answer.json()) as Loose;
  return { status: answer.status, messages: errors.map((it: Loose) => it.message as string) as string[] };
};

describe('observations', () => {
  test.each([
    ['csv', 'text/csv'],
    ['ndjson', 'application/x-ndjson'],
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ])('exported as %s are recorded again unchanged', async (format, type) => {
    const body = await bytesOf(`observations.${format}?lang=zh`);
    const headers = { 'Content-Type': type, 'Idempotency-Key': `again ${format}` };
    const answer = await fetch(`${server.url}/observations`, { method: 'POST', headers, body });
    const all = { inserted: 0, replaced: 0, withdrawn: 0, invalid: 0, unchanged: 16 };
    expect(await answer.json()).toMatchObject(all);
  });

  test('have the columns of recording, in English or Chinese, and a mark where one is asked for', async () => {
    const plain = await textOf('observations.csv?operator=beta&input=droppedCalls');
    expect(plain).toBe(
      'input,operator,businessLine,orgUnit,date,value\r\ndroppedCalls,beta,mobile,,2012-03-07,5\r\n',
    );
    const marked = await bytesOf('observations.csv?operator=beta&lang=zh&bom=1');
    expect([...marked.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(new TextDecoder().decode(marked).split('\r\n')[0]).toBe('输入,运营商,业务线,单位,日期,数值');
  });

  test('pass by each value of a filter that is given again', async () => {
    const rows = await csvOf(
      'observations.csv?orgUnit=alpha-town&orgUnit=beta-north&from=2012-03-06&to=2012-03-06',
    );
    expect(rows.map((it) => `${it.input} ${it.orgUnit} ${it.value}`)).toEqual([
      'callsAnsweredIn15s alpha-town 40',
      'callsAnsweredIn15s beta-north 30',
      'callsOfferedToAgents alpha-town 100',
      'callsOfferedToAgents beta-north 100',
    ]);
  });
});

const RANGE = 'grain=DAY&from=2012-03-05&to=2012-03-07';

describe('measurements', () => {
  /** All that the API lists, as texts in an order of their own. */
  const listed = async (grants: string): Promise<string[]> => {
    const { measurements } = await world.dataOf(
      caller(grants),
      `{ measurements(first: 500, filter: { range: { grain: DAY, from: "2012-03-05", to: "2012-03-07" } }) { edges { node {
        kpi { code } scope { operator { code } businessLine { code } orgUnit { code } }
        period { start } value score status coverage isComplete definitionVersion computedAt } } } }`,
    );
    return measurements.edges
      .map(({ node: it }: Loose) =>
        JSON.stringify([
          ...[it.kpi.code, it.scope.operator.code, it.scope.businessLine?.code ?? null],
          ...[it.scope.orgUnit?.code ?? null, it.period.start, it.value, it.score, it.status],
          ...[it.coverage, it.isComplete, it.definitionVersion, new Date(it.computedAt).getTime()],
        ]),
      )
      .sort();
  };
  const written = (rows: Loose[]): string[] =>
    rows
      .map((it) =>
        JSON.stringify([
          ...[
            it.kpi,
            it.operator,
            it.businessLine,
            it.orgUnit,
            dayOf(it.start),
            it.value,
            it.score,
            it.status,
          ],
          ...[it.coverage, it.isComplete, it.version, new Date(it.computedAt).getTime()],
        ]),
      )
      .sort();
  const dayOf = (it: string | Date) => (it instanceof Date ? it.toISOString().slice(0, 10) : it);

  const READERS: Record<string, (grants: string) => Promise<Loose[]>> = {
    csv: async (grants) => {
      const number = (it: string) => (it === '' ? null : Number(it));
      return (await csvOf(`measurements.csv?${RANGE}`, grants)).map((it) => ({
        ...it,
        businessLine: it.businessLine || null,
        orgUnit: it.orgUnit || null,
        ...{ value: number(it.value), score: number(it.score), coverage: number(it.coverage) },
        ...{ version: number(it.version), isComplete: it.isComplete === 'true' },
      }));
    },
    ndjson: async (grants) =>
      (await textOf(`measurements.ndjson?${RANGE}`, grants))
        .split('\n')
        .filter((it) => it !== '')
        .map((it) => JSON.parse(it) as Loose),
    parquet: async (grants) => {
      const bytes = await bytesOf(`measurements.parquet?${RANGE}`, grants);
      return parquetReadObjects({ file: bytes.buffer });
    },
    xlsx: async (grants) => sheetOf(await bytesOf(`measurements.xlsx?${RANGE}`, grants)),
  };

  test.each(Object.keys(READERS))(
    'as %s are what the API lists, for everybody what they see',
    async (format) => {
      for (const grants of ['reader:*', 'reader:alpha', 'reader:alpha/alpha-north', 'reader:beta?mobile']) {
        const rows = written(await READERS[format]!(grants));
        const expected = await listed(grants);
        expect(expected.length).toBeGreaterThan(0);
        expect(rows).toEqual(expected);
      }
    },
  );

  test('are each of the definition that their version says, also where that changes while they are read', async () => {
    const register = async (formula: string) => {
      const kpi = `{ code: "calls-lost", name: { en: "Calls lost", zh: "掉话" }, description: "Lost calls.", dimension: OPERATIONS,
        process: NETWORK, lifecycleStage: USAGE, cadence: DAY, unit: "calls", formula: "${formula}",
        limits: [{ severity: WARNING, side: ABOVE, value: 99 }], scoring: [{ value: 0, score: 100 }, { value: 9, score: 0 }] }`;
      const { registerKpi } = await world.dataOf(
        caller('admin:*'),
        `mutation { registerKpi(input: ${kpi}) { __typename } }`,
      );
      expect(registerKpi.__typename).toBe('RegisterKpiSuccess');
      await world.engine.drain();
    };
    await register('droppedCalls');
    let pages = 0;
    const db: Statements = {
      vault: world.db.vault,
      rows: async <Row extends object>(statement: SQL) => {
        const rows = await world.db.reading.rows<Row>(statement);
        if (rows.length > 0 && ++pages === 2) await register('2 * droppedCalls');
        return rows;
      },
    };
    const { url } = await serve({ db });
    const headers = { Authorization: 'Bearer reader:*' };
    const answer = await fetch(`${url}/export/measurements.csv?${RANGE}&kpi=calls-lost&businessLine=mobile`, {
      headers,
    });
    const rows = parse(await answer.text(), { columns: true }) as Loose[];
    const calls: Loose = { alpha: 3, beta: 5 };
    expect(rows.map((it) => [it.operator, Number(it.value) / Number(it.version)])).toEqual(
      Object.entries(calls),
    );
    expect(rows.map((it) => it.version)).toEqual(['1', '2']);
  });

  test('come by scope, period and KPI, and pass by KPI, process, dimension and status', async () => {
    const rows = await csvOf(`measurements.csv?${RANGE}`);
    const order = rows.map((it) => [it.operator, it.businessLine, it.orgUnit, it.start, it.kpi].join(' '));
    expect(order).toEqual([...order].sort());
    const some = `${RANGE}&kpi=hotline-answer-rate-15s&status=CRITICAL&process=HOTLINE&dimension=OPERATIONS`;
    expect((await csvOf(`measurements.csv?${some}&lang=zh`)).map((it) => it['状态'])).toEqual(
      expect.arrayContaining(['CRITICAL']),
    );
  });
});

test('a matrix is that of the API, cell by cell', async () => {
  const rows = await csvOf('matrix.csv?grain=DAY&operator=alpha&from=2012-03-06&to=2012-03-06');
  const { matrix } = await world.dataOf(
    caller('reader:*'),
    `{ matrix(scope: { operator: "alpha" }, period: { grain: DAY, date: "2012-03-06" }) { index cells { process dimension score coverage } } }`,
  );
  const whole = rows.filter((it) => it.orgUnit === '' && it.businessLine === '');
  expect(
    whole.map(({ process, dimension, score, coverage, index }) => ({
      ...{ process, dimension, score: score === '' ? null : Number(score), coverage: Number(coverage) },
      index: Number(index),
    })),
  ).toEqual(matrix.cells.map((it: Loose) => ({ ...it, index: matrix.index })));
});

test('breaches are those of the API, and nothing in them is a formula to a spreadsheet', async () => {
  const { breaches } = await world.dataOf(
    caller('admin:*'),
    '{ breaches(first: 100, orderBy: OPENED, direction: ASC) { edges { node { id kpi { code } severity value } } } }',
  );
  const nodes = breaches.edges.map((it: Loose) => it.node);
  const somebody = { ...caller('admin:*').viewer, name: '=1+1' };
  const mutation = 'mutation($id: ID!) { acknowledgeBreach(id: $id) { __typename } }';
  await world.dataOf({ viewer: somebody, address: null }, mutation, { id: nodes[0].id });
  const rows = await csvOf('breaches.csv');
  expect(rows.map((it) => [it.kpi, it.severity, Number(it.value)])).toEqual(
    nodes.map((it: Loose) => [it.kpi.code, it.severity, it.value]),
  );
  expect(rows.filter((it) => it.state === 'ACKNOWLEDGED').map((it) => it.acknowledgedBy)).toEqual(["'=1+1"]);
  expect(await csvOf('breaches.csv?from=2012-03-08')).toEqual([]);
  expect(await csvOf('breaches.csv?state=OPEN')).toHaveLength(nodes.length - 1);
});

describe('a workbook', () => {
  const written = async (pages: Cell[][][], rowsASheet: number): Promise<Uint8Array> => {
    const columns = [{ name: 'text', title: 'Text', kind: 'text' as const }];
    const sheet = { name: 'texts', columns, pages: Readable.from(pages), hasMark: false };
    const pieces: Uint8Array[] = [];
    for await (const piece of xlsxOf(rowsASheet).write(sheet)) pieces.push(piece as Uint8Array);
    return Buffer.concat(pieces);
  };

  test.each([
    [0, [0]],
    [5, [5]],
    [6, [6]],
    [7, [6, 1]],
    [12, [6, 6]],
    [15, [6, 6, 3]],
  ])('of %i rows begins a new sheet where one is full, and none that is empty', async (count, sizes) => {
    const rows = Array.from({ length: count }, (_, at) => [`row ${at}`]);
    const pages = [rows.slice(0, 4), [], rows.slice(4, 13), rows.slice(13)];
    const bytes = await written(pages, 6);
    const sheets = sizes.map((_, at) => sheetOf(bytes, at + 1));
    expect(sheets.map((it) => it.length)).toEqual(sizes);
    expect(sheets.flat().map((it) => it.Text)).toEqual(rows.flat());
    const names = sizes.map((_, at) => (at === 0 ? 'texts' : `texts ${at + 1}`));
    const book = strFromU8(unzipSync(bytes)['xl/workbook.xml']!);
    expect([...book.matchAll(/<sheet name="(.*?)"/g)].map((it) => it[1])).toEqual(names);
  });

  test('has texts as they are, also those that stand for other characters in it', async () => {
    const xml = unzipSync(await written([[['_x0041_ <&>\r\n=1+1\u0001']]], 10))['xl/worksheets/sheet1.xml']!;
    expect(strFromU8(xml)).toContain('>_x005F_x0041_ &lt;&amp;&gt;_x000D_\n=1+1\ufffd<');
  });
});

describe('whoever asks', () => {
  test.each(['observations', 'breaches', 'matrix', 'measurements'])(
    'exports nothing of another operator in %s',
    async (kind) => {
      const query = kind === 'matrix' || kind === 'measurements' ? '?grain=DAY' : '';
      expect(await textOf(`${kind}.csv${query}`)).toContain('beta');
      const own = await textOf(`${kind}.csv${query}`, 'reader:alpha');
      expect(own).toContain('alpha');
      expect(own).not.toContain('beta');
    },
  );

  test('is told of what they may not see as of what is not there', async () => {
    const [seen, none] = await Promise.all([
      problemsOf('observations.csv?operator=beta&orgUnit=beta-north', 'reader:alpha'),
      problemsOf('observations.csv?operator=zeta&orgUnit=zeta-north', 'reader:alpha'),
    ]);
    expect(seen.status).toBe(400);
    expect(seen.messages.map((it) => it.replaceAll('beta', 'zeta'))).toEqual(none.messages);
  });

  test('needs the role READER, and a method that reads', async () => {
    expect((await fetched('observations.csv', 'recorder:*')).status).toBe(403);
    const answer = await fetched('observations.csv', 'reader:*', { method: 'POST' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

test('every problem is told at once, with what there is', async () => {
  const { status, messages } = await problemsOf('measurement.csvx?grain=DAY');
  expect([status, messages]).toEqual([
    400,
    [
      expect.stringContaining('path: there is no export "measurement"; did you mean "measurements"?'),
      expect.stringContaining('path: there is no format "csvx"; did you mean "csv"?'),
    ],
  ]);
  const more = await problemsOf(
    'measurements.xlsx?kpis=x&status=BAD&from=2012-02-30&lang=de&lang=en&operator=alfa&bom=1',
  );
  expect(more.messages.map((it) => it.split(':')[0])).toEqual([
    'kpis',
    'grain',
    'operator',
    'from',
    'status',
    'lang',
    'lang',
  ]);
  expect((await problemsOf('observations.ndjson?bom=1')).messages).toHaveLength(1);
  expect((await problemsOf('observations.csv?from=2012-03-02&to=2012-03-01')).messages).toHaveLength(1);
});

test('a file says what it is, HEAD as well, and is compressed and shared as other answers are', async () => {
  const expected = {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="observations.csv"',
    'cache-control': 'private, no-cache',
    'x-content-type-options': 'nosniff',
  };
  const head = await fetched('observations.csv', 'reader:*', { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(Object.fromEntries(head.headers)).toMatchObject(expected);
  const init = { headers: { Origin: 'https://bi.example.com', 'Accept-Encoding': 'gzip' } };
  const answer = await fetched('observations.csv', 'reader:*', init);
  await answer.text();
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    ...expected,
    'content-encoding': 'gzip',
    'access-control-allow-origin': 'https://bi.example.com',
    'access-control-expose-headers': 'retry-after, content-disposition',
  });
});

test('a file of measurements is not fetched again while they are the same, and never named for others', async () => {
  const file = 'measurements.csv?grain=DAY&operator=alpha';
  const tagOf = async (grants = 'reader:*') =>
    (await fetched(file, grants, { method: 'HEAD' })).headers.get('etag');
  const tag = (await tagOf())!;
  const again = (path: string, grants = 'reader:*') =>
    fetched(path, grants, { headers: { 'If-None-Match': tag } });
  const same = await again(file);
  expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', tag]);
  expect((await again(`${file}&lang=zh`)).status).toBe(200);
  expect((await again(file, 'reader:alpha')).status).toBe(200);
  await hotline(world, 7, { 'alpha-town': 12 });
  const changed = await again(file);
  expect(changed.status).toBe(200);
  expect(await changed.text()).toContain('2012-03-07');
  expect(changed.headers.get('etag')).not.toBe(tag);
  // Observations are there before what is computed of them.
  expect((await fetched('observations.csv')).headers.get('etag')).toBeNull();
});

test('a file of which nothing is found for long is waited for', async () => {
  const { reading, vault } = world.db;
  const rows = async <Row extends object>(statement: SQL) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    return reading.rows<Row>(statement);
  };
  const { url } = await serve({ db: { vault, rows } }, 100);
  const headers = { Authorization: 'Bearer reader:*' };
  const answer = await fetch(`${url}/export/observations.csv?operator=beta&input=droppedCalls`, { headers });
  expect(await answer.text()).toContain('droppedCalls,beta,mobile');
});

describe('what never ends', () => {
  /** A database of the same observation on ever later days, and how many pages of it were read. */
  function endless(): Statements & { pages: number } {
    const [input] = [...reference.inputs.values()];
    const place = reference.operators.get('alpha')!.root!;
    const row = { inputId: input!.id, placeId: place.id, lineId: 0, date: '2012-03-05', value: 1 / 3 };
    return {
      vault: world.db.vault,
      pages: 0,
      rows<T>() {
        this.pages++;
        return Promise.resolve(Array.from({ length: 10_000 }, () => row) as T[]);
      },
    };
  }
  let reference: Awaited<ReturnType<AccessWorld['engine']['moment']>>['world']['reference'];
  beforeAll(async () => void ({ reference } = (await world.engine.moment()).world));

  test('is read no faster than the client does, no longer than it is there, and no more often than one may', async () => {
    const db = endless();
    const shares = new UnderWay({ exports: 1 });
    const lines: string[] = [];
    const { url } = await serve({ db, shares, log: pino({}, { write: (line) => void lines.push(line) }) });
    const ask = async () => {
      const headers = { Authorization: 'Bearer reader:*' };
      const call = request(`${url}/export/observations.csv`, { agent: false, headers }).end();
      call.on('error', () => {});
      const [answer] = (await once(call, 'response')) as [IncomingMessage];
      return { call, answer };
    };
    const { call, answer } = await ask();
    expect(answer.statusCode).toBe(200);
    await settled(() => db.pages);
    // What the system keeps of a connection is some megabytes; a page has half a one.
    expect(db.pages).toBeLessThan(60);
    const refused = (await ask()).answer.resume();
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '5']);
    call.destroy();
    await until(() => shares.of(caller('reader:*').viewer.principal).exports === 0, 'the export ended');
    const next = await ask();
    expect(next.answer.statusCode).toBe(200);
    next.call.destroy();
    await until(() => shares.of(caller('reader:*').viewer.principal).exports === 0, 'the next one ended');
    // A client that goes away is no failure.
    expect(lines).toEqual([]);
  });

  /** A server at which somebody may read a few pages, and then no longer. */
  const forgetful = () => {
    let pages = 0;
    return serve({ db: endless(), door: { isValid: () => Promise.resolve(++pages < 30) } });
  };

  test.each(['csv', 'ndjson', 'xlsx', 'parquet'])(
    'is cut as %s for whoever may no longer read, and the server goes on',
    async (format) => {
      const { url } = await forgetful();
      const headers = { Authorization: 'Bearer reader:*' };
      const file = async () =>
        (await fetch(`${url}/export/observations.${format}`, { headers })).arrayBuffer();
      await expect(file()).rejects.toThrow(/terminated|fetch failed/);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
    },
  );

  test('is cut, and the command line keeps nothing of it', async () => {
    const { url } = await forgetful();
    const out = `${await directory()}/all.csv`;
    const { code, stderr } = await kpiMatrix(['export', 'observations', '--out', out, '--url', url]);
    expect(stderr).toContain('the connection was cut');
    expect(code).toBe(5);
    expect(await filesBeside(out)).toEqual([]);
  });
});

/** Waits until a count does not change any more. */
async function settled(count: () => number): Promise<void> {
  for (let before = -1; before !== count();) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const filesBeside = (path: string): Promise<string[]> => readdir(dirname(path));

describe('kpi-matrix export', () => {
  test('writes the file of the server, with filters, to a file or the standard output', async () => {
    const out = `${await directory()}/town.csv`;
    const args = [
      'export',
      'observations',
      '--unit',
      'alpha-town',
      '--unit',
      'beta-north',
      '--url',
      server.url,
    ];
    const env = { KPI_MATRIX_TOKEN: 'reader:alpha+reader:beta' };
    const { code, stderr } = await kpiMatrix([...args, '--out', out], { env });
    expect([code, stderr]).toEqual([0, expect.stringMatching(/town\.csv: .* written/)]);
    const expected = await textOf('observations.csv?orgUnit=alpha-town&orgUnit=beta-north');
    expect(await readFile(out, 'utf8')).toBe(expected);
    expect(await filesBeside(out)).toEqual(['town.csv']);
    expect((await kpiMatrix(args, { env })).stdout).toBe(expected);
  });

  test('ends without a word where whoever reads it has gone away (| head)', async () => {
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    const args = ['export', 'observations', '--format', 'ndjson', '--url', server.url];
    expect(await kpiMatrix(args, { stdout })).toMatchObject({ code: 0, stderr: '' });
  });

  test('tells what is wrong, as wrong usage', async () => {
    const args = ['export', 'measurements', '--operator', 'alfa', '--format', 'xlsx', '--url', server.url];
    const { code, stderr } = await kpiMatrix(args);
    expect(code).toBe(2);
    expect(stderr).toContain('grain: this has to be given');
    expect(stderr).toContain('operator: there is no operator "alfa"; did you mean "alpha"?');
  });
});

/** A sheet of a workbook, by its titles; cells with a format of dates are dates. */
function sheetOf(bytes: Uint8Array, number = 1): Loose[] {
  const files = unzipSync(bytes);
  const xml = strFromU8(files[`xl/worksheets/sheet${number}.xml`]!);
  const [titles, ...rows] = [...xml.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, cells]) =>
    [
      ...cells!.matchAll(
        /<c(?: t="(\w+)")?(?: s="(\d)")?(?:\/>|>(?:<v>|<is><t[^>]*>)(.*?)<.*?<\/c>|>(.*?)<\/c>)/gs,
      ),
    ].map(([, type, style, text]) => valueOf(type, style, text)),
  );
  return rows.map((cells) => Object.fromEntries(titles!.map((it, at) => [it as string, cells[at]])));
}

function valueOf(type: string | undefined, style: string | undefined, text: string | undefined): Loose {
  if (text === undefined) return null;
  if (type === 'inlineStr')
    return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  if (type === 'b') return text === '1';
  return style ? new Date(Math.round((Number(text) - 25_569) * 86_400_000)) : Number(text);
}
