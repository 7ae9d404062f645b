/** What the product's inputs say of plausible values: which are part of which, and why the others of a percentage are not. */
import { expect, test } from 'vitest';
import { productRegistry } from '../graphql/api.ts';

const registry = await productRegistry();

/** The first input above the line of a percentage, and the first below it. */
const shareOf = (formula: string) =>
  /^100 \* (?:monthDays \* )?\(?(\w+).*? \/ \(?(\w+)/.exec(formula)?.slice(1);

/** Percentages whose first input is no part of the one below the line, and why. */
const REASONS: Record<string, string> = {
  'escalated-complaint-rate': 'a complaint is escalated after its first handling, often on a later day',
  'reply-return-rate': 'a reply may come back on a day after it was submitted',
  'broken-promise-complaint-rate': 'people complain after the day on which the promise was due',
  'critical-error-accuracy': 'the whole less a part of it, which says so itself',
  'billing-complaint-rate': 'people complain about bills of earlier months',
  'core-it-availability': 'the whole less a part of it, which says so itself',
  'base-station-build-progress': 'more sites may be on air than the plan has by then',
  'broadband-speed-attainment-rate': 'a line may be faster than its contract says',
  'customer-churn-rate': 'users of a day against user-days: a stock, not what they are part of',
  'survey-sample-fulfilment-rate': 'more interviews may be done than were planned',
  'handset-spot-check-attainment': 'handsets may be checked in a period after they were purchased',
  'junk-message-interception-rate': 'the whole is the sum of the two',
};

test('a percentage counts a part of its whole, or there is a reason why not', () => {
  const without = registry.kpis.flatMap(({ definition: { code, unit, formula }, derivedFrom }) => {
    const share = unit === 'percent' && derivedFrom.length === 0 ? shareOf(formula) : undefined;
    return share && registry.inputs.get(share[0]!)?.partOf !== share[1] ? [code] : [];
  });
  // Completed transactions are a part both of those that were tried and of those over all channels; one can be said.
  const twice = ['e-channel-service-share'];
  expect(without.sort()).toEqual([...Object.keys(REASONS), ...twice].sort());
});

test('a part is counted as its whole is, so that one can be held against the other', () => {
  const unlike = [...registry.inputs.values()].filter(
    ({ partOf, unit, timeAggregation, spaceAggregation }) => {
      const whole = partOf === undefined ? undefined : registry.inputs.get(partOf)!;
      const isStock =
        whole?.timeAggregation !== timeAggregation || whole.spaceAggregation !== spaceAggregation;
      return whole && (isStock || (unit === 'points') !== (whole.unit === 'points'));
    },
  );
  expect(unlike.map((it) => it.key)).toEqual([]);
});

test('what is counted one by one is whole; sums of minutes, points, speeds and days need not be', () => {
  const fractional = [...registry.inputs.values()].filter((it) => !it.whole).map((it) => it.unit);
  expect([...new Set(fractional)].sort()).toEqual(
    ['hours', 'line-days', 'mbit/s', 'minutes', 'points', 'seconds', 'user-days', 'users'].sort(),
  );
  // A share of surveyed users multiplied by all users.
  const users = [...registry.inputs.values()].filter((it) => !it.whole && it.unit === 'users');
  expect(users.map((it) => it.key).sort()).toEqual([
    'ownUsers',
    'ownUsersChoosingUs',
    'rivalAUsers',
    'rivalAUsersChoosingUs',
    'rivalBUsers',
    'rivalBUsersChoosingUs',
  ]);
});
