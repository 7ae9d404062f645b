/**
 * Random worlds: trees, inputs with every way to aggregate, KPIs, and for each operator the story of what it reported,
 * day after day or late, with values replaced, withdrawn and moved to another level of the trees.
 */
import fc from 'fast-check';
import type { InputDefinition } from '../../src/kpi/input.ts';
import { GRAINS, SPACE_AGGREGATIONS, TIME_AGGREGATIONS } from '../../src/kpi/vocabulary.ts';
import { grouped, type ModelKpi, type ModelObservation, overlap, type Position, type Tree } from './model.ts';
import { daysLater } from './modelCalendar.ts';
import { MODEL_KPIS, modelKpis } from './modelKpis.ts';

/** One thing that is told: a value, or null where it is taken back. */
export type Entry = Omit<ModelObservation, 'value'> & { value: number | null };

export interface Story {
  units: Tree;
  /** In each batch every (input, place, date) at most once; no two places overlap at any time. */
  batches: Entry[][];
}

export interface RandomWorld {
  lines: Tree;
  inputs: InputDefinition[];
  kpis: ModelKpi[];
  operators: Story[];
  chunkSize: number;
}

export const BUILT_IN_LINES = [
  'mobile',
  'broadband',
  'fixed-voice',
  'iptv',
  'enterprise',
  'value-added',
  'roaming',
];
const LINES = [...BUILT_IN_LINES, 'mobile-prepaid', 'vip', 'cloud'];
const UNITS = ['north', 'south', 'city', 'district', 'street', 'shop'];
const INPUTS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'];
/** These divide: they are never negative. */
const DIVISORS = ['beta'];
/** What stands under the root alone: aggregated without rounding. */
const EXACT = ['delta'];

interface Most {
  events: number;
  operators: number;
  /** At least so many events; 1 where it is left out. */
  least?: number;
}

/** A world of at most so many operators with so many events each, on days that `day` draws. */
export const worlds = (most: Most = { events: 24, operators: 2 }, day: fc.Arbitrary<string> = date()) =>
  fc
    .record({
      lines: trees(LINES, 2),
      inputs: fc.tuple(...INPUTS.map(input)),
      choices: choices(),
      recipes: fc.array(recipe(most, day), { minLength: 1, maxLength: most.operators }),
      chunkSize: fc.constantFrom(1, 2, 5, 30, 100_000),
    })
    .map(({ lines, inputs, choices, recipes, chunkSize }): RandomWorld => {
      const operators = recipes.map((it) => storyOf(lines, it));
      const world = { lines, inputs, kpis: modelKpis(choices), operators, chunkSize };
      return Object.assign(world, { [fc.toStringMethod]: () => inWords(world) });
    });

/** A world as a counterexample shows it. */
function inWords({ lines, inputs, kpis, operators, chunkSize }: RandomWorld): string {
  const tree = (nodes: Tree) =>
    [...nodes].map(([code, parent]) => (parent ? `${code} < ${parent}` : code)).join(', ');
  const entry = ({ input, line, unit, date, value }: Entry) =>
    `${input} ${date} ${line ?? '*'} ${unit ?? '*'} ${value ?? 'withdrawn'}`;
  return [
    `chunks of ${chunkSize}; lines ${tree(lines)}`,
    inputs.map((it) => `${it.key} ${it.timeAggregation}/${it.spaceAggregation}`).join(', '),
    kpis
      .map(
        ({ literal: { code, cadence, threshold, businessLines } }) =>
          `${code} ${cadence} x${threshold.consecutive} [${businessLines?.join()}]`,
      )
      .join(', '),
    ...operators.flatMap(({ units, batches }) => [
      `units ${tree(units)}`,
      ...batches.map((batch) => `  ${batch.map(entry).join('; ')}`),
    ]),
  ].join('\n');
}

/** A day of a few weeks, so that periods follow each other; a month and a year end among them. */
export const nearDays = () => fc.nat(27).map((days) => daysLater('2020-12-14', days));

