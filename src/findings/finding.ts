/** What is found when a server's settings, database and surroundings are looked at; in words, with the remedy. */

/** One thing that is as it should be, that somebody should know, or that has to be mended. */
export interface Finding {
  level: 'ok' | 'note' | 'problem';
  /** The setting or the thing. */
  about: string;
  text: string;
  /** What to do; null where there is nothing to do. */
  remedy: string | null;
}

/** Something as it should be. */
export const ok = (about: string, text: string): Finding => ({ level: 'ok', about, text, remedy: null });

/** Something that somebody should know. */
export const note = (about: string, text: string, remedy: string | null = null): Finding => ({
  level: 'note',
  about,
  text,
  remedy,
});

/** Something that has to be mended. */
export const problem = (about: string, text: string, remedy: string | null = null): Finding => ({
  level: 'problem',
  about,
  text,
  remedy,
});

const MOST_NAMED = 5;

/** Several things in one line, such as `a, b and 3 more`. */
export function named(all: readonly string[]): string {
  const more = all.length - MOST_NAMED;
  return more > 1 ? `${all.slice(0, MOST_NAMED).join(', ')} and ${more} more` : all.join(', ');
}

/** `1 token`, `2 tokens`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
