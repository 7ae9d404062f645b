/** What is stored of grains and statuses outlives this program: the numbers stay what they are. */
import { expect, test } from 'vitest';
import { grainById, grainId, isFiner } from '../../src/kpi/grain.ts';
import { isBreaching, isJudged, severityById, statusById, statusId } from '../../src/kpi/status.ts';
import { GRAINS, STATUSES } from '../../src/kpi/vocabulary.ts';

test('the stored numbers of grains', () => {
  expect(GRAINS.map((it) => [it, grainId(it)])).toEqual([
    ['DAY', 0],
    ['WEEK', 1],
    ['MONTH', 2],
    ['QUARTER', 3],
    ['YEAR', 4],
  ]);
  expect(GRAINS.map((it) => grainById(grainId(it)))).toEqual(GRAINS);
  expect(() => grainById(99)).toThrow('there is no grain 99');
});

test('which grain is finer', () => {
  expect(GRAINS.map((it) => isFiner(it, 'MONTH'))).toEqual([true, true, false, false, false]);
});

test('the stored numbers of statuses, and what they mean', () => {
  expect(STATUSES.map((it) => [it, statusId(it), isJudged(it), isBreaching(it)])).toEqual([
    ['OK', 0, true, false],
    ['WARNING', 1, true, true],
    ['CRITICAL', 2, true, true],
    ['NO_DATA', 3, false, false],
    ['INSUFFICIENT_SAMPLE', 4, false, false],
    ['INCOMPLETE', 5, false, false],
  ]);
  expect(STATUSES.map((it) => statusById(statusId(it)))).toEqual(STATUSES);
  expect(severityById(2)).toBe('CRITICAL');
  expect(() => severityById(0)).toThrow('OK is no severity');
  expect(() => statusById(99)).toThrow('there is no status 99');
});
