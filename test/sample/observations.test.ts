import { describe, expect, test } from 'vitest';
import { addDays, isDate, periodOf } from '../../src/kpi/period.ts';
import { OWN_LEVELS } from '../../src/sample/levels/own.ts';
import { type SampleObservation, sampleObservations } from '../../src/sample/observations.ts';
import { DISTRICTS, OWN_OPERATOR, RIVALS, sampleReference } from '../../src/sample/reference.ts';
import { seriesOf } from '../../src/sample/series.ts';
import { STORIES } from '../../src/sample/story.ts';
import { groupBy, registry } from './measure.ts';

const LINES = ['mobile', 'broadband', 'fixed-voice', 'iptv', 'enterprise', 'value-added', 'roaming'];
const all = (lastDay: string, seed?: number) => [...sampleObservations({ lastDay, seed })].flat();

const lastDay = '2026-11-22';
const observations = all(lastDay);
const own = observations.filter(({ operator }) => operator === OWN_OPERATOR);

test('the same seed and last day give the same observations, another seed gives others', () => {
  expect(all(lastDay)).toEqual(observations);
  const other = all(lastDay, 7);
  expect(other).toHaveLength(observations.length);
  expect(other.filter(({ value }, i) => value !== observations[i]!.value).length).toBeGreaterThan(40_000);
});

test('batches hold at most 10,000 observations, the newest first, and stay small together', () => {
  const batches = [...sampleObservations({ lastDay })];
  expect(Math.max(...batches.map((batch) => batch.length))).toBe(10_000);
  const dates = observations.map(({ date }) => date);
  expect(dates).toEqual(dates.toSorted().toReversed());
  expect(observations.length).toBeGreaterThan(50_000);
  expect(observations.length).toBeLessThan(80_000);
});

test('the own operator reports every input of the product, and nothing else', () => {
  expect(new Set(own.map(({ input }) => input))).toEqual(new Set(registry.inputs.keys()));
});

test('an input read by a KPI with lines is reported on one of its lines', () => {
  const lines = groupBy(own, ({ input }) => input);
  for (const { definition, inputs } of registry.kpis)
    if (definition.businessLines.length > 0)
      for (const input of inputs)
        expect(
          lines.get(input)!.some(({ businessLine }) => definition.businessLines.includes(businessLine!)),
          `${definition.code} reads ${input}`,
        ).toBe(true);
});

test('every place is a known one, and names say that all is a sample', () => {
  const { operators, orgUnits } = sampleReference();
  expect(operators.map(({ isOwn }) => isOwn)).toEqual([true, false, false]);
  expect(orgUnits).toHaveLength(13);
  for (const { name } of [...operators, ...orgUnits]) {
    expect(name.en).toMatch(/ \(sample\)$/);
    expect(name.zh).toMatch(/（示例）$/);
  }
  expect(new Set(observations.map(({ operator }) => operator))).toEqual(new Set([OWN_OPERATOR, ...RIVALS]));
  expect(new Set(own.map(({ orgUnit }) => orgUnit))).toEqual(
    new Set([null, ...DISTRICTS.map(({ code }) => code)]),
  );
  expect(new Set(own.map(({ businessLine }) => businessLine))).toEqual(new Set([null, ...LINES]));
});

test('rivals report national totals only', () => {
  const rivals = observations.filter(({ operator }) => operator !== OWN_OPERATOR);
  expect(rivals.length).toBeGreaterThan(0);
  expect(rivals.every(({ orgUnit }) => orgUnit === null)).toBe(true);
});

test('stories change inputs that exist, in districts that exist', () => {
  for (const { effects } of STORIES)
    for (const key of Object.keys(effects)) expect(registry.inputs.has(key), key).toBe(true);
});

