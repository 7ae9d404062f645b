/** What each principal has at once, beside what a process can do for all of them. */
import type { Viewer } from './viewer.ts';

/** Whether somebody is limited: not who asks a server that needs no token, because only programs of its own machine reach that. */
export const isLimited = ({ kind }: Pick<Viewer, 'kind'>): boolean => kind !== 'LOCAL';

/** How many of something each principal has at the moment. Who has none takes no memory. */
export class Counts {
  readonly #of = new Map<string, number>();

  /** How many somebody has. */
  of(principal: string): number {
    return this.#of.get(principal) ?? 0;
  }

  /** One more; returns how to take it back, which may be called again and then does nothing. */
  add(principal: string): () => void {
    this.#of.set(principal, this.of(principal) + 1);
    let isBack = false;
    return () => {
      if (isBack) return;
      isBack = true;
      const left = this.of(principal) - 1;
      if (left > 0) this.#of.set(principal, left);
      else this.#of.delete(principal);
    };
  }
}
