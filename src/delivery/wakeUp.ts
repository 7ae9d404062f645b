/** Being woken by the database. A listener that was lost in an outage is put up again: the driver tries only once. */
import type { Database } from '../store/database.ts';

export class WakeUp {
  readonly #db: Database;
  readonly #channel: string;
  readonly #wake: () => void;
  #listening: Promise<(() => Promise<void>) | undefined> = Promise.resolve(undefined);

  constructor(db: Database, channel: string, wake: () => void) {
    this.#db = db;
    this.#channel = channel;
    this.#wake = wake;
  }

  /** Starts to listen, or again; a database that cannot be reached is no error, the wake-up is missing for so long. */
  readonly listen = (): void => {
    this.#listening = this.#silenced().then(() =>
      this.#db.listen(this.#channel, this.#wake).catch(() => undefined),
    );
  };

  async stop(): Promise<void> {
    await this.#silenced();
  }

  async #silenced(): Promise<void> {
    const unlisten = await this.#listening;
    this.#listening = Promise.resolve(undefined);
    await unlisten?.().catch(() => undefined);
  }
}
