/** Subscribers in a process of their own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { helper, type Listening } from './children.ts';
import type { Heard } from './stream.ts';

export interface Audience {
  /** Does something that causes one event, and waits until everybody heard it. */
  hear(cause: () => Promise<unknown>): Promise<Heard>;
  leave(): Promise<void>;
}

/** Connects `count` subscribers; `body` is what each asks for. */
export async function audienceOf({ url }: Listening, count: number, body: string): Promise<Audience> {
  const child = fork(helper('subscribers'), {
    env: { ...process.env, TARGET: `${url}/graphql`, BODY: body, COUNT: String(count) },
  });
  await message(child);
  return {
    hear: async (cause) => {
      const [heard] = await Promise.all([message(child), cause()]);
      return heard as Heard;
    },
    leave: async () => {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

/** More than any event takes, in milliseconds. */
const PATIENCE = 30_000;

/** The next thing that the child says; rejects if it ends or is silent. */
async function message(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const end = () => ended.abort(new Error('the subscribers ended'));
  child.once('exit', end);
  try {
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(PATIENCE)]);
    const [said] = (await once(child, 'message', { signal })) as [unknown];
    return said;
  } finally {
    child.off('exit', end);
  }
}
