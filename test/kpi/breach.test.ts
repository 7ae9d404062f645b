/** Episodes over time: rows are periods from left to right; `_` is a period that says nothing of the threshold. */
import { describe, expect, test } from 'vitest';
import { type Change, type Episode, episodes, succeed, type Watched } from '../../src/kpi/breach.ts';

const NAMES = { ok: 'OK', warn: 'WARNING', CRIT: 'CRITICAL' } as const;
type Word = keyof typeof NAMES | '_';

const words = (row: string) => row.trim().split(/\s+/) as Word[];
const startOf = (at: number) => `2026-03-${String(at + 1).padStart(2, '0')}`;

/** NO_DATA and INSUFFICIENT_SAMPLE are no measurements for the watch; a value stands for its place. */
const watched = (row: string): Watched[] =>
  words(row).flatMap((word, at) =>
    word === '_' ? [] : [{ start: startOf(at), status: NAMES[word], value: at + 1 }],
  );

const of = (row: string, consecutive = 1): Episode[] => episodes(watched(row), () => consecutive);

/** The episodes of a row as letters under it: `[` opens, `=` goes on, `.` was before it opened, `]` is what resolves it. */
function drawn(row: string, consecutive = 1): string {
  const marks = words(row).map(() => '-');
  const at = (start: string) => Number(start.slice(-2)) - 1;
  for (const { breaching, opened, resolved } of of(row, consecutive)) {
    for (const start of breaching) marks[at(start)] = start < opened.start ? '.' : '=';
    marks[at(opened.start)] = '[';
    if (resolved) marks[at(resolved.start)] = ']';
  }
  return marks.join(' ');
}

describe('an episode', () => {
  test('opens once and resolves once, with the first OK period', () => {
    expect(drawn('ok warn warn ok ok')).toBe('- [ = ] -');
  });

  test('is open until an OK period comes', () => {
    expect(drawn('ok warn CRIT')).toBe('- [ =');
  });

  test('is neither ended nor interrupted by periods without data or with too small a sample', () => {
    expect(drawn('warn _ warn _ _ ok _ warn')).toBe('[ - = - - ] - [');
  });

  test('opens with the period that makes so many in a row as the KPI asks for', () => {
    expect(drawn('warn ok warn warn CRIT ok', 2)).toBe('- - . [ = ]');
    expect(drawn('warn _ warn _ warn', 3)).toBe('. - . - [');
    expect(drawn('warn warn ok warn warn ok', 3)).toBe('- - - - - -');
  });

  test('has the severity and value of its latest breaching period, also when it is over', () => {
    expect(of('CRIT warn ok')).toMatchObject([
      { severity: 'WARNING', value: 2, breaching: [startOf(0), startOf(1)] },
    ]);
  });

  test('may need more periods from a day on', () => {
    const stricter = (start: string) => (start < startOf(3) ? 1 : 2);
    const found = episodes(watched('warn ok _ warn ok warn warn'), stricter);
    expect(found.map((it) => it.opened.start)).toEqual([startOf(0), startOf(6)]);
  });
});

interface Stored {
  id: number;
  breaching: string[];
  severity: 'WARNING' | 'CRITICAL';
  resolved: boolean;
  retracted: boolean;
}

/** Breaches as they were left by what was known, row after row; ids in order of appearance. */
function play(rows: readonly string[], consecutive = 1): { stored: Stored[]; told: string[][] } {
  let stored: Stored[] = [];
  let ids = 0;
  const told = rows.map((row) => {
    const successions = succeed(stored, of(row, consecutive));
    const said: string[] = [];
    stored = successions.map(({ stored: before, episode, changes }) => {
      const id = before?.id ?? ++ids;
      said.push(...changes.map((change) => inWords(id, change)));
      if (!episode) return { ...before!, resolved: true, retracted: true };
      const { breaching, severity, resolved } = episode;
      return { id, breaching, severity, resolved: resolved !== null, retracted: false };
    });
    stored.sort((a, b) => (a.breaching[0]! < b.breaching[0]! ? -1 : 1));
    return said;
  });
  return { stored, told };
}

const inWords = (id: number, { type, severity, start }: Change) =>
  `${id} ${type} ${severity} day ${Number(start.slice(-2))}`;

/** What is known row after row, and what is published of each. */
function tells(story: [known: string, ...told: string[]][], consecutive = 1): Stored[] {
  const { stored, told } = play(
    story.map(([known]) => known),
    consecutive,
  );
  expect(told).toEqual(story.map(([, ...expected]) => expected));
  return stored;
}

const states = (stored: readonly Stored[]) =>
  stored.map(
    ({ id, resolved, retracted }) => `${id} ${retracted ? 'retracted' : resolved ? 'resolved' : 'open'}`,
  );

