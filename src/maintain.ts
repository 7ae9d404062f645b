/** What is done to a database without serving it. */
import { EXIT } from './cli/exit.ts';
import type { RetireOptions, SetAside } from './cli/io.ts';
import { BadConfiguration, readConfiguration } from './config.ts';
import { retire as retireFrom } from './engine/retire.ts';
import { openAlone } from './openStore.ts';
import { resealWebhooks } from './store/sealedWebhooks.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Brings the database to this version's schema. */
export async function migrate(environment: Environment): Promise<void> {
  const db = await openAlone(readConfiguration(environment));
  await db.close();
}

/** What is before a day was not set aside; the message says why. */
class RetirementRefused extends Error {
  readonly exitCode = EXIT.REFUSED;
}

/** Sets old data aside; what it was, or would be. Throws RetirementRefused. */
export async function retire({ env, ...wanted }: RetireOptions): Promise<readonly SetAside[]> {
  const db = await openAlone(readConfiguration(env));
  try {
    const { refused, partitions } = await retireFrom({ db, ...wanted });
    if (refused) throw new RetirementRefused(refused);
    return partitions;
  } finally {
    await db.close();
  }
}

/** Encrypts every secret again with the key that is set now; of how many webhooks. Throws where one cannot be read, and then changes none. */
export async function rotateSecrets(environment: Environment): Promise<number> {
  const configuration = readConfiguration(environment);
  if (configuration.SECRETS_KEY === undefined)
    throw new BadConfiguration(
      'SECRETS_KEY: name the new key, and the one before it in SECRETS_KEY_PREVIOUS',
    );
  const db = await openAlone(configuration);
  try {
    return await resealWebhooks(db);
  } finally {
    await db.close();
  }
}
