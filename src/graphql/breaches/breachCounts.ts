/** Breaches counted by what they have in common, with how long they took. */
import { daysBetween, isDate, label, periodOf } from '../../kpi/period.ts';
import { DIMENSIONS, PROCESSES, SEVERITIES } from '../../kpi/vocabulary.ts';
import { BREACH_GROUPS, type BreachCountRow, type BreachGroup } from '../../store/breachCounts.ts';
import type { World } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { sized } from '../cost.ts';
import { allBadInput, badInput, type InputProblem, notADate } from '../errors.ts';
import { MOST_BREACH_COUNTS, MOST_COUNTED_DAYS } from '../limits.ts';
import { askedCriteria, BreachFilter } from './breachFilter.ts';

const BreachGroupingEnum = builder.enumType('BreachGrouping', {
  description: 'What breaches are counted by. DAY, WEEK and MONTH are when they opened, in UTC.',
  values: BREACH_GROUPS,
});

const BreachCountType = builder.objectRef<BreachCountRow>('BreachCount').implement({
  description:
    'Breaches that were open at some moment of the range, in UTC; by when they opened where the group is a time, which may be before the range. ' +
    'Each is either still open at its end or resolved in it.',
  fields: (t) => ({
    groups: t.field({
      type: t.listRef('String', { nullable: true }),
      description:
        'Code, word or label of each group, in the order asked for; null: all lines, or the whole operator.',
      extensions: sized(2),
      resolve: ({ groups }) => groups,
    }),
    opened: t.exposeInt('opened', { description: 'How many of them opened in the range.' }),
    open: t.exposeInt('open', { description: 'How many of them were still open at its end.' }),
    resolved: t.exposeInt('resolved', { description: 'How many of them resolved in the range.' }),
    meanHoursToResolve: t.exposeFloat('meanHours', {
      nullable: true,
      description:
        'Mean hours from opened to resolved of those that resolved in the range; null where none did.',
    }),
    medianHoursToResolve: t.exposeFloat('medianHours', { nullable: true }),
  }),
});

builder.queryField('breachCounts', (t) =>
  t.field({
    description:
      'Counts the breaches that pass the filter, one a group that has any. In the order of the groups: codes by code point, none first; words in ' +
      `the order of their enum; times ascending. At most ${MOST_BREACH_COUNTS} groups and ${MOST_COUNTED_DAYS} days. One statement.`,
    type: [BreachCountType],
    nullable: true,
    args: {
      by: t.arg({ type: [BreachGroupingEnum], required: true }),
      filter: t.arg({ type: BreachFilter }),
      from: t.arg({ type: 'Date', required: true }),
      to: t.arg({ type: 'Date', required: true }),
    },
    extensions: sized(100),
    resolve: async (_root, { by, filter, from, to }, { reads, moment: { world } }) => {
      const problems = problemsOf(by, from, to);
      if (problems.length > 0) throw allBadInput(problems);
      const criteria = askedCriteria(world, filter);
      const asked = { by, kpis: countedKpis(world), criteria };
      const rows = await reads.countBreachesBy(asked, { from, to }, MOST_BREACH_COUNTS + 1);
      if (rows.length > MOST_BREACH_COUNTS)
        throw badInput(
          'by',
          `at most ${MOST_BREACH_COUNTS} groups at once; ask for fewer groupings, a shorter range or a narrower filter`,
        );
      return rows
        .sort((a, b) => compareGroups(by, a.groups, b.groups))
        .map((row) => ({ ...row, groups: row.groups.map((it, at) => labelOf(by[at]!, it)) }));
    },
  }),
);

/** Everything that is wrong with what is counted by and when. */
function problemsOf(by: readonly BreachGroup[], from: string, to: string): InputProblem[] {
  const problems: InputProblem[] = [];
  if (by.length === 0)
    problems.push({ argument: 'by', message: `expected at least one of ${BREACH_GROUPS.join(', ')}` });
  if (by.length > BREACH_GROUPS.length)
    problems.push({ argument: 'by', message: `at most ${BREACH_GROUPS.length} at once, not ${by.length}` });
  // Each that is twice among the first: a list may be very long.
  by.slice(0, BREACH_GROUPS.length).forEach((it, at) => {
    const first = by.indexOf(it);
    if (first < at) problems.push({ argument: `by[${at}]`, message: `${it} is by[${first}] already` });
  });
  for (const [argument, date] of Object.entries({ from, to }))
    if (!isDate(date)) problems.push({ argument, message: notADate(date) });
  if (!isDate(from) || !isDate(to)) return problems;
  const days = daysBetween(from, to) + 1;
  if (days < 1) problems.push({ argument: 'to', message: `${to} is before ${from}, where the range begins` });
  if (days > MOST_COUNTED_DAYS)
    problems.push({
      argument: 'to',
      message: `at most ${MOST_COUNTED_DAYS} days at once, not ${days}; ask for a shorter range`,
    });
  return problems;
}

const countedKpis = ({ kpis, retired }: World) =>
  [...kpis, ...retired].map(({ id, kpi: { definition } }) => ({
    id,
    code: definition.code,
    process: definition.process,
    dimension: definition.dimension,
  }));

const WORDS: Partial<Record<BreachGroup, readonly string[]>> = {
  PROCESS: PROCESSES,
  DIMENSION: DIMENSIONS,
  SEVERITY: SEVERITIES,
};

type Groups = BreachCountRow['groups'];

function compareGroups(by: readonly BreachGroup[], a: Groups, b: Groups): number {
  for (const [at, group] of by.entries()) {
    const words = WORDS[group];
    const place = (it: string | null | undefined) => (words ? words.indexOf(it ?? '') : (it ?? ''));
    const [mine, theirs] = [place(a[at]), place(b[at])];
    if (mine !== theirs) return mine < theirs ? -1 : 1;
  }
  return 0;
}

const labelOf = (group: BreachGroup, it: string | null): string | null =>
  it !== null && (group === 'DAY' || group === 'WEEK' || group === 'MONTH') ? label(periodOf(group, it)) : it;
