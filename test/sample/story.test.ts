import { expect, test } from 'vitest';
import { type Period, periodOf, previousPeriod } from '../../src/kpi/period.ts';
import { sampleCalendar } from '../../src/sample/calendar.ts';
import { OWN_OPERATOR, RIVALS } from '../../src/sample/reference.ts';
import { daysOfStory, STORIES } from '../../src/sample/story.ts';
import { measure, registry, sampleUntil } from './measure.ts';

const lastDay = '2026-11-22';
const sample = sampleUntil(lastDay);
const month = (back: number): Period =>
  back < 0 ? periodOf('MONTH', lastDay) : previousPeriod(month(back - 1))!;

const read = (code: string, period: Period, unit?: string, operator = OWN_OPERATOR) =>
  measure(sample, registry.byCode.get(code)!, { operator, unit }, period);
const value = (...[code, period, unit]: [code: string, period: Period, unit?: string]) =>
  read(code, period, unit).value!;

test('the hotline recovers from two thirds answered in time to nearly nine tenths', () => {
  expect(value('hotline-answer-rate-15s', month(12))).toBeLessThan(68);
  expect(value('hotline-answer-rate-15s', month(8))).toBeGreaterThan(70);
  expect(value('hotline-answer-rate-15s', month(0))).toBeGreaterThan(87);
});

test('a billing error makes billing errors and complaints critical for a month, and is over two months later', () => {
  expect(read('billing-error-rate', month(5)).status).toBe('CRITICAL');
  expect(read('billing-complaint-rate', month(5)).status).toBe('CRITICAL');
  expect(value('total-complaint-rate', month(5))).toBeGreaterThan(
    1.3 * value('total-complaint-rate', month(6)),
  );
  expect(read('billing-error-rate', month(3)).status).toBe('OK');
});

test('an outage week stands out in the cells of three districts, and the network is well before and after', () => {
  const calendar = sampleCalendar(lastDay);
  const { first } = daysOfStory(STORIES[0]!.when, calendar);
  const monday = calendar.days[first]!.date;
  const week = periodOf('WEEK', monday);
  expect(week.start).toBe(monday);
  for (const district of ['harbour', 'lighthouse', 'islands'])
    expect(read('cell-downtime-rate', periodOf('DAY', monday), district).status).toBe('CRITICAL');
  expect(read('cell-downtime-rate', week, 'lakeside').status).toBe('OK');
  expect(read('cell-downtime-rate', previousPeriod(week)!, 'harbour').status).toBe('OK');
  expect(value('network-complaint-rate', week)).toBeGreaterThan(
    1.4 * value('network-complaint-rate', previousPeriod(week)!),
  );
});

test('one district lags behind all others in its halls', () => {
  expect(read('hall-average-queue-time', month(0), 'orchard').status).toBe('CRITICAL');
  expect(read('hall-average-queue-time', month(0), 'old-town').status).toBe('OK');
});

test('levels move as the sources say', () => {
  const year: [code: string, then: number, now: number][] = [
    ['reply-return-rate', 13, 1.4],
    ['self-service-payment-share', 20.6, 47],
    ['e-channel-service-share', 47, 63],
    ['reminder-sms-timeliness-rate', 80, 94.5],
  ];
  for (const [code, then, now] of year) {
    expect(Math.abs(value(code, month(12)) - then), code).toBeLessThan(1.5);
    expect(Math.abs(value(code, month(0)) - now), code).toBeLessThan(1.5);
  }
  expect(value('hall-average-queue-time', month(0))).toBeLessThan(15);
  expect(Math.abs(value('retention-call-success-rate', month(0)) - 51)).toBeLessThan(2.5);
});

test('rivals can be compared with where their totals are public', () => {
  for (const rival of RIVALS)
    for (const code of ['regulator-appeal-rate', 'customer-churn-rate'])
      expect(read(code, month(0), undefined, rival).value, code).not.toBeNull();
});
