import type { Command } from 'commander';
import type { Io } from './io.ts';
import { DATABASE_ENVIRONMENT } from './serverCommands.ts';

const ROTATE_HELP = `
The secrets and URLs of webhooks are encrypted in the database. To change the key:

  1. start every server with the old key as SECRETS_KEY and the new one as SECRETS_KEY_PREVIOUS, so that each
     reads what any other writes; one server alone can do without this
  2. start every server with the new key as SECRETS_KEY and the old one as SECRETS_KEY_PREVIOUS
  3. run this command with the same two keys
  4. leave SECRETS_KEY_PREVIOUS out

Servers on a PostgreSQL may go on; one with an embedded database has to be stopped. Where something can be
read with neither key, nothing is changed.

Environment:
  SECRETS_KEY            the new key, 32 bytes in base64
  SECRETS_KEY_PREVIOUS   the old one; of a server that was given none: DATA_DIR/secrets.key${DATABASE_ENVIRONMENT}

Examples:
  $ openssl rand -base64 32 > new.key
  $ SECRETS_KEY=$(cat new.key) SECRETS_KEY_PREVIOUS=$(cat .data/secrets.key) kpi-matrix secrets rotate`;

const HELP = `
Example:
  $ SECRETS_KEY=$(cat new.key) SECRETS_KEY_PREVIOUS=$(cat old.key) kpi-matrix secrets rotate

"kpi-matrix secrets rotate --help" tells the steps.`;

/** Adds `kpi-matrix secrets`, which the caller runs: it is the server side. */
export function addSecrets(program: Command, io: Io): void {
  const secrets = program
    .command('secrets')
    .summary('change the key that secrets are encrypted with')
    .description('What is done to the secrets in the database.')
    .addHelpText('after', HELP);
  secrets
    .command('rotate')
    .summary('encrypt every secret with the new key')
    .description('Encrypts the secrets and URLs of webhooks again, with the new key.')
    .addHelpText('after', ROTATE_HELP)
    .action(async () => {
      const count = await io.rotateSecrets({ env: io.env });
      const webhooks = count === 1 ? '1 webhook' : `${count} webhooks`;
      io.stdout.write(`the secrets of ${webhooks} are encrypted with SECRETS_KEY\n`);
    });
}
