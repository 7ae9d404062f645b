/**
 * The sample data: invented observations of an operator and its rivals, the same for the same seed and last day. By district
 * and day for the last weeks, before that for the whole operator by the week, so that a year stays small.
 */
import type { Grain } from '../kpi/vocabulary.ts';
import { type Calendar, sampleCalendar, type Span, spansOf } from './calendar.ts';
import type { Level } from './level.ts';
import { OWN_LEVELS } from './levels/own.ts';
import { RIVAL_LEVELS } from './levels/rivals.ts';
import { BY_DISTRICT, WHOLE } from './place.ts';
import { recorder, type Recording } from './record.ts';
import { OWN_OPERATOR } from './reference.ts';
import { type Series, seriesOf } from './series.ts';
import { effectOf, STORIES, type Story } from './story.ts';

/** One value of an input, as the product records it. */
export interface SampleObservation {
  input: string;
  operator: string;
  businessLine: string | null;
  orgUnit: string | null;
  date: string;
  value: number;
}

/** `lastDay` is a date, `YYYY-MM-DD`; another `seed` gives another year of the same kind. */
export interface SampleOptions {
  lastDay: string;
  seed?: number;
}

const BATCH = 10_000;
/** The year of the figures that the levels are taken from. */
const SEED = 2013;

/**
 * Batches of at most 10,000 observations, the newest days first: the latest full month is complete after the first few.
 * They cover the latest thirteen full months and the days of the running one up to `lastDay`.
 */
export function* sampleObservations({ lastDay, seed = SEED }: SampleOptions): Generator<SampleObservation[]> {
  const calendar = sampleCalendar(lastDay);
  const sources = sourcesOf(calendar, seed);
  let batch: SampleObservation[] = [];
  for (const span of spansOf(calendar))
    for (const observation of sources.flatMap((source) => observe(source, span))) {
      batch.push(observation);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
  if (batch.length > 0) yield batch;
}

/** How many batches the sample up to a day has. */
export function countSampleBatches(lastDay: string): number {
  const calendar = sampleCalendar(lastDay);
  const sources = sourcesOf(calendar, SEED);
  const sizes = spansOf(calendar).flatMap((span) =>
    sources.flatMap(({ series }) =>
      series.map((one) => (one.every === span.every ? placesOf(one, span).length * one.lines.length : 0)),
    ),
  );
  return Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / BATCH);
}

/** How often each input is sure to come: what comes daily in the last weeks comes by the week before them. */
export const sampleRhythms = (lastDay: string): { operator: string; input: string; rhythm: Grain }[] =>
  sourcesOf(sampleCalendar(lastDay), SEED).flatMap(({ operator, series }) =>
    series.map(({ level, every }) => ({
      operator,
      input: level.key,
      rhythm: every === 'month' ? ('MONTH' as const) : ('WEEK' as const),
    })),
  );

const placesOf = ({ central }: Series, { byDistrict }: Span) =>
  byDistrict && !central ? BY_DISTRICT : [WHOLE];

interface Source {
  operator: string;
  series: Series[];
  record: Recording;
}

function sourcesOf(calendar: Calendar, seed: number): Source[] {
  const source = (operator: string, levels: readonly Level[], stories: readonly Story[]): Source => ({
    operator,
    series: seriesOf(levels),
    record: recorder({ calendar, effect: effectOf(stories, calendar) }, seed, operator),
  });
  return [
    source(OWN_OPERATOR, OWN_LEVELS, STORIES),
    ...RIVAL_LEVELS.map(({ operator, levels }) => source(operator, levels, [])),
  ];
}

function observe({ operator, series, record }: Source, span: Span): SampleObservation[] {
  const date = span.days.at(-1)!.date;
  const observations: SampleObservation[] = [];
  for (const one of series.filter(({ every }) => every === span.every))
    for (const place of placesOf(one, span))
      for (const line of one.lines) {
        const value = record(one, { span, place, line });
        observations.push({
          input: one.level.key,
          operator,
          businessLine: line,
          orgUnit: place.unit,
          date,
          value,
        });
      }
  return observations;
}
