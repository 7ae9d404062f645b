import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lastCompletePeriod, periodArgument } from '../../src/cli/periodArgument.ts';
import { label, periodOf } from '../../src/kpi/period.ts';
import { GRAINS } from '../../src/kpi/vocabulary.ts';

test('every label of a period names that period', () => {
  const date = fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10));
  fc.assert(
    fc.property(fc.constantFrom(...GRAINS), date, (grain, day) => {
      const period = periodOf(grain, day);
      expect(periodArgument(label(period))).toEqual(period);
    }),
  );
});

test('case does not matter', () => {
  expect(periodArgument('2013-q2')).toEqual({ grain: 'QUARTER', start: '2013-04-01', end: '2013-06-30' });
});

test.each([
  '',
  '13',
  '2013-6',
  '2013-13',
  '2013-00',
  '2013-Q0',
  '2013-Q5',
  '2013-W00',
  '2013-W53',
  '2013-02-29',
  '2013Q1',
  '0000',
  '2013-06-3',
  '２０１３',
])('%j is no period', (text) => {
  expect(() => periodArgument(text)).toThrow('A period is written');
});

test('the last complete period is over', () => {
  const now = new Date('2013-01-01T00:00:00Z');
  expect(GRAINS.map((grain) => label(lastCompletePeriod(grain, now)))).toEqual([
    '2012-12-31',
    '2012-W52',
    '2012-12',
    '2012-Q4',
    '2012',
  ]);
});
