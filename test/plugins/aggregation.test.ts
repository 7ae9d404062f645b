/**
 * Halves make the whole: what a KPI's first example gives is split by chance over days and units, recorded, and must come
 * back as the example's value. One world holds all KPIs; those that share inputs have years of their own.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WholeEngine } from '../../src/engine/engine.ts';
import type { ObservationLiteral } from '../../src/engine/recording/batchLiteral.ts';
import { sameFigure } from '../../src/kpi/figures.ts';
import type { Kpi } from '../../src/kpi/kpi.ts';
import { addDays, monthDays, periodOf } from '../../src/kpi/period.ts';
import { type Grain, GRAINS } from '../../src/kpi/vocabulary.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { type Random, randomOf } from '../../src/sample/draw.ts';
import type { Database } from '../../src/store/database.ts';
import { define, startTestEngine, stored, type StoredFigures } from '../engine/running.ts';
import { freshPglite } from '../support/database.ts';
import { nameOf } from '../support/model.ts';

/** Where a part is reported: a unit, or the whole operator, on a day of a week that lies within June. */
interface Part {
  unit: string | null;
  day: number;
}

const [FIRST, LATER] = [0, 3];
const DAY_OR_COARSER = GRAINS;
const WEEK_OR_COARSER = GRAINS.slice(1);

/** By operator: the parts, and the grains whose periods hold all of them. */
const HALVES: Record<string, { parts: Part[]; grains: readonly Grain[] }> = {
  period: {
    parts: [
      { unit: null, day: FIRST },
      { unit: null, day: LATER },
    ],
    grains: WEEK_OR_COARSER,
  },
  organisation: {
    parts: [
      { unit: 'north', day: FIRST },
      { unit: 'south', day: FIRST },
    ],
    grains: DAY_OR_COARSER,
  },
  both: {
    parts: [
      { unit: 'north', day: FIRST },
      { unit: 'south', day: FIRST },
      { unit: 'north', day: LATER },
      { unit: 'south', day: LATER },
    ],
    grains: WEEK_OR_COARSER,
  },
};

const registry = await loadRegistry({ folder: new URL('../../plugins/', import.meta.url) });

/** The year of each KPI: the first in which no other one has any of its inputs. */
const years = new Map<Kpi, number>();
const taken: Set<string>[] = [];
for (const kpi of registry.kpis) {
  const inputs = Object.keys(kpi.definition.examples[0]!.inputs);
  const free = taken.findIndex((others) => !inputs.some((it) => others.has(it)));
  const at = free === -1 ? taken.push(new Set()) - 1 : free;
  for (const it of inputs) taken[at]!.add(it);
  years.set(kpi, 2000 + at);
}

const dayOf = (kpi: Kpi, day: number): string =>
  addDays(periodOf('WEEK', `${years.get(kpi)}-06-15`).start, day);

/** Whole numbers that add up to the whole. */
function split(whole: number, parts: number, random: Random): number[] {
  if (parts === 1) return [whole];
  const first = Math.floor(whole * random());
  return [first, ...split(whole - first, parts - 1, random)];
}

/** What each part reports of an input: a stock is split over the places of the last day, and was another one before. */
function valuesOf(key: string, whole: number, parts: readonly Part[], random: Random): number[] {
  const latest = Math.max(...parts.map((part) => part.day));
  const counts = ({ day }: Part): boolean =>
    registry.inputs.get(key)!.timeAggregation === 'SUM' || day === latest;
  const shares = split(whole, parts.filter(counts).length, random);
  return parts.map((part) => (counts(part) ? shares.shift()! : Math.floor(2 * whole * random())));
}

function observationsOf(kpi: Kpi, operator: string, parts: readonly Part[]): ObservationLiteral[] {
  const random = randomOf(1, `${kpi.definition.code} ${operator}`);
  const businessLine = kpi.definition.businessLines[0] ?? null;
  return Object.entries(kpi.definition.examples[0]!.inputs).flatMap(([input, whole]) =>
    valuesOf(input, whole!, parts, random).map((value, at) => {
      const { unit: orgUnit, day } = parts[at]!;
      return { input, operator, orgUnit, businessLine, date: dayOf(kpi, day), value };
    }),
  );
}

let db: Database;
let engine: WholeEngine;
let measured: Map<string, Map<string, StoredFigures>>;
beforeAll(async () => {
  db = await freshPglite();
  engine = await startTestEngine(db, registry, { now: () => new Date('2200-01-01') });
  const units = new Map([
    ['north', null],
    ['south', null],
  ]);
  await define(engine, new Map(), Object.keys(HALVES), units);
  const observations = Object.entries(HALVES).flatMap(([operator, { parts }]) =>
    registry.kpis.flatMap((kpi) => observationsOf(kpi, operator, parts)),
  );
  const answer = await engine.record({ idempotencyKey: 'halves', observations });
  if (answer.outcome !== 'recorded') throw new Error(JSON.stringify(answer));
  await engine.drain();
  measured = await stored(db);
}, 60_000);
afterAll(async () => {
  await engine.stop();
  await db.close();
});

test('every input adds up over places, and over time it adds up or the last day counts', () => {
  const others = [...registry.inputs.values()].filter(
    ({ timeAggregation, spaceAggregation }) =>
      spaceAggregation !== 'SUM' || !['SUM', 'LAST'].includes(timeAggregation),
  );
  expect(others.map((input) => input.key)).toEqual([]);
});

test.each(Object.entries(HALVES))(
  'the halves of a %s make the whole of every KPI',
  (operator, { grains }) => {
    const wrong: string[] = [];
    for (const kpi of registry.kpis) {
      const { code, cadence, examples, formula } = kpi.definition;
      for (const grain of grains.filter((it) => GRAINS.indexOf(it) >= GRAINS.indexOf(cadence))) {
        const name = nameOf(
          code,
          { line: null, unit: null },
          grain,
          periodOf(grain, dayOf(kpi, FIRST)).start,
        );
        const found = measured.get(operator)?.get(name);
        const { value: ofMonth, status } = examples[0]!;
        // Examples are of a month of thirty days; a rate per user and month is another in a period whose months are longer.
        const stretched = formula.includes('monthDays')
          ? monthDays(periodOf(grain, dayOf(kpi, FIRST))) / 30
          : 1;
        const value = ofMonth === null ? null : ofMonth * stretched;
        if (!found || !sameFigure(found.value, value) || found.status !== status)
          wrong.push(`${name}: ${found?.value} ${found?.status}, not ${value} ${status}`);
      }
    }
    expect(wrong).toEqual([]);
  },
);
