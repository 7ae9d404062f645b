import { type Command, Option } from 'commander';
import { EXIT, ExitError } from './exit.ts';
import type { Io, TokenShown } from './io.ts';
import { painter } from './paint.ts';
import { printable } from './print.ts';
import { DATABASE_ENVIRONMENT } from './serverCommands.ts';
import { table } from './table.ts';

const HELP = `
They write to the database itself, so that the first token needs none: with an embedded database while no
server runs, with a PostgreSQL at any time. Whoever has an admin's token makes others through the API
(createAccessToken). A server asks for tokens where HOST is another address than this machine's own, or where
AUTH=required. A token is sent as "Authorization: Bearer …"; this command line sends KPI_MATRIX_TOKEN.

A grant is role:operator/unit?line and holds there and everywhere below, such as reader:china-unicom,
responder:china-unicom/pudong, recorder:china-mobile?broadband, author:*. The roles: reader, recorder,
responder, author, manager, admin.

Environment:${DATABASE_ENVIRONMENT}

Examples:
  $ kpi-matrix token create --role admin --name "head of IT"
  $ kpi-matrix token create --grant reader:china-unicom/pudong recorder:china-unicom/pudong --name pudong
  $ kpi-matrix token revoke 4Fh1kQz0aB`;

interface CreateOptions {
  name?: string;
  role?: string;
  grant?: string[];
  days?: string;
}

/** Adds `kpi-matrix token`, which the caller runs: it is the server side. */
export function addToken(program: Command, io: Io): void {
  const token = program
    .command('token')
    .summary('let people, programs and bots in')
    .description('Makes, lists and revokes access tokens.')
    .addHelpText('after', HELP);
  token
    .command('create')
    .summary('make one, and show it once')
    .description('Makes a token and shows it once.')
    .option('--name <name>', 'whose it is')
    .addOption(new Option('--role <role>', 'a role everywhere'))
    .option('--grant <grant...>', 'a role, and where it holds: role:operator/unit?line')
    .option('--days <days>', 'for how many days it lets in (365)')
    .action((options: CreateOptions) => create(io, options));
  token
    .command('list')
    .summary('list them')
    .description('Lists the tokens that were made, also those that are over.')
    .action(async () => {
      const shown = await io.tokens({ env: io.env, action: 'list' });
      io.stdout.write(`${await listed(io, shown)}\n`);
    });
  token
    .command('revoke')
    .summary('end one')
    .description('Ends a token: it lets nobody in any longer.')
    .argument('<id>', 'its id, as it stands in the token after kpi_')
    .action(async (id: string) => {
      const [revoked] = await io.tokens({ env: io.env, action: 'revoke', id });
      if (!revoked) throw new ExitError(EXIT.REFUSED, `there is no token ${printable(id)}`);
      io.stdout.write(`${revoked.id} (${printable(revoked.name)}) lets nobody in any longer\n`);
    });
}

async function create(io: Io, { name, role, grant = [], days }: CreateOptions): Promise<void> {
  const grants = [...(role === undefined ? [] : [`${role.toLowerCase()}:*`]), ...grant];
  if (grants.length === 0) throw new ExitError(EXIT.USAGE, 'say what it lets do: --role, or --grant');
  const lasting = days === undefined ? undefined : Number(days);
  if (lasting !== undefined && !(lasting > 0)) throw new ExitError(EXIT.USAGE, '--days: expected a number');
  const [made] = await io.tokens({
    env: io.env,
    action: 'create',
    name: name ?? grants.join(' '),
    grants,
    ...(lasting !== undefined && { days: lasting }),
  });
  io.stderr.write(
    `it lets in until ${made!.expiresAt.toISOString().slice(0, 10)}: ${made!.grants.join(' ')}; it is shown only now\n`,
  );
  io.stdout.write(`${made!.secret!}\n`);
}

async function listed(io: Io, shown: readonly TokenShown[]): Promise<string> {
  if (shown.length === 0) return 'there are no tokens';
  const now = io.now?.() ?? new Date();
  const day = (at: Date | null) => at?.toISOString().slice(0, 10) ?? '';
  const stateOf = ({ revokedAt, expiresAt }: TokenShown) =>
    revokedAt
      ? `revoked ${day(revokedAt)}`
      : expiresAt <= now
        ? `expired ${day(expiresAt)}`
        : `until ${day(expiresAt)}`;
  const columns = ['id', 'name', 'grants', 'lets in', 'used last'].map((head) => ({ head }));
  const rows = shown.map((it) => [
    it.id,
    printable(it.name),
    it.grants.join(' '),
    stateOf(it),
    day(it.lastUsedAt),
  ]);
  return table(columns, rows, painter(io.stdout, io.env));
}