describe.each([
  '2026-11-22',
  '2024-02-29',
  '2024-03-01',
  '2025-12-31',
  '2026-01-01',
  '2026-07-30',
  '2026-08-04',
])('up to %s', (last) => {
  const rows = all(last);

  test('dates are real ones of the latest thirteen full months and the running one', () => {
    const running = periodOf('MONTH', last);
    const latestFull = running.end === last ? running.start : addDays(running.start, -1);
    const [year, month] = [Number(latestFull.slice(0, 4)) - 1, latestFull.slice(5, 7)];
    for (const date of new Set(rows.map((row) => row.date))) {
      expect(isDate(date)).toBe(true);
      expect(date >= `${year}-${month}-01` && date <= last, date).toBe(true);
    }
  });

  test('each of the last 35 days is reported by district, and each month of the year is there', () => {
    const byDistrict = rows.filter(
      ({ input, orgUnit }) => input === 'hallTicketsServed' && orgUnit === 'orchard',
    );
    const days = new Set(byDistrict.map(({ date }) => date));
    for (let back = 0; back < 35; back++)
      expect(days.has(addDays(last, -back)), `${back} days back`).toBe(true);
    const months = new Set(rows.map(({ date }) => date.slice(0, 7)));
    expect(months.size).toBe(periodOf('MONTH', last).end === last ? 13 : 14);
  });

  test('no key comes twice, and no input is reported for one date at places that overlap', () => {
    expect(new Set(rows.map((row) => keyOf(row))).size).toBe(rows.length);
    const dates = groupBy(rows, ({ operator, input, date }) => `${operator} ${input} ${date}`);
    for (const [name, group] of dates)
      expect(isAlike(group, 'businessLine') && isAlike(group, 'orgUnit'), name).toBe(true);
  });

  test('every value is a whole number, 0 or more', () => {
    expect(rows.filter(({ value }) => !Number.isSafeInteger(value) || value < 0)).toEqual([]);
  });

  test('no part exceeds its whole, and answers fit their scale', () => {
    const values = new Map(rows.map((row) => [keyOf(row), row.value]));
    for (const row of rows.filter(({ operator }) => operator === OWN_OPERATOR)) {
      const { least, most } = bounds(row, values);
      expect(row.value >= least && row.value <= most, `${JSON.stringify(row)} of ${least}..${most}`).toBe(
        true,
      );
    }
  });

  test('users of single lines are among the users of all lines', () => {
    const sums = new Map<string, number>();
    const add = (key: string, sign: number) => {
      for (const { input, operator, orgUnit, date, value } of rows)
        if (input === key && operator === OWN_OPERATOR)
          sums.set(`${date} ${orgUnit}`, (sums.get(`${date} ${orgUnit}`) ?? 0) + sign * value);
    };
    add('allUserDays', 1);
    for (const key of ['mobileUserDays', 'fixedLineDays']) add(key, -1);
    expect([...sums.values()].filter((left) => left < 0)).toEqual([]);
  });
});

const series = new Map(seriesOf(OWN_LEVELS).map((one) => [one.level.key, one]));

function keyOf(row: SampleObservation, input = row.input): string {
  return [row.operator, input, row.businessLine, row.orgUnit, row.date].join(' ');
}

/** What a value must lie between by its level; wholes that are recorded more finely are left out. */
function bounds(
  row: SampleObservation,
  values: ReadonlyMap<string, number>,
): { least: number; most: number } {
  const { level, whole, less, every } = series.get(row.input)!;
  if (!whole || whole.every !== every) return { least: 0, most: Infinity };
  const rest =
    values.get(keyOf(row, whole.level.key))! - (less ? values.get(keyOf(row, less.level.key))! : 0);
  if ('share' in level) return { least: 0, most: rest };
  const [least, most] = ('range' in level && level.range) || [0, Infinity];
  return { least: least * rest, most: rest === 0 ? 0 : most * rest };
}

/** Either all of them name a place of this kind, or none does. */
function isAlike(group: readonly SampleObservation[], kind: 'businessLine' | 'orgUnit'): boolean {
  return new Set(group.map((row) => row[kind] === null)).size === 1;
}
