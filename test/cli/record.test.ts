import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { kpiMatrix } from './commandLine.ts';
import { csv, directory, file, manyRows } from './files.ts';
import { listen, nowhere } from './peer/listen.ts';
import { type Mishap, ObservationPeer } from './peer/observations.ts';

const GOOD = 'regulatorAppeals,china-telecom,,,2012-03-31,4081';
const BAD_DATE = 'regulatorAppeals,china-mobile,,,2012-02-3x,5940';
const BAD_VALUE = 'regulatorAppeals,china-unicom,,,2012-03-31,many';

const cut: Mishap = (request) => {
  request.socket.destroy();
  return true;
};

describe('recording a file', () => {
  test('sends a CSV file as it stands and says what was recorded', async () => {
    const peer = await ObservationPeer.start();
    const path = await file('good.csv', csv(GOOD));
    const { code, stdout, stderr } = await kpiMatrix([
      'record',
      path,
      '--url',
      peer.url,
      '--source',
      'MIIT 通告',
    ]);
    expect(stdout).toBe('recorded: 1 new, 0 replaced, 0 unchanged, 0 withdrawn (batch batch-1)\n');
    expect(stderr).toBe(`${path}: 96 B sent; the server is checking and storing …\n`);
    expect(code).toBe(0);
    expect(peer.rows).toMatchObject([
      { input: 'regulatorAppeals', operator: 'china-telecom', value: '4081' },
    ]);
    expect(peer.received).toMatchObject([
      {
        method: 'POST',
        path: '/observations',
        query: { source: 'MIIT 通告', invalid: 'refuse' },
        headers: { 'content-type': 'text/csv', 'content-length': '96' },
      },
    ]);
  });

  test('sends NDJSON under its own type, to the server and with the token of the environment', async () => {
    const peer = await ObservationPeer.start();
    const row = { input: 'a', operator: 'b', date: '2012-03-31', value: '1' };
    const path = await file('good.ndjson', `${JSON.stringify(row)}\n`);
    const env = { KPI_MATRIX_URL: peer.url, KPI_MATRIX_TOKEN: 'secret' };
    expect((await kpiMatrix(['record', path, '--quiet'], { env })).code).toBe(0);
    expect(peer.rows).toEqual([row]);
    expect(peer.received[0]?.headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      authorization: 'Bearer secret',
    });
  });

  test('prints what is recorded and yet implausible as warnings, and keeps no such row', async () => {
    const lines = [
      { line: 2, column: 'value', message: '150 is more than the 100 of "b"', warning: true },
      { batchId: 'batch-1', inserted: 1, replaced: 0, unchanged: 0, withdrawn: 0, invalid: 0, warnings: 1 },
    ];
    const url = await listen((request, response) => {
      response.setHeader('Content-Type', 'application/x-ndjson');
      request.resume().on('end', () => response.end(lines.map((it) => `${JSON.stringify(it)}\n`).join('')));
    });
    const path = await file('good.csv', csv(GOOD));
    const { code, stdout, stderr } = await kpiMatrix(['record', path, '--url', url, '--skip-invalid']);
    expect(code).toBe(0);
    expect(stdout).toBe('recorded: 1 new, 0 replaced, 0 unchanged, 0 withdrawn (batch batch-1)\n');
    expect(stderr).toContain(`${path}:2: warning: value: 150 is more than the 100 of "b"\n`);
    expect(stderr).toContain('1 row recorded and yet implausible, see above: look at their source\n');
    expect(await readdir(dirname(path))).toEqual(['good.csv']);
  });

  test('keeps the path of an address below which the server lives', async () => {
    const peer = await ObservationPeer.start();
    const path = await file('good.csv', csv(GOOD));
    await kpiMatrix(['record', path, '--url', `${peer.url}/kpi/`]);
    expect(peer.received[0]?.path).toBe('/kpi/observations');
  });

  test('reads the standard input when told its form, and leaves no copy behind', async () => {
    const peer = await ObservationPeer.start();
    const scratch = await directory();
    vi.stubEnv('TMPDIR', scratch);
    onTestFinished(() => void vi.unstubAllEnvs());
    const args = ['record', '-', '--url', peer.url];
    expect((await kpiMatrix(args, { stdin: csv(GOOD) })).code).toBe(2);
    expect((await kpiMatrix([...args, '--format', 'csv'], { stdin: csv(GOOD) })).code).toBe(0);
    expect(peer.rows).toHaveLength(1);
    expect(await readdir(scratch)).toEqual([]);
  });

  test('streams a large file, and reads no faster than the server takes it', async () => {
    let release = (): void => {};
    const taken = new Promise<void>((resolve) => (release = resolve));
    const peer = await ObservationPeer.start(async () => (await taken, false));
    const path = await file('large.csv', manyRows(300_000));
    let progress = '';
    const watch = (text: string): void => void (progress += text);
    const ended = kpiMatrix(['record', path, '--url', peer.url], { watch });
    await pause(1_000);
    expect(progress).not.toMatch(/[6-9]\d %/);
    expect(progress).not.toContain('checking');
    release();
    const { code, stderr, stdout } = await ended;
    expect(code).toBe(0);
    expect(stdout).toContain('300000 new');
    expect(stderr.match(/sent \((\d+) %\)/g)?.length).toBeGreaterThan(5);
  }, 60_000);

  test('shows a bar on a terminal, and nothing at all when quiet', async () => {
    const peer = await ObservationPeer.start();
    const path = await file('good.csv', csv(GOOD));
    const loud = await kpiMatrix(['record', path, '--url', peer.url], { terminal: true });
    expect(loud.stderr).toMatch(/█|░/);
    expect(loud.stderr.endsWith('the server is checking and storing …\n')).toBe(true);
    const quiet = await kpiMatrix(['record', path, '--url', peer.url, '--quiet'], { terminal: true });
    expect(quiet).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('recording a file of one’s own form', () => {
  const map = { columns: { 分公司: 'orgUnit' }, constants: { operator: 'one' } };

  test('a map goes along, also with a mark at its beginning; charset, sheet and the name of a map are parameters', async () => {
    const peer = await ObservationPeer.start();
    const path = await file('good.csv', csv(GOOD));
    const mapFile = await file('map.json', `\uFEFF${JSON.stringify(map)}`);
    const common = ['record', path, '--url', peer.url, '--charset', 'gbk', '--sheet', '日报'];
    await kpiMatrix([...common, '--map', mapFile]);
    await kpiMatrix([...common, '--map-name', '周报']);
    const [first, second] = peer.received;
    expect([first?.query, second?.query]).toEqual([
      { charset: 'gbk', sheet: '日报', invalid: 'refuse' },
      { charset: 'gbk', sheet: '日报', map: '周报', invalid: 'refuse' },
    ]);
    const sent = String(first?.headers['import-map']);
    expect(JSON.parse(Buffer.from(sent, 'base64').toString())).toEqual(map);
    expect(second?.headers).not.toHaveProperty('import-map');
  });

  test('bad rows of what has no lines to copy are mended in the file itself', async () => {
    const problem = { line: 2, column: null, message: 'bad' };
    const result = {
      batchId: '1',
      inserted: 0,
      replaced: 0,
      unchanged: 0,
      withdrawn: 0,
      invalid: 1,
      warnings: 0,
    };
    const url = await listen((request, response) => {
      response.setHeader('Content-Type', 'application/x-ndjson');
      request
        .resume()
        .on('end', () => response.end(`${JSON.stringify(problem)}\n${JSON.stringify(result)}\n`));
    });
    for (const [name, content] of [
      ['mac.csv', csv(GOOD).replaceAll('\n', '\r')],
      ['wide.csv', Buffer.from(`\uFEFF${csv(GOOD)}`, 'utf16le')],
      ['book.xlsx', 'PK'],
    ] as const) {
      const path = await file(name, content);
      const { code, stderr } = await kpiMatrix(['record', path, '--url', url, '--skip-invalid']);
      expect([code, stderr]).toEqual([0, expect.stringContaining('mend them in the file itself')]);
      expect(await readdir(dirname(path))).toEqual([name]);
    }
  });
});

describe('recording once', () => {
  test('the same command twice has the same key, and records once', async () => {
    const peer = await ObservationPeer.start();
    const path = await file('good.csv', csv(GOOD));
    const first = await kpiMatrix(['record', path, '--url', peer.url]);
    const second = await kpiMatrix(['record', path, '--url', peer.url]);
    expect(second).toEqual(first);
    expect(peer.rows).toHaveLength(1);
  });

  test('other content, another source, --skip-invalid and another path have other keys', async () => {
    const peer = await ObservationPeer.start();
    const path = await file('good.csv', csv(GOOD));
    await kpiMatrix(['record', path, '--url', peer.url]);
    await kpiMatrix(['record', path, '--url', peer.url, '--source', 'MIIT']);
    await kpiMatrix(['record', path, '--url', peer.url, '--skip-invalid']);
    await kpiMatrix(['record', path, '--url', `${peer.url}/kpi`]);
    await writeFile(path, csv(GOOD, GOOD));
    await kpiMatrix(['record', path, '--url', peer.url]);
    expect(new Set(peer.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(5);
  });

  test('a key used with other data is a refusal, exit code 4', async () => {
    const peer = await ObservationPeer.start();
    const args = ['--url', peer.url, '--key', 'march'];
    await kpiMatrix(['record', await file('a.csv', csv(GOOD)), ...args]);
    const { code, stderr } = await kpiMatrix(['record', await file('b.csv', csv(GOOD, GOOD)), ...args]);
    expect(code).toBe(4);
    expect(stderr).toContain('error: nothing was recorded: the key was used with another body\n');
  });
});

describe('bad rows', () => {
  const ROWS = [
    GOOD,
    BAD_DATE,
    '"regulatorAppeals","china\ntelecom",,,2012-03-31,1',
    BAD_VALUE,
    'x,y,,,2012,no',
  ];

  test('are all named with line, column and reason; nothing is kept; exit code 4', async () => {
    const peer = await ObservationPeer.start();
    const path = await file('bad.csv', csv(...ROWS));
    const { code, stdout, stderr } = await kpiMatrix(['record', path, '--url', peer.url, '--quiet']);
    expect(stderr.split('\n')).toEqual([
      `${path}:3: date: not a date: 2012-02-3x`,
      `${path}:6: value: not a number`,
      `${path}:7: date: not a date: 2012`,
      `${path}:7: value: not a number`,
      'error: nothing was recorded: rows are not in order',
      '4 problems: mend them, or record the good rows with --skip-invalid',
      '',
    ]);
    expect({ code, stdout, kept: peer.rows }).toEqual({ code: 4, stdout: '', kept: [] });
  });

  test('are left out and copied beside the file with --skip-invalid, to mend and record again', async () => {
    const peer = await ObservationPeer.start();
    const path = await file('bad.csv', csv(...ROWS));
    const rejects = path.replace('.csv', '.rejected.csv');
    const { code, stdout, stderr } = await kpiMatrix(['record', path, '--url', peer.url, '--skip-invalid']);
    expect(code).toBe(0);
    expect(stdout).toContain('recorded: 2 new');
    expect(stderr).toContain(`3 bad rows left out; mend them in ${rejects} and record that file\n`);
    expect(await readFile(rejects, 'utf8')).toBe(csv(BAD_DATE, BAD_VALUE, 'x,y,,,2012,no'));
    await writeFile(rejects, (await readFile(rejects, 'utf8')).replace('2012-02-3x', '2012-03-31'));
    expect((await kpiMatrix(['record', rejects, '--url', peer.url, '--skip-invalid'])).stdout).toContain(
      '1 new',
    );
  });

  test('of NDJSON go to the file named by --rejects', async () => {
    const peer = await ObservationPeer.start();
    const bad = JSON.stringify({ input: 'a', operator: 'b', date: 'never', value: '1' });
    const path = await file('bad.ndjson', `${JSON.stringify({ date: '2012-03-31', value: '1' })}\n${bad}`);
    const rejects = join(await directory(), 'to-mend.ndjson');
    await kpiMatrix(['record', path, '--url', peer.url, '--skip-invalid', '--rejects', rejects]);
    expect(await readFile(rejects, 'utf8')).toBe(`${bad}\n`);
  });

  test('that an earlier run has left out are not overwritten when the server only repeats its answer', async () => {
    const peer = await ObservationPeer.start();
    const path = await file('bad.csv', csv(GOOD, BAD_DATE));
    const args = ['record', path, '--url', peer.url, '--skip-invalid', '--key', 'k'];
    await kpiMatrix(args);
    const rejects = path.replace('.csv', '.rejected.csv');
    await writeFile(rejects, 'half mended');
    const answers = await listen((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
        response.end('{"batchId":"1","inserted":1,"replaced":0,"unchanged":0,"withdrawn":0,"invalid":1}\n');
      });
    });
    const { code, stderr } = await kpiMatrix(['record', path, '--url', answers, '--skip-invalid']);
    expect(code).toBe(0);
    expect(stderr).toContain('1 bad row left out when this file was first recorded');
    expect(await readFile(rejects, 'utf8')).toBe('half mended');
  });

  test('a hundred thousand of them are reported and copied', async () => {
    const peer = await ObservationPeer.start();
    const path = await file('bad.csv', manyRows(100_000).replaceAll('2013-06', '2013/06'));
    const { code, stderr } = await kpiMatrix([
      'record',
      path,
      '--url',
      peer.url,
      '--skip-invalid',
      '--quiet',
    ]);
    expect(code).toBe(0);
    expect(stderr.split('\n')).toHaveLength(100_001);
    const copied = await readFile(path.replace('.csv', '.rejected.csv'));
    expect(copied.equals(await readFile(path))).toBe(true);
  }, 30_000);

  test('cannot make a terminal obey what stands in them', async () => {
    const peer = await ObservationPeer.start();
    const path = await file('bad.csv', csv('a,b,,,\u001b[2J,1'));
    expect((await kpiMatrix(['record', path, '--url', peer.url])).stderr).toContain('not a date: \ufffd[2J');
  });
});

describe('a connection that fails', () => {
  test('is tried again under the same key, which records once', async () => {
    const lost: Mishap = (_, response, count) => {
      // The batch is stored, and its answer is lost on the way.
      if (count === 1) response.end = () => response.destroy();
      return false;
    };
    const peer = await ObservationPeer.start(lost);
    const path = await file('good.csv', csv(GOOD));
    const { code, stdout, stderr } = await kpiMatrix(['record', path, '--url', peer.url]);
    expect(stderr).toContain('the connection was cut; trying again in 0.25 s (1 of 5)\n');
    expect({ code, sent: peer.received.length, kept: peer.rows.length }).toEqual({
      code: 0,
      sent: 2,
      kept: 1,
    });
    expect(stdout).toContain('1 new');
    expect(peer.received[1]?.headers['idempotency-key']).toBe(peer.received[0]?.headers['idempotency-key']);
  });

  test('does not report bad rows twice', async () => {
    const halfSent: Mishap = (request, response, count) => {
      if (count > 1) return false;
      request.resume().on('end', () => {
        response.writeHead(422, { 'Content-Type': 'application/x-ndjson' });
        response.write('{"line":2,"column":"date","message":"not a date: 2012-02-3x"}\n', () =>
          response.destroy(),
        );
      });
      return true;
    };
    const peer = await ObservationPeer.start(halfSent);
    const { stderr } = await kpiMatrix(['record', await file('bad.csv', csv(BAD_DATE)), '--url', peer.url]);
    expect(stderr.match(/not a date/g)).toHaveLength(1);
  });

  test('in the middle of a large file is tried again', async () => {
    const peer = await ObservationPeer.start((request, response, count) =>
      count === 1 ? pause(50).then(() => cut(request, response, count)) : false,
    );
    const path = await file('large.csv', manyRows(100_000));
    expect((await kpiMatrix(['record', path, '--url', peer.url])).code).toBe(0);
    expect(peer.rows).toHaveLength(100_000);
  }, 30_000);

  test('is tried again while the server is not ready', async () => {
    const peer = await ObservationPeer.start((_, response, count) => {
      if (count === 1) response.writeHead(503, { 'Content-Type': 'text/plain' }).end('starting');
      return count === 1;
    });
    const { code, stderr } = await kpiMatrix([
      'record',
      await file('good.csv', csv(GOOD)),
      '--url',
      peer.url,
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('it is not ready, 503 Service Unavailable: starting; trying again');
  });

  test('to the end is exit code 5, with the address and what to do', async () => {
    const url = await nowhere();
    const path = await file('good.csv', csv(GOOD));
    const { code, stderr } = await kpiMatrix(['record', path, '--url', url, '--retries', '1']);
    expect(code).toBe(5);
    expect(stderr).toBe(
      'nothing listens there; trying again in 0.25 s (1 of 1)\n' +
        `error: cannot reach the server at ${url}: nothing listens there\n` +
        'start one with "kpi-matrix serve", or give its address with --url or KPI_MATRIX_URL\n',
    );
  });
});

describe('a server that does not answer as expected', () => {
  const answering = (status: number, type: string, body: string): Promise<string> =>
    listen((request, response) => {
      request.resume().on('end', () => response.writeHead(status, { 'Content-Type': type }).end(body));
    });

  test.each([
    [
      413,
      'application/json',
      '{"error":"TOO_LARGE","message":"at most 1 GB"}',
      'nothing was recorded: at most 1 GB',
    ],
    [404, 'text/html', '<h1>Not Found</h1>', 'did not answer as expected: 404 Not Found'],
    [500, 'text/plain', 'error 17', 'did not answer as expected: 500 Internal Server Error: error 17'],
    [200, 'application/x-ndjson', 'what?\n', 'did not answer as expected: what?'],
  ])('%i %s is exit code 1 and told', async (status, type, body, told) => {
    const url = await answering(status, type, body);
    const { code, stderr } = await kpiMatrix(['record', await file('good.csv', csv(GOOD)), '--url', url]);
    expect(code).toBe(1);
    expect(stderr).toContain(told);
  });

  test('a refusal that comes before the end of a large file ends the upload', async () => {
    const url = await listen((_, response) => {
      response.writeHead(401, { 'Content-Type': 'application/json' });
      response.end('{"error":"UNAUTHENTICATED","message":"a token is needed"}');
    });
    const path = await file('large.csv', manyRows(300_000));
    const { code, stderr } = await kpiMatrix(['record', path, '--url', url, '--quiet']);
    expect(stderr).toBe('error: nothing was recorded: a token is needed\n');
    expect(code).toBe(1);
  }, 20_000);
});

describe('wrong usage is exit code 2, told before anything is sent', () => {
  test.each([
    ['a file that is not there', ['nowhere.csv'], 'cannot read nowhere.csv: there is no such file'],
    ['a directory', ['.', '--format', 'csv'], '. is a directory'],
    ['a file of unknown form', ['package.json'], 'say with --format csv or --format ndjson'],
    [
      'an address that is none',
      ['package.json', '--format', 'csv', '--url', 'localhost:4000'],
      'must look like',
    ],
    ['a key with a space', ['x.csv', '--key', 'a b'], 'A key has 1 to 200 visible ASCII characters'],
    [
      'a rejects file that is the file',
      ['package.json', '--format', 'csv', '--skip-invalid', '--rejects', './package.json'],
      'names the file that is recorded',
    ],
    ['a rejects file without --skip-invalid', ['x.csv', '--rejects', 'y'], '--rejects needs --skip-invalid'],
    ['a map and the name of one', ['x.csv', '--map', 'x.json', '--map-name', 'x'], 'not both'],
    [
      'a map that is not there',
      ['package.json', '--format', 'csv', '--map', 'nowhere.json'],
      'cannot read the import map nowhere.json',
    ],
    [
      'a map that is no JSON',
      ['package.json', '--format', 'csv', '--map', 'README.md'],
      'README.md is no import map: expected JSON like',
    ],
    [
      'a map that is too large to go along',
      ['package.json', '--format', 'csv', '--map', 'package-lock.json'],
      'is too large to go with the file',
    ],
    [
      'a rejects file nowhere',
      ['package.json', '--format', 'csv', '--skip-invalid', '--rejects', 'no/where'],
      'cannot write no/where',
    ],
  ])('%s', async (_, args, told) => {
    const { code, stderr } = await kpiMatrix(['record', ...args]);
    expect(stderr).toContain(told);
    expect(code).toBe(2);
  });

  test('an empty file is refused, exit code 4', async () => {
    const { code, stderr } = await kpiMatrix(['record', await file('empty.csv', '')]);
    expect(stderr).toContain('is empty: nothing to record');
    expect(code).toBe(4);
  });
});
