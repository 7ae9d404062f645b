/** What every resolver of one request is handed. */
import type { Moment, Services } from '../engine/services.ts';
import type { Statements } from '../store/database.ts';
import type { Limits } from './limits.ts';
import { createLoaders, type Loaders } from './loaders.ts';

export interface Context {
  services: Services;
  db: Statements;
  limits: Limits;
  loaders: Loaders;
  /** What is known while this request is answered; a mutation that changes it puts the new one in its place. */
  moment: Moment;
}

/** The context of one request; one statement. */
export async function createContext(given: Pick<Context, 'services' | 'db' | 'limits'>): Promise<Context> {
  return { ...given, loaders: createLoaders(given.db), moment: await given.services.moment() };
}