/** Other trees over the same codes, other aggregations of the same inputs, other cadences and lines of the same KPIs. */
export const changes = () =>
  fc.record({
    lines: trees(LINES, 2),
    units: trees(UNITS, 5),
    inputs: fc.tuple(...INPUTS.map(input)),
    choices: choices(),
  });

/** What the KPIs of a world say of cadence and lines. */
const choices = () => fc.array(choice(), { minLength: MODEL_KPIS, maxLength: MODEL_KPIS });

const choice = () =>
  fc.record({
    cadence: fc.constantFrom('DAY' as const, 'DAY' as const, ...GRAINS),
    consecutive: fc.constantFrom(1, 1, 1, 2, 3),
    lines: fc.oneof(
      { weight: 2, arbitrary: fc.constant<string[]>([]) },
      { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...LINES), { minLength: 1, maxLength: 2 }) },
    ),
  });

/** An input with any aggregations, or those of which the figures stay whole numbers. */
const input = (key: string): fc.Arbitrary<InputDefinition> => {
  const exact = EXACT.includes(key);
  return fc.record({
    key: fc.constant(key),
    name: fc.constant({ en: key, zh: key }),
    unit: fc.constant('points'),
    timeAggregation: fc.constantFrom(...TIME_AGGREGATIONS.filter((it) => !exact || it !== 'AVERAGE')),
    spaceAggregation: fc.constantFrom(...SPACE_AGGREGATIONS.filter((it) => !exact || it !== 'AVERAGE')),
  });
};

/** Trees over these codes, in which no node has more than `depth` above it. */
const trees = (codes: string[], depth: number): fc.Arbitrary<Tree> =>
  fc
    .array(fc.tuple(fc.nat(99), fc.option(fc.nat(99))), { minLength: codes.length, maxLength: codes.length })
    .map((wishes) => {
      const tree = new Map<string, string | null>();
      const above = (code: string): number => (tree.get(code) ? 1 + above(tree.get(code)!) : 0);
      const ranked = codes.map((code, i) => ({ code, rank: wishes[i]![0], parent: wishes[i]![1] }));
      for (const { code, parent } of ranked.sort((a, b) => a.rank - b.rank)) {
        const open = [...tree.keys()].filter((it) => above(it) < depth);
        tree.set(code, parent === null ? null : (open[parent % open.length] ?? null));
      }
      return tree;
    });

/** What an operator's story is made from; numbers are picks from lists of any length. */
const recipe = ({ events, least = 1 }: Most, day: fc.Arbitrary<string>) =>
  fc.record({
    units: fc.nat(UNITS.length).chain((count) => trees(UNITS.slice(0, count), 2)),
    places: fc.array(layouts(day), { minLength: INPUTS.length, maxLength: INPUTS.length }),
    events: fc.array(event(day), { minLength: least, maxLength: events }),
    batchSize: fc.integer({ min: 1, max: 12 }),
  });

/** The places an input is reported at, before and after a day: wishes, of which those that overlap others fall away. */
const layouts = (day: fc.Arbitrary<string>) => {
  const wishes = fc.array(fc.tuple(fc.nat(99), fc.nat(99)), { minLength: 1, maxLength: 4 });
  return fc.record({ earlier: wishes, later: wishes, movesOn: day });
};

const event = (day: fc.Arbitrary<string>) =>
  fc.record({
    what: fc.constantFrom('report', 'report', 'report', 'report', 'report', 'withdraw', 'move'),
    input: fc.nat(INPUTS.length - 1),
    date: day,
    place: fc.nat(99),
    value: fc.oneof(fc.constant(0), fc.integer({ min: -40, max: 60 })),
  });

/** Days around the ends of weeks, months and years (2020 has a week 53, 2024 a leap day), and others near them. */
const date = () =>
  fc.oneof(
    fc.constantFrom('2019-12-30', '2020-12-28', '2020-12-31', '2021-01-01', '2021-01-03', '2021-01-04'),
    fc.constantFrom('2021-01-31', '2021-02-01', '2024-02-29', '2024-12-30', '2025-01-01'),
    fc.nat(100).map((days) => daysLater('2020-11-20', days)),
  );

