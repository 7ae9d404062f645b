import { type Command, Option } from 'commander';
import { EXIT, ExitError } from './exit.ts';
import { type BiGrantShown, type BiPlace, type BiText, type Io } from './io.ts';
import { painter } from './paint.ts';
import { printable } from './print.ts';
import { DATABASE_ENVIRONMENT } from './serverCommands.ts';
import { table } from './table.ts';

const HELP = `
BI tools read the views in the schema "bi" of a PostgreSQL, with a login of their own that sees only what it is
granted. The page .github/SQL.md has the views, their columns and examples.

Environment:${DATABASE_ENVIRONMENT}

Examples:
  $ kpi-matrix bi grant --role grafana --operator china-unicom --org-unit pudong
  $ kpi-matrix bi grant --role superset --operator '*'
  $ kpi-matrix bi revoke --role grafana
  $ kpi-matrix bi grafana matrix > matrix.json`;

const GRANT_HELP = `
A login that is not there is made, and its password is shown once. It only reads, a minute a statement at most, and
leaves no transaction open for longer. What it is granted holds there and everywhere below; several grants add up.

Examples:
  $ kpi-matrix bi grant --role grafana --operator china-unicom --org-unit pudong
  $ kpi-matrix bi grant --role superset --operator '*'`;

const GRAFANA_HELP = `
Import each in Grafana (Dashboards, New, Import), or put it into the folder of a dashboard provider:

  apiVersion: 1
  providers:
    - { name: kpi-matrix, type: file, options: { path: /var/lib/grafana/dashboards } }

The dashboards ask for a data source of the type PostgreSQL with a login made by "kpi-matrix bi grant"; set its
session to UTC. Without a name all of them are printed, by name.

Examples:
  $ kpi-matrix bi grafana matrix > /var/lib/grafana/dashboards/matrix.json
  $ kpi-matrix bi grafana > dashboards.json`;

const METRICS_HELP = `
In the form of dbt's semantic models, as JSON, which is YAML too; "meta.sql" is what Superset or Metabase take as the
expression of a metric over the view.

Example:
  $ kpi-matrix bi metrics > models/kpi_matrix.yml`;

interface Where {
  role: string;
  operator?: string;
  orgUnit?: string;
  businessLine?: string;
}

/** Adds `kpi-matrix bi`, which the caller runs: it is the server side. */
export function addBi(program: Command, io: Io): void {
  const bi = program
    .command('bi')
    .summary('let BI tools read, and what they need')
    .description('Logins of BI tools in the database, and dashboards and metrics for them.')
    .addHelpText('after', HELP);
  addLogins(bi, io);
  addTexts(bi, io);
}

function addLogins(bi: Command, io: Io): void {
  placed(bi.command('grant'))
    .summary('let a login see something')
    .description('Lets a login of the database see what stands at a place.')
    .addHelpText('after', GRANT_HELP)
    .action(async (where: Where) => {
      if (where.operator === undefined)
        throw new ExitError(EXIT.USAGE, "--operator: say which one, or '*' for all of them");
      const place = placeOf(where);
      const [made] = await io.bi({ env: io.env, action: 'grant', role: where.role, place });
      io.stderr.write(`${made!.role} sees ${inWords(made!)}\n`);
      if (made!.password === undefined) return;
      io.stderr.write('the login was made; its password is shown only now\n');
      io.stdout.write(`${made!.password}\n`);
    });
  placed(bi.command('revoke'))
    .summary('let it see that no longer')
    .description('Takes one grant of a login away, or all of them where no place is named.')
    .action(async (where: Where) => {
      const { role } = where;
      const named =
        where.operator !== undefined || where.orgUnit !== undefined || where.businessLine !== undefined;
      const place = named ? placeOf(where) : null;
      const gone = await io.bi({ env: io.env, action: 'revoke', role, place });
      if (gone.length === 0) throw new ExitError(EXIT.REFUSED, `${printable(role)} was not granted that`);
      for (const it of gone) io.stdout.write(`${printable(role)} sees ${inWords(it)} no longer\n`);
    });
  bi.command('list')
    .summary('list them')
    .description('Lists the logins and what they see.')
    .action(async () => {
      const rows = (await io.bi({ env: io.env, action: 'list' })).map((it) => [
        printable(it.role),
        inWords(it),
        it.createdAt.toISOString().slice(0, 10),
      ]);
      const columns = ['login', 'sees', 'since'].map((head) => ({ head }));
      const text =
        rows.length === 0 ? 'no login sees anything' : await table(columns, rows, painter(io.stdout, io.env));
      io.stdout.write(`${text}\n`);
    });
}

const placed = (command: Command): Command =>
  command
    .addOption(new Option('--role <login>', 'a login of the database').makeOptionMandatory())
    .option('--operator <code>', "an operator; '*' for all")
    .option('--org-unit <code>', 'one of its units, and all below it')
    .option('--business-line <code>', 'a business line, and all below it');

const placeOf = ({ operator, orgUnit, businessLine }: Where): BiPlace => ({
  operator: operator === undefined || operator === '*' ? null : operator,
  orgUnit: orgUnit ?? null,
  businessLine: businessLine ?? null,
});

/** `china-unicom/pudong, mobile` */
function inWords({ operator, orgUnit, businessLine }: BiGrantShown): string {
  const place = `${operator ?? 'every operator'}${orgUnit === null ? '' : `/${orgUnit}`}`;
  return printable(businessLine === null ? place : `${place}, ${businessLine}`);
}

function addTexts(bi: Command, io: Io): void {
  const print = async (kind: BiText, name?: string) => {
    const text = new Map<string, unknown>(Object.entries(await io.biText(kind)));
    if (name !== undefined && !text.has(name))
      throw new ExitError(
        EXIT.USAGE,
        `there is no dashboard ${printable(name)}; there are ${[...text.keys()].join(', ')}`,
      );
    io.stdout.write(
      `${JSON.stringify(name === undefined ? Object.fromEntries(text) : text.get(name), null, 2)}\n`,
    );
  };
  bi.command('grafana')
    .summary('print dashboards of Grafana')
    .description('Prints dashboards: matrix, kpi, breaches.')
    .argument('[dashboard]', 'only this one')
    .addHelpText('after', GRAFANA_HELP)
    .action((name?: string) => print('grafana', name));
  bi.command('metrics')
    .summary('print what can be measured')
    .description('Prints measures and dimensions of the views, for dbt, Superset or Metabase.')
    .addHelpText('after', METRICS_HELP)
    .action(() => print('metrics'));
}
