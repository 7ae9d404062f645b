/** What is done to a database without serving it. */
import { readConfiguration } from './config.ts';
import { openAlone } from './openStore.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Brings the database to this version's schema. */
export async function migrate(environment: Environment): Promise<void> {
  const db = await openAlone(readConfiguration(environment));
  await db.close();
}
