/** What a database is, and whether it is ready for this version. */
import type { DatabaseFacts } from '../store/health.ts';
import { counted, type Finding, note, ok, problem } from './finding.ts';

const OLDEST = 15;

/** What is found about a database that answers. */
export function databaseFindings(kind: 'pglite' | 'postgres', facts: DatabaseFacts): Finding[] {
  return [
    ...(kind === 'pglite'
      ? [ok('database', `the embedded database (PostgreSQL ${facts.version}) can be opened`)]
      : serverFindings(facts)),
    ...schemaFindings(facts),
  ];
}

function serverFindings({ version, careless }: DatabaseFacts): Finding[] {
  if (parseInt(version) < OLDEST)
    return [problem('database', `this is PostgreSQL ${version}`, `use ${OLDEST} or later`)];
  return [
    ok('database', `PostgreSQL ${version} answers`),
    ...careless.map((setting) =>
      problem('database', `${setting} is off: it may lose what was acknowledged`, `set ${setting} to on`),
    ),
  ];
}

function schemaFindings({ schema: { done, pending, isNewer } }: DatabaseFacts): Finding[] {
  if (isNewer)
    return [
      problem(
        'schema',
        'a newer version set the database up, and this one does not start on it',
        'start that version, or restore a backup',
      ),
    ];
  if (done === 0) return [note('schema', 'the database has no tables yet: the first start makes them')];
  if (pending === 0) return [ok('schema', 'the tables are those of this version')];
  return [
    note(
      'schema',
      `${counted(pending, 'migration')} of this version ${pending === 1 ? 'is' : 'are'} still to come; tokens and webhooks were not looked at`,
      'kpi-matrix migrate does it, and so does kpi-matrix serve; make a backup before',
    ),
  ];
}

/** What an embedded database does not promise. */
export const durabilityFinding = (): Finding =>
  note(
    'database',
    'the embedded database survives a crash of the program, but not a power loss',
    'use a PostgreSQL (DATABASE_URL) for data that must not be lost',
  );

const MEBIBYTE = 2 ** 20;
/** Below the first there is little room, below the second writing may fail any moment, in MiB. */
const [LITTLE, NONE] = [1024, 100];

/** What is found about the disk of an embedded database, of which so many bytes are free. */
export function diskFinding(directory: string, free: number): Finding {
  const mebibytes = Math.floor(free / MEBIBYTE);
  const text = `${mebibytes < LITTLE ? `${mebibytes} MiB` : `${Math.floor(mebibytes / 1024)} GiB`} are free on the disk of ${directory}`;
  if (mebibytes >= LITTLE) return ok('DATA_DIR', text);
  return (mebibytes >= NONE ? note : problem)('DATA_DIR', text, 'make room, or move the directory');
}
