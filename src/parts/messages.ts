/** What the main thread and the threads of the parts say to each other; all else they share is in the database. */
import type { MessagePort } from 'node:worker_threads';
import type { KeySettings } from '../store/vault.ts';
import type { Delay } from './delay.ts';

/** What runs in a thread of its own. */
export type PartName = 'database' | 'engine' | 'delivery';

/** The settings that parts read. */
export interface PartSettings extends KeySettings {
  /** Of a PostgreSQL; without, the database is the embedded one. */
  DATABASE_URL?: string | undefined;
  DATA_DIR: string;
  KPI_PLUGINS: string[];
  ALLOW_WEBHOOK_HOSTS: string[];
  LOG_LEVEL: string;
}

/** What a thread is started with. */
export interface Started {
  part: PartName;
  settings: PartSettings;
}

/** Said to a part: here is a line to the embedded database, or from somebody who asks it; or: end. */
export type ToPart = { type: 'line'; port: MessagePort } | { type: 'stop' };

/** Said by a part. */
export type FromPart =
  | { type: 'ready' }
  /** It could not start; `isHeld`: because another process has the embedded database open. */
  | { type: 'failed'; message: string; isHeld: boolean }
  /** The directory of the embedded database was taken away: everything must end at once. */
  | { type: 'lost'; message: string }
  | { type: 'computed'; seconds: number; written: number }
  | { type: 'sent'; format: string; result: string; events: number }
  | ({ type: 'delay' } & Delay);
