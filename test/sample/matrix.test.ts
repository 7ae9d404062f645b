import { describe, expect, test } from 'vitest';
import { scoreMatrix } from '../../src/kpi/matrix.ts';
import { type Period, periodOf, previousPeriod } from '../../src/kpi/period.ts';
import { GRAINS, type Status } from '../../src/kpi/vocabulary.ts';
import { DISTRICTS, OWN_OPERATOR } from '../../src/sample/reference.ts';
import { measure, type Measured, registry, sampleUntil, type Scope } from './measure.ts';

const applicable = registry.kpis.filter(
  ({ definition }) => GRAINS.indexOf(definition.cadence) <= GRAINS.indexOf('MONTH'),
);

function latestFullMonth(lastDay: string): Period {
  const running = periodOf('MONTH', lastDay);
  return running.end === lastDay ? running : previousPeriod(running)!;
}

function measureMonth(lastDay: string, scope: Scope): Measured[] {
  const [sample, month] = [sampleUntil(lastDay), latestFullMonth(lastDay)];
  return applicable.map((kpi) => measure(sample, kpi, scope, month));
}

const matrixOf = (measured: Measured[]) =>
  scoreMatrix(
    measured.map(({ kpi: { definition }, score }) => ({
      process: definition.process,
      dimension: definition.dimension,
      weight: definition.weight,
      score,
    })),
  );
const countOf = (measured: Measured[], wanted: Status) =>
  measured.filter(({ status }) => status === wanted).length;

describe.each([
  '2026-11-22',
  '2024-02-29',
  '2026-02-28',
  '2025-12-31',
  '2026-01-31',
  '2026-07-30',
  '2027-05-04',
])('the latest full month before or at %s', (lastDay) => {
  const measured = measureMonth(lastDay, { operator: OWN_OPERATOR });

  test('the own operator’s matrix has a coverage of at least 0.97 and a score in every cell that has KPIs', () => {
    const { coverage, cells } = matrixOf(measured);
    expect(coverage).toBeGreaterThanOrEqual(0.97);
    for (const { process, dimension, members, score } of cells)
      if (members.length > 0) expect(score, `${process} ${dimension}`).not.toBeNull();
  });

  test('most is well, something warns and a little is critical', () => {
    const part = (status: Status) => countOf(measured, status) / measured.length;
    expect(part('OK')).toBeGreaterThan(0.75);
    expect(part('WARNING')).toBeGreaterThanOrEqual(0.1);
    expect(part('WARNING')).toBeLessThanOrEqual(0.17);
    expect(countOf(measured, 'CRITICAL')).toBeGreaterThanOrEqual(3);
    expect(countOf(measured, 'CRITICAL')).toBeLessThanOrEqual(7);
  });
});

test('every KPI of quarterly cadence answers for a quarter', () => {
  const sample = sampleUntil('2026-09-30');
  const quarter = periodOf('QUARTER', '2026-09-30');
  for (const kpi of registry.kpis.filter(({ definition }) => definition.cadence === 'QUARTER'))
    expect(
      measure(sample, kpi, { operator: OWN_OPERATOR }, quarter).score,
      kpi.definition.code,
    ).not.toBeNull();
});

test('a district has data for most KPIs, samples too small for some, and none where only the operator is known', () => {
  for (const { code } of DISTRICTS.filter((_, i) => i % 4 === 0)) {
    const measured = measureMonth('2026-11-22', { operator: OWN_OPERATOR, unit: code });
    const data = measured.length - countOf(measured, 'NO_DATA');
    expect(data / measured.length).toBeGreaterThan(0.65);
    expect(countOf(measured, 'INSUFFICIENT_SAMPLE')).toBeGreaterThan(5);
    expect(countOf(measured, 'OK')).toBeGreaterThan(40);
  }
});
