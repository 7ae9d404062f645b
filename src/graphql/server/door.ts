/** Who may come in over what stays open, and turning out whoever may no longer. */
import type { IncomingMessage } from 'node:http';
import type { Caller, Viewer } from '../../access/viewer.ts';

/** Lets in. */
export interface Door {
  /** Whether everybody has to say who they are. */
  isRequired: boolean;
  /** Who opened a connection, by what an Authorization header would say; `later`: nobody can tell at the moment. */
  admit(request: IncomingMessage, authorization: string | undefined): Promise<Caller | 'unknown' | 'later'>;
  /** Whether somebody who was let in still is. */
  isValid(viewer: Viewer): Promise<boolean>;
}

/** Something that stays open for somebody. */
export interface Stay {
  viewer: Viewer;
  /** Ends it, and says why. */
  leave(): void;
}

/** How often everybody is looked at, in milliseconds; what is known of a token is believed for half a minute beside. */
const PERIOD = 15_000;

/** Looks now and then whether those who stay may. */
export class Stays {
  readonly #door: Pick<Door, 'isValid'> | undefined;
  readonly #period: number;
  readonly #stays = new Set<Stay>();
  #timer: NodeJS.Timeout | undefined;

  /** Without a door everybody may. */
  constructor(door: Pick<Door, 'isValid'> | undefined, period = PERIOD) {
    this.#door = door;
    this.#period = period;
  }

  add(stay: Stay): void {
    if (!this.#door) return;
    this.#stays.add(stay);
    this.#timer ??= setInterval(() => void this.#look(), this.#period).unref();
  }

  delete(stay: Stay): void {
    this.#stays.delete(stay);
    if (this.#stays.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    const viewers = new Map([...this.#stays].map(({ viewer }) => [keyOf(viewer), viewer]));
    for (const viewer of viewers.values()) if (await this.#isOver(viewer)) this.#turnOut(viewer);
  }

  /** While nobody can tell, because the database is away, they stay. */
  async #isOver(viewer: Viewer): Promise<boolean> {
    return !(await this.#door!.isValid(viewer).catch(() => true));
  }

  #turnOut(viewer: Viewer): void {
    for (const it of [...this.#stays]) if (keyOf(it.viewer) === keyOf(viewer)) it.leave();
  }
}

/** Somebody may stay by several tokens of an identity provider, each with an end of its own. */
const keyOf = ({ principal, expiresAt }: Viewer): string => `${expiresAt?.getTime()} ${principal}`;
