import { describe, expect, test } from 'vitest';
import { breachedLimit, directionOf, limitsOf, statusOf, thresholdSchema } from '../../src/kpi/threshold.ts';

const AT_LEAST = { atLeast: { warning: 85, critical: 80 } };
const AT_MOST = { atMost: { warning: 5, critical: 10 } };
const BOTH = { atLeast: { warning: 5, critical: 2 }, atMost: { warning: 20, critical: 35 } };

const judged = (threshold: Parameters<typeof limitsOf>[0], count?: number) => ({
  limits: limitsOf(threshold),
  definition: count === undefined ? {} : { minimumSample: { input: 'interviews', count } },
});

describe('status', () => {
  test.each([
    [AT_LEAST, '90 OK, 85 OK, 84.9 WARNING, 80 WARNING, 79.9 CRITICAL, -1e9 CRITICAL'],
    [AT_MOST, '0 OK, 5 OK, 5.1 WARNING, 10 WARNING, 10.1 CRITICAL, 1e9 CRITICAL'],
    [BOTH, '1 CRITICAL, 2 WARNING, 5 OK, 20 OK, 35 WARNING, 36 CRITICAL'],
    [{ atLeast: { critical: 80 } }, '80 OK, 79 CRITICAL'],
    [{ atMost: { warning: 5 } }, '5 OK, 1e9 WARNING'],
  ])('a value at a limit does not breach, beyond it does: %j', (threshold, rows) => {
    for (const row of rows.split(', ')) {
      const value = row.split(' ')[0];
      expect(`${value} ${statusOf(judged(threshold), Number(value), null)}`).toBe(row);
    }
  });

  test('without a value there is no data, however large the sample', () =>
    expect(statusOf(judged(AT_LEAST, 400), null, 1000)).toBe('NO_DATA'));

  test.each([
    [null, 'INSUFFICIENT_SAMPLE'],
    [0, 'INSUFFICIENT_SAMPLE'],
    [399, 'INSUFFICIENT_SAMPLE'],
    [400, 'CRITICAL'],
  ])('of a value far beyond its limit on a sample of %s, 400 being asked for: %s', (sample, status) =>
    expect(statusOf(judged(AT_LEAST, 400), 0, sample)).toBe(status),
  );
});

describe('limits', () => {
  test('are listed below before above, warning before critical', () =>
    expect(limitsOf(BOTH).map(({ side, severity, value }) => `${side} ${severity} ${value}`)).toEqual([
      'BELOW WARNING 5',
      'BELOW CRITICAL 2',
      'ABOVE WARNING 20',
      'ABOVE CRITICAL 35',
    ]));

  test('the breached one is the most severe, and none where the value is good', () => {
    expect(breachedLimit(limitsOf(BOTH), 40)).toEqual({ severity: 'CRITICAL', side: 'ABOVE', value: 35 });
    expect(breachedLimit(limitsOf(BOTH), 4)).toEqual({ severity: 'WARNING', side: 'BELOW', value: 5 });
    expect(breachedLimit(limitsOf(BOTH), 10)).toBeNull();
  });

  test('their verb is the direction', () => {
    expect(directionOf(AT_LEAST)).toBe('HIGHER_IS_BETTER');
    expect(directionOf(AT_MOST)).toBe('LOWER_IS_BETTER');
    expect(directionOf(BOTH)).toBe('TARGET');
  });
});

describe('a threshold is refused', () => {
  test.each([
    ['without a limit', {}, ''],
    ['with sides but no limit', { atLeast: {}, atMost: {} }, ''],
    [
      'where critical is reached before warning',
      { atLeast: { warning: 80, critical: 85 } },
      'atLeast.critical',
    ],
    ['where critical equals warning', { atMost: { warning: 5, critical: 5 } }, 'atMost.critical'],
    ['where nothing can be good', { atLeast: { warning: 9 }, atMost: { warning: 9 } }, 'atMost'],
    ['where limits cross', { atLeast: { warning: 9 }, atMost: { critical: 8 } }, 'atMost'],
    ['with a limit that is not finite', { atLeast: { warning: Infinity } }, 'atLeast.warning'],
    ['with a misspelled side', { atleast: { warning: 1 } }, ''],
    ['with no period in a row', { ...AT_MOST, consecutive: 0 }, 'consecutive'],
    ['with more than 100 periods in a row', { ...AT_MOST, consecutive: 101 }, 'consecutive'],
    ['with half a period', { ...AT_MOST, consecutive: 1.5 }, 'consecutive'],
  ])('%s', (_, threshold, path) => {
    const result = thresholdSchema.safeParse(threshold);
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });

  test('one period in a row is the default, 100 the most', () => {
    expect(thresholdSchema.parse(AT_MOST).consecutive).toBe(1);
    expect(thresholdSchema.parse({ ...AT_MOST, consecutive: 100 }).consecutive).toBe(100);
  });
});