type Recipe = ReturnType<typeof recipe> extends fc.Arbitrary<infer R> ? R : never;

function storyOf(lines: Tree, { units, places, events, batchSize }: Recipe): Story {
  const levels = places.map(({ earlier, later, movesOn }) => ({
    earlier: apart(lines, units, earlier),
    later: apart(lines, units, later),
    movesOn,
  }));
  const told = new Telling(levels);
  return {
    units,
    batches: batched(
      events.map((it) => told.tell(it)),
      batchSize,
    ),
  };
}

/** The wished places that do not overlap an earlier wish. */
function apart(lines: Tree, units: Tree, wishes: readonly [number, number][]): Position[] {
  const pick = (codes: string[], at: number) => [null, ...codes][at % (codes.length + 1)]!;
  const places: Position[] = [];
  for (const [unit, line] of wishes) {
    const place = { unit: pick([...units.keys()], unit), line: pick([...lines.keys()], line) };
    if (!places.some((it) => overlap(lines, units, it, place))) places.push(place);
  }
  return places;
}

/** Turns events into entries, keeping each input on each day at one level. */
class Telling {
  readonly #known = new Map<string, { layout: Position[]; values: Map<number, number> }>();

  constructor(readonly levels: { earlier: Position[]; later: Position[]; movesOn: string }[]) {}

  tell({ what, input: at, date: day, place, value }: Recipe['events'][number]): Entry[] {
    const { earlier, later, movesOn } = this.levels[at]!;
    const known = this.#known.get(`${at} ${day}`) ?? {
      layout: day < movesOn ? earlier : later,
      values: new Map(),
    };
    this.#known.set(`${at} ${day}`, known);
    const entry = (place: number, value: number | null): Entry => ({
      ...known.layout[place]!,
      ...{ input: INPUTS[at]!, date: day, value },
    });
    const withdrawAll = () => [...known.values.keys()].map((it) => entry(it, null));
    const report = (place: number) => {
      const amount = DIVISORS.includes(INPUTS[at]!) ? Math.abs(value) : value;
      known.values.set(place, amount);
      return entry(place, amount);
    };
    if (what === 'report') return [report(place % known.layout.length)];
    const gone = withdrawAll();
    known.values.clear();
    if (what === 'withdraw') return gone;
    known.layout = known.layout === earlier ? later : earlier;
    return [...gone, ...known.layout.map((_, it) => report(it))];
  }
}

/** Events in batches: a new one begins when it is full, or when an input's day would come up twice. */
function batched(events: readonly Entry[][], size: number): Entry[][] {
  const batches: Entry[][] = [];
  let days = new Set<string>();
  events.forEach((entries, at) => {
    const day = entries[0] && `${entries[0].input} ${entries[0].date}`;
    if (!day) return;
    if (batches.length === 0 || days.has(day) || at % size === 0) {
      batches.push([]);
      days = new Set();
    }
    days.add(day);
    batches.at(-1)!.push(...entries);
  });
  return batches;
}

/** What is true after a story: the last word on every place and day. */
export function truthOf(batches: readonly Entry[][]): ModelObservation[] {
  const byPlace = grouped(batches.flat(), (it) => [it.input, it.line, it.unit, it.date].join());
  const last = [...byPlace.values()].map((told) => told.at(-1)!);
  return last.filter((it): it is ModelObservation => it.value !== null);
}

/** The same things in an order that the seed determines, in batches of a size that it determines too. */
export function shuffled<T>(items: readonly T[], seed: number): T[][] {
  const random = randomFrom(seed);
  const order = items.map((item) => ({ item, at: random() })).sort((a, b) => a.at - b.at);
  const size = 1 + Math.floor(random() * 7);
  const batches: T[][] = [];
  for (let at = 0; at < order.length; at += size)
    batches.push(order.slice(at, at + size).map((it) => it.item));
  return batches;
}

/** Numbers from 0 to 1 that look random (a linear congruential generator, constants of Numerical Recipes). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}
