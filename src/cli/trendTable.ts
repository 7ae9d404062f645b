import { type Grain, type Locale, SEVERITIES, type Status } from '../kpi/vocabulary.ts';
import { figure, percent, scoreFigure } from './figure.ts';
import type { Io } from './io.ts';
import { type Words, wordsIn } from './language.ts';
import { describeLimits, type Limit } from './limits.ts';
import { type Paint, painter } from './paint.ts';
import { print, printable } from './print.ts';
import { describeScope, type Scope, SCOPE_FIELDS } from './scope.ts';
import { sparkline } from './sparkline.ts';
import { statusCell } from './status.ts';
import { cell, table } from './table.ts';

/** What `trend` asks the server. */
export const TREND_QUERY = `query Trend($code: String!, $scope: ScopeInput!, $range: PeriodRangeInput!, $locale: Locale) {
  kpiDefinition(code: $code) {
    code
    name(locale: $locale)
    unit
    cadence
    threshold { limits { severity side value } consecutive }
    trend(scope: $scope, range: $range) {
      scope {${SCOPE_FIELDS}
      }
      period { grain start end label }
      value
      score
      status
      sampleSize
      isComplete
      coverage
    }
  }
}`;

interface Point {
  scope: Scope;
  period: { label: string };
  value: number | null;
  score: number | null;
  status: Status;
  isComplete: boolean;
  coverage: number;
}

/** The KPI of the answer to TREND_QUERY. */
export interface KpiTrend {
  code: string;
  name: string;
  unit: string;
  cadence: Grain;
  threshold: { limits: Limit[] };
  trend: Point[] | null;
}

/** Prints the heading with the course of the values, and the table. */
export async function showTrend(kpi: KpiTrend, { io, locale }: { io: Io; locale: Locale }): Promise<void> {
  const words = wordsIn(locale);
  const paint = painter(io.stdout, io.env);
  const points = kpi.trend ?? [];
  await print(io.stdout, `${heading(kpi, points, words, paint)}\n\n${await rows(points, words, paint)}`);
}

function heading(kpi: KpiTrend, points: Point[], words: Words, paint: Paint): string {
  const limits = SEVERITIES.flatMap((severity) => {
    const described = describeLimits(kpi.threshold.limits, severity);
    return described === '' ? [] : [`${words.status[severity]} ${described}`];
  });
  return [
    paint('bold', printable(`${kpi.name} (${kpi.code})`)),
    points[0] ? describeScope(points[0].scope, words) : '',
    [printable(kpi.unit), ...limits].join(' · '),
    '',
    sparkline(points.map(({ value }) => value)),
  ].join('\n');
}

function rows(points: Point[], words: Words, paint: Paint): Promise<string> {
  return table(
    [
      { head: words.period },
      { head: words.value, align: 'right' },
      { head: words.score, align: 'right' },
      { head: words.statusHead },
      { head: '' },
    ],
    points.map(({ period, value, score, status, isComplete, coverage }) => [
      cell(period.label),
      figure(value),
      scoreFigure(score),
      statusCell(status, words, paint),
      isComplete || value === null
        ? ''
        : paint('dim', coverage < 1 ? words.lacking(percent(coverage)) : words.incomplete),
    ]),
    paint,
  );
}
