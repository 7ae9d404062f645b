/** Reference data: trees stay trees, and a change of them or of an input's aggregation counts for all of history. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { defineReference, type ReferenceLiteral } from '../../../src/engine/definitions/define.ts';
import type { WholeEngine } from '../../../src/engine/engine.ts';
import type { Database } from '../../../src/store/database.ts';
import { onEachDatabase } from '../../support/database.ts';
import { batch, exampleKpi, exampleRegistry, INPUTS, observation, startExample } from '../example.ts';
import { startTestEngine, stored } from '../running.ts';

const name = { en: 'x', zh: 'x' };
const unit = (code: string, parent?: string | null) => ({ code, operator: 'acme', name, parent });
const line = (code: string, parent?: string | null) => ({ code, name, parent });

const REFUSED: [string, ReferenceLiteral, [string, RegExp][]][] = [
  ['nothing', {}, [['', /nothing to define/]]],
  [
    'a unit below itself',
    { orgUnits: [unit('north', 'north')] },
    [['orgUnits.0.parent', /circle: .*north → .*north/]],
  ],
  ['a circle of units', { orgUnits: [unit('north', 'city')] }, [['orgUnits.0.parent', /circle/]]],
  [
    'a circle of new lines',
    { businessLines: [line('a', 'c'), line('b', 'a'), line('c', 'b')] },
    [
      ['businessLines.0.parent', /a → c → b → a/],
      ['businessLines.1.parent', /circle/],
      ['businessLines.2.parent', /circle/],
    ],
  ],
  [
    'an unknown parent',
    { orgUnits: [unit('north', 'nord')] },
    [['orgUnits.0.parent', /no parent "nord"; did you mean "north"/]],
  ],
  [
    "another operator's unit as parent",
    { orgUnits: [unit('x', 'west')] },
    [['orgUnits.0.parent', /no parent "west"/]],
  ],
  [
    'a unit of nobody',
    { orgUnits: [{ ...unit('x'), operator: 'acne' }] },
    [['orgUnits.0.operator', /no operator "acne"/]],
  ],
  ['a unit named twice', { orgUnits: [unit('x'), unit('x')] }, [['orgUnits.1.code', /already/]]],
  [
    'an operator named twice',
    {
      operators: [
        { code: 'x', name },
        { code: 'x', name },
      ],
    },
    [['operators.1.code', /already/]],
  ],
  ['a code that is none', { businessLines: [line('Mobile phones')] }, [['businessLines.0.code', /a-z/]]],
  ['an input of a package', { inputs: [INPUTS[0]!] }, [['inputs.0.key', /cannot be redefined/]]],
  [
    'an input called like a KPI',
    { inputs: [{ ...INPUTS[0]!, key: 'answerRate' }] },
    [['inputs.0.key', /KPI/]],
  ],
];

onEachDatabase((fresh) => {
  let db: Database;
  let engine: WholeEngine;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());
  beforeEach(async () => void (engine = await startExample(db)));
  afterEach(() => engine.stop());

  /** The measurements of one operator, as name → value. */
  const values = async (operator = 'acme') => {
    await engine.drain();
    const found = (await stored(db)).get(operator) ?? new Map<string, { value: number | null }>();
    return new Map([...found].map(([it, { value }]) => [it, value]));
  };
  const day = (place: string, date = '2026-01-05') => `answer-rate of ${place}, DAY from ${date}`;
  const rate = (place: string, answered: number, date = '2026-01-05') => [
    observation('answered', place, date, answered),
    observation('offered', place, date, 100),
  ];
  const define = (data: ReferenceLiteral) => defineReference(engine, data);

  test.each(REFUSED)('%s is a problem with its place, and nothing is changed', async (_, data, expected) => {
    const before = await engine.moment();
    const answer = await define({
      ...data,
      ...(data.operators || expected[0]![0] === '' ? {} : { operators: [{ code: 'new', name }] }),
    });
    const found = answer.outcome === 'invalid' ? answer.problems : [];
    expect(found.map((it) => it.path.join('.'))).toEqual(expected.map(([path]) => path));
    expected.forEach(([, message], i) => expect(found[i]!.message).toMatch(message));
    expect((await engine.moment()).world.reference).toEqual(before.world.reference);
  });

  test('an omitted field keeps its value, and a null parent makes a root', async () => {
    await define({ operators: [{ code: 'acme', name, isOwn: true }] });
    await define({ operators: [{ code: 'acme', name: { en: 'Acme', zh: '艾' } }], orgUnits: [unit('city')] });
    const first = (await engine.moment()).world.reference.operators.get('acme')!;
    expect(first).toMatchObject({ isOwn: true, name: { en: 'Acme' } });
    expect(first.places.find((it) => it.code === 'city')!.parent!.code).toBe('north');
    await define({ orgUnits: [unit('city', null)], businessLines: [line('prepaid', null)] });
    const { operators, lines } = (await engine.moment()).world.reference;
    expect(operators.get('acme')!.places.find((it) => it.code === 'city')!.parent!.code).toBeNull();
    expect(lines.get('prepaid')!.parent).toBeNull();
  });

  test('the seven lines of the product can be changed, and starting again leaves them as they are', async () => {
    await define({
      businessLines: [{ code: 'iptv', name: { en: 'Television', zh: '电视' }, parent: 'broadband' }],
    });
    await engine.stop();
    engine = await startTestEngine(db, exampleRegistry());
    const { lines } = (await engine.moment()).world.reference;
    expect(lines.get('iptv')).toMatchObject({ name: { en: 'Television' }, parent: { code: 'broadband' } });
    expect(lines.size).toBe(8);
  });

  test('a new parent of a unit computes history again', async () => {
    await engine.record(batch([...rate('acme/city', 90), ...rate('acme/south', 50)]));
    expect((await values()).get(day('all lines at north'))).toBe(90);
    expect((await define({ orgUnits: [unit('city', 'south')] })).outcome).toBe('conflict');
    await engine.record(batch([...rate('acme/south', 50, '2026-01-06')], rate('acme/south', 0)));
    expect((await define({ orgUnits: [unit('city', 'south')] })).outcome).toBe('defined');
    const found = await values();
    expect(found.has(day('all lines at north'))).toBe(false);
    expect(found.get(day('all lines at south'))).toBe(90);
    expect(found.get('answer-rate of all lines at south, MONTH from 2026-01-01')).toBe(70);
    expect(found.get(day('all lines at the operator'))).toBe(90);
  });

  test('a new parent of a line computes history again, for every operator', async () => {
    await engine.record(batch([...rate('acme prepaid', 90), ...rate('rival prepaid', 40)]));
    expect((await values()).get(day('mobile at the operator'))).toBe(90);
    await define({ businessLines: [line('prepaid', 'broadband')] });
    const found = await values();
    expect(found.has(day('mobile at the operator'))).toBe(false);
    expect(found.get(day('broadband at the operator'))).toBe(90);
    expect((await values('rival')).get(day('broadband at the operator'))).toBe(40);
  });

  test('a new node between two old ones computes history again', async () => {
    await engine.record(batch(rate('acme/city', 90)));
    await define({ orgUnits: [unit('region', 'north'), unit('city', 'region')] });
    expect((await values()).get(day('all lines at region'))).toBe(90);
  });

  test('a new parent under which stored observations would overlap is refused with both places', async () => {
    await engine.record(batch([...rate('acme/city', 90), ...rate('acme/south mobile', 50)]));
    const before = await values();
    const answer = await define({ orgUnits: [unit('city', 'south')], operators: [{ code: 'new', name }] });
    expect(answer).toMatchObject({ outcome: 'conflict' });
    const { message } = answer as { message: string };
    expect(message).toContain('2026-01-05');
    expect(message).toMatch(/operator acme, unit city/);
    expect(message).toMatch(/operator acme, line mobile, unit south/);
    expect(await values()).toEqual(before);
    expect((await engine.moment()).world.reference.operators.has('new')).toBe(false);
  });

  test('a value withdrawn just before its unit moves leaves nothing behind at the old parent', async () => {
    await engine.record(batch(rate('acme/city', 90)));
    await values();
    await engine.stop();
    await engine.record(batch([], rate('acme/city', 0)));
    await define({ orgUnits: [unit('city', 'south')] });
    engine = await startTestEngine(db, exampleRegistry());
    expect(await values()).toEqual(new Map());
  });

  test('a new aggregation of an input computes history again', async () => {
    await engine.stop();
    const load = exampleKpi({ code: 'load', formula: 'offered / agents' });
    engine = await startExample(db, exampleRegistry([load], 'REGISTERED'));
    const on = (date: string, agents: number) => [
      observation('offered', 'acme', date, 60),
      observation('agents', 'acme', date, agents),
    ];
    await engine.record(batch([...on('2026-01-05', 3), ...on('2026-01-06', 6)]));
    const week = 'load of all lines at the operator, WEEK from 2026-01-05';
    const year = 'load of all lines at the operator, YEAR from 2026-01-01';
    expect((await values()).get(week)).toBe(20);
    await define({ inputs: [{ ...INPUTS[2]!, timeAggregation: 'MIN' }] });
    expect((await values()).get(week)).toBe(40);
    await define({ inputs: [{ ...INPUTS[2]!, timeAggregation: 'SUM' }] });
    expect([(await values()).get(week), (await values()).get(year)]).toEqual([120 / 9, 120 / 9]);
    await engine.record(batch([observation('agents', 'acme', '2026-02-01', 3)]));
    expect((await values()).get(year)).toBe(10);
  });
});
