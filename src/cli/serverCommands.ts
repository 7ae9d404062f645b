import { type Command, Option } from 'commander';
import { type Io, SERVER_PARTS, type ServerPart } from './io.ts';

/** The variables that say which database. */
export const DATABASE_ENVIRONMENT = `
  DATABASE_URL   a PostgreSQL 15 or later; if left out, an embedded database under DATA_DIR
  DATA_DIR       directory of the embedded database (.data); one process at a time
  LOG_LEVEL      trace, debug, info, warn, error or fatal (info)`;

const SERVE_HELP = `
Environment:
  PORT           where to listen (4000)
  HOST           on which address (127.0.0.1); on another one everybody needs an access token
  AUTH           auto; required: everybody needs one on 127.0.0.1 too, such as behind a proxy (auto)
  ALLOWED_HOSTS  names by which others reach it, separated by commas${DATABASE_ENVIRONMENT}
  KPI_PLUGINS    packages or folders with more KPIs, separated by commas
  SAMPLE_DATA    auto: load sample data into an empty embedded database; none: do not (auto)
  SAMPLE_DATE    last day of the sample data (yesterday)
  SECRETS_KEY    encrypts the secrets and URLs of webhooks, 32 bytes in base64: openssl rand -base64 32
                 (where only this machine reaches the server: made in DATA_DIR/secrets.key)
  SECRETS_KEY_PREVIOUS   the key before it, which is read too: see "kpi-matrix secrets rotate"
  TRUSTED_DOCUMENTS   a JSON file of GraphQL documents by SHA-256, which requests may name by "documentId"
  TRUSTED_ONLY   1: other documents are refused (0)

Examples:
  $ kpi-matrix serve
  $ DATABASE_URL=postgres://kpi@db.example/kpi PORT=8080 kpi-matrix serve
  $ DATABASE_URL=postgres://kpi@db.example/kpi PORT=8081 kpi-matrix serve --only engine delivery

The parts: api answers; engine computes; delivery orders events and sends to webhooks. Every process answers
/healthz, /readyz and /metrics, and one without the part "api" nothing else.

On a network: "kpi-matrix token create --role admin" makes the first token, "kpi-matrix doctor" says what is
missing.

Ctrl-C stops it: work under way is finished first.`;

const MIGRATE_HELP = `
Environment:${DATABASE_ENVIRONMENT}

Example:
  $ DATABASE_URL=postgres://kpi@db.example/kpi kpi-matrix migrate

"serve" does the same at its start; several may run at once.`;

/** Adds `kpi-matrix serve` and `kpi-matrix migrate`, which the caller runs: they are the server side. */
export function addServerCommands(program: Command, io: Io): void {
  program
    .command('serve')
    .summary('run the server')
    .description('Brings the database to the newest schema and serves the API on http://localhost:4000.')
    .addOption(
      new Option(
        '--only <part...>',
        'run only these parts of the server, of several processes on one PostgreSQL',
      ).choices(SERVER_PARTS),
    )
    .addHelpText('after', SERVE_HELP)
    .action(({ only }: { only?: ServerPart[] }) => io.serve({ env: io.env, ...(only && { only }) }));
  program
    .command('migrate')
    .summary('bring the database to the newest schema')
    .description('Brings the database to the newest schema and ends.')
    .addHelpText('after', MIGRATE_HELP)
    .action(() => io.migrate({ env: io.env }));
}
