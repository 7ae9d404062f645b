/** What operators say of their reporting: days of the week, rhythms, holidays, units that closed. */
import { expect, test } from 'vitest';
import { ANSWERED, completenessWorld, days, OFFERED } from './completenessWorld.ts';

const { settled, record, observed, calls, figure, set } = completenessWorld();

test('days of the week: halls that close at the weekend lack nothing', async () => {
  const open = days('2026-09-07', 14).filter((_, at) => at % 7 < 5);
  await record(open.flatMap((date) => calls(date)));
  // Nothing is expected on a day without a word: the week ends on Sunday for somebody else.
  await record([observed('complaintsTotal', '2026-09-20', 3)]);
  expect(await figure('WEEK', '2026-09-14')).toMatchObject({ coverage: 5 / 7, isComplete: false });
  for (const input of [ANSWERED, OFFERED])
    expect(
      await set('setRhythm(operator: $operator, input: $input, weekdays: [5, 1, 2, 3, 4, 1])', { input }),
    ).toMatchObject({ set: { input: { rhythm: 'DAY', weekdays: [1, 2, 3, 4, 5] } } });
  await settled();
  expect(await figure('WEEK', '2026-09-14')).toMatchObject({ coverage: 1, isComplete: true, missing: [] });
});

test('a rhythm of its own: what comes once a week is whole with one day', async () => {
  await record(['2026-09-06', '2026-09-13', '2026-09-20', '2026-09-27'].flatMap((date) => calls(date)));
  expect((await figure('MONTH', '2026-09-01')).coverage).toBeCloseTo(4 / 22, 10);
  for (const input of [ANSWERED, OFFERED])
    await set('setRhythm(operator: $operator, input: $input, rhythm: WEEK)', { input });
  await settled();
  expect(await figure('MONTH', '2026-09-01')).toMatchObject({ coverage: 1 });
  for (const input of [ANSWERED, OFFERED])
    expect(await set('setRhythm(operator: $operator, input: $input)', { input })).toMatchObject({
      set: { input: { rhythm: 'DAY', weekdays: [1, 2, 3, 4, 5, 6, 7] } },
    });
  await settled();
  expect((await figure('MONTH', '2026-09-01')).coverage).toBeCloseTo(4 / 22, 10);
});

test('holidays: nobody reports, nothing is missing, until it is taken back', async () => {
  const month = days('2026-10-01', 31).filter((_, at) => at >= 7 || at === 0);
  await record(month.flatMap((date) => calls(date)));
  const lacking = await figure('MONTH', '2026-10-01');
  expect([lacking.coverage, lacking.isComplete]).toEqual([25 / 31, false]);
  expect(
    await set('noReporting(operator: $operator, from: "2026-10-02", to: "2026-10-07", why: "National Day")'),
  ).toMatchObject({
    set: { operator: { noReporting: [{ from: '2026-10-02', to: '2026-10-07', why: 'National Day' }] } },
  });
  await settled();
  expect(await figure('MONTH', '2026-10-01')).toMatchObject({ coverage: 1, isComplete: true });
  await set('removeNoReporting(operator: $operator, from: "2026-10-02", to: "2026-10-07")');
  await settled();
  expect(await figure('MONTH', '2026-10-01')).toMatchObject({ coverage: 25 / 31 });
});

test('a unit that is closed is not waited for', async () => {
  await record(days('2026-09-01', 30).flatMap((date) => calls(date, 950, 'north')));
  await record(days('2026-09-01', 20).flatMap((date) => calls(date, 950, 'south')));
  for (const input of [ANSWERED, OFFERED])
    expect(
      await set(
        'endReporting(operator: $operator, input: $input, orgUnit: "south", from: "2026-09-21", why: "closed")',
        { input },
      ),
    ).toMatchObject({
      set: { input: { ended: [{ orgUnit: { code: 'south' }, from: '2026-09-21', why: 'closed' }] } },
    });
  await settled();
  expect(await figure('MONTH', '2026-09-01')).toMatchObject({ coverage: 1, isComplete: true, missing: [] });
});

test('what cannot be is refused, every problem at once, and nothing is changed', async () => {
  expect(await set('setWatching(operator: $operator, waitDays: -1, minimumCoverage: 2)')).toEqual({
    set: {
      __typename: 'ValidationError',
      message: '2 problems; nothing was changed',
      problems: [
        { path: ['waitDays'], message: 'from 0 to 90 days' },
        { path: ['minimumCoverage'], message: 'from 0 to 1' },
      ],
    },
  });
  expect(await set('setWatching(operator: $operator, waitDays: 1)', { of: 'operater-1' })).toMatchObject({
    set: {
      __typename: 'NotFoundError',
      message: expect.stringContaining('did you mean "operator-1"?') as string,
    },
  });
  expect(
    await set('setRhythm(operator: $operator, input: $input, weekdays: [])', { input: 'callsOfered' }),
  ).toMatchObject({
    set: { __typename: 'NotFoundError' },
  });
  expect(await set('setRhythm(operator: $operator, input: $input, weekdays: [0, 8])')).toMatchObject({
    set: { problems: [{ path: ['weekdays', '0'] }, { path: ['weekdays', '1'] }] },
  });
  expect(
    await set('noReporting(operator: $operator, from: "2026-10-07", to: "2026-10-01", why: "")'),
  ).toMatchObject({
    set: { problems: [{ path: ['why'] }, { path: ['to'], message: 'ends before it begins' }] },
  });
  expect(
    await set(
      'endReporting(operator: $operator, input: $input, orgUnit: "south", from: "2026-09-21", why: "x")',
    ),
  ).toMatchObject({ set: { problems: [{ path: ['input'] }] } });
  expect(await set('setWatching(operator: $operator, waitDays: 3)')).toMatchObject({
    set: { operator: { watching: { waitDays: 3, minimumCoverage: null }, noReporting: [] } },
  });
});
