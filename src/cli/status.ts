import type { Status } from '../kpi/vocabulary.ts';
import { wordFor, type Words } from './language.ts';
import type { Paint, Style } from './paint.ts';

const STYLES: Record<Status, Style> = {
  OK: 'green',
  WARNING: 'yellow',
  CRITICAL: 'red',
  NO_DATA: 'dim',
  INSUFFICIENT_SAMPLE: 'dim',
  INCOMPLETE: 'dim',
};

/** The worst first; what has no figure last. */
export const BY_URGENCY: readonly Status[] = [
  'CRITICAL',
  'WARNING',
  'INCOMPLETE',
  'INSUFFICIENT_SAMPLE',
  'OK',
  'NO_DATA',
];

/** A status for a table. */
export function statusCell(status: Status, words: Words, paint: Paint): string {
  return paint(STYLES[status] ?? 'bold', wordFor(words.status, status));
}
