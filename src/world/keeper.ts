/** Who keeps the world of one process up to date, and the only way to change what is known in it. */
import type { Logger } from 'pino';
import type { Registry } from '../registry/registry.ts';
import type { Database } from '../store/database.ts';
import { seeOneMoment } from '../store/locks.ts';
import { readMoment } from '../store/observations.ts';
import type { Moment } from './moment.ts';
import { retrying } from './retry.ts';
import { loadWorld, type World } from './world.ts';

/** What everything that asks or changes needs: every verb of the engine is a function over it. */
export interface Keeper {
  /** The world now; loads it again only if it changed. One statement where it did not. */
  moment(): Promise<Moment>;
  /**
   * Runs work on the present world, again where the world changed meanwhile or the connection was lost. What it made out of date
   * is computed by whoever its marks wake. Rejects with what trying again cannot mend.
   */
  change<T>(work: (db: Database, world: World) => Promise<T>): Promise<T>;
}

/** What a keeper needs. */
export interface KeeperOptions {
  db: Database;
  registry: Registry;
  log: Pick<Logger, 'error'>;
}

/** The keeper of a process. */
export class WorldKeeper implements Keeper {
  readonly #options: KeeperOptions;
  /** What was logged as left out, once each. */
  readonly #skipped = new Set<string>();
  #latest: World | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** The world that was loaded last; undefined before the first. */
  get latest(): World | undefined {
    return this.#latest;
  }

  async moment(): Promise<Moment> {
    const { revision, ...moment } = await readMoment(this.#options.db);
    return { ...moment, world: await this.#worldAt(revision) };
  }

  change<T>(work: (db: Database, world: World) => Promise<T>): Promise<T> {
    return retrying(async () => work(this.#options.db, (await this.moment()).world));
  }

  async #worldAt(revision: number): Promise<World> {
    if (this.#latest?.reference.revision !== revision) {
      this.#latest = await this.#options.db.transaction(async (tx) => {
        await seeOneMoment(tx);
        return loadWorld(tx, this.#options.registry);
      });
      this.#tellSkipped(this.#latest);
    }
    return this.#latest;
  }

  #tellSkipped({ skipped }: World): void {
    for (const { source, path, message } of skipped) {
      const text = `${source} ${path.join('.')}: ${message}`;
      if (!this.#skipped.has(text))
        this.#options.log.error({ source, path, problem: message }, 'a registered definition is left out');
      this.#skipped.add(text);
    }
  }
}