describe('what is published as time goes on', () => {
  test('a breach opens, gets worse, gets better and resolves', () => {
    tells([
      ['ok'],
      ['ok warn', '1 OPENED WARNING day 2'],
      ['ok warn warn'],
      ['ok warn warn CRIT', '1 ESCALATED CRITICAL day 4'],
      ['ok warn warn CRIT warn', '1 DEESCALATED WARNING day 5'],
      ['ok warn warn CRIT warn ok', '1 RESOLVED WARNING day 6'],
      ['ok warn warn CRIT warn ok CRIT', '2 OPENED CRITICAL day 7'],
    ]);
  });

  test('nothing while periods say nothing', () => {
    tells([
      ['warn', '1 OPENED WARNING day 1'],
      ['warn _'],
      ['warn _ warn'],
      ['warn _ warn _ ok', '1 RESOLVED WARNING day 5'],
    ]);
  });

  test('what comes all at once is told in short: opened as it was then, and as it is now', () => {
    tells([['warn CRIT warn CRIT', '1 OPENED WARNING day 1', '1 ESCALATED CRITICAL day 4']]);
    tells([['warn CRIT ok', '1 OPENED WARNING day 1', '1 RESOLVED CRITICAL day 3']]);
    tells([['CRIT _ warn', '1 OPENED CRITICAL day 1', '1 DEESCALATED WARNING day 3']]);
    tells([['warn CRIT', '1 OPENED CRITICAL day 2']], 2);
  });
});

describe('what is published when the past changes', () => {
  test('late data before a breach begin it earlier, and nobody is told', () => {
    expect(tells([['_ warn', '1 OPENED WARNING day 2'], ['CRIT warn']])[0]!.breaching).toHaveLength(2);
  });

  test('a late OK inside a breach splits it: the first part goes on under its id and is over, the rest is new', () => {
    const stored = tells([
      ['warn _ CRIT', '1 OPENED WARNING day 1', '1 ESCALATED CRITICAL day 3'],
      ['warn ok CRIT', '1 RESOLVED WARNING day 2', '2 OPENED CRITICAL day 3'],
    ]);
    expect(states(stored)).toEqual(['1 resolved', '2 open']);
  });

  test('an OK that turns out to breach joins two: the first goes on, and the second never was', () => {
    const stored = tells([
      ['warn', '1 OPENED WARNING day 1'],
      ['warn ok', '1 RESOLVED WARNING day 2'],
      ['warn ok CRIT', '2 OPENED CRITICAL day 3'],
      [
        'warn warn CRIT',
        ...['1 OPENED WARNING day 1', '1 ESCALATED CRITICAL day 3'],
        '2 RESOLVED CRITICAL day 3',
      ],
    ]);
    expect(states(stored)).toEqual(['1 open', '2 retracted']);
  });

  test('an OK that is withdrawn joins two likewise', () => {
    const stored = tells([
      ['warn ok warn', '1 OPENED WARNING day 1', '1 RESOLVED WARNING day 2', '2 OPENED WARNING day 3'],
      ['warn _ warn', '1 OPENED WARNING day 1', '2 RESOLVED WARNING day 3'],
    ]);
    expect(states(stored)).toEqual(['1 open', '2 retracted']);
  });

  test('joined and split again: both are back under their ids', () => {
    const stored = tells([
      ['warn ok warn', '1 OPENED WARNING day 1', '1 RESOLVED WARNING day 2', '2 OPENED WARNING day 3'],
      ['warn _ warn', '1 OPENED WARNING day 1', '2 RESOLVED WARNING day 3'],
      ['warn ok warn', '1 RESOLVED WARNING day 2', '2 OPENED WARNING day 3'],
    ]);
    expect(states(stored)).toEqual(['1 resolved', '2 open']);
  });

  test('a breach that never was is resolved and retracted, once', () => {
    const stored = tells([
      ['ok CRIT', '1 OPENED CRITICAL day 2'],
      ['ok ok', '1 RESOLVED CRITICAL day 2'],
      ['ok ok ok'],
    ]);
    expect(states(stored)).toEqual(['1 retracted']);
    expect(stored[0]!.breaching).toEqual([startOf(1)]);
  });

  test('one that is over already is retracted without a word', () => {
    const stored = tells([['CRIT ok', '1 OPENED CRITICAL day 1', '1 RESOLVED CRITICAL day 2'], ['ok ok']]);
    expect(states(stored)).toEqual(['1 retracted']);
  });

  test('a retracted breach that was true after all opens again under its id', () => {
    tells([
      ['CRIT', '1 OPENED CRITICAL day 1'],
      ['ok', '1 RESOLVED CRITICAL day 1'],
      ['warn', '1 OPENED WARNING day 1'],
    ]);
  });

  test('a breach opens again when the OK that ended it turns out to breach', () => {
    tells([
      ['warn ok', '1 OPENED WARNING day 1', '1 RESOLVED WARNING day 2'],
      ['warn CRIT', '1 OPENED WARNING day 1', '1 ESCALATED CRITICAL day 2'],
    ]);
  });

  test('a run that is too short after a correction never was', () => {
    expect(
      states(
        tells(
          [
            ['warn warn', '1 OPENED WARNING day 2'],
            ['ok warn', '1 RESOLVED WARNING day 2'],
            ['ok warn warn', '1 OPENED WARNING day 3'],
          ],
          2,
        ),
      ),
    ).toEqual(['1 open']);
  });

  test('each of two continues in the first that is free: nobody takes the place of another', () => {
    const stored = tells([
      [
        'warn ok warn ok',
        ...['1 OPENED WARNING day 1', '1 RESOLVED WARNING day 2'],
        ...['2 OPENED WARNING day 3', '2 RESOLVED WARNING day 4'],
      ],
      ['ok ok warn warn', '2 OPENED WARNING day 3'],
    ]);
    expect(states(stored)).toEqual(['1 retracted', '2 open']);
  });
});
