/** Whoever stays is looked at by the token that they came with, not by who they are: one may have several, each with its end. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LOCAL, type Viewer } from '../../src/access/viewer.ts';
import { Stays } from '../../src/graphql/server/door.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const mei = (hours: number): Viewer => ({
  ...LOCAL,
  kind: 'JWT',
  principal: 'jwt:https://id.example#mei',
  expiresAt: new Date(Date.now() + hours * 3_600_000),
});

/** A place where viewers stay, and which of them left. */
function staying(isValid: (viewer: Viewer) => Promise<boolean>) {
  const left: Viewer[] = [];
  const stays = new Stays({ isValid }, 1000);
  const add = (viewer: Viewer) => {
    const stay = { viewer, leave: () => (left.push(viewer), stays.delete(stay)) };
    stays.add(stay);
    return viewer;
  };
  return { left, add };
}

test.each([
  [1, 5],
  [5, 1],
])('of two tokens of one person the one that is over ends, of %i and %i hours', async (first, second) => {
  const { left, add } = staying(({ expiresAt }) => Promise.resolve(expiresAt!.getTime() > Date.now()));
  const viewers = [add(mei(first)), add(mei(second))];
  await vi.advanceTimersByTimeAsync(2 * 3_600_000);
  expect(left).toEqual(viewers.filter((_, at) => [first, second][at] === 1));
});

test('while nobody can tell they stay, and are looked at again', async () => {
  let answer: () => Promise<boolean> = () => Promise.reject(new Error('the database is away'));
  const { left, add } = staying(() => answer());
  add(mei(1));
  await vi.advanceTimersByTimeAsync(5000);
  expect(left).toEqual([]);
  answer = () => Promise.resolve(false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(left).toHaveLength(1);
});
