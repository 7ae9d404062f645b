/** Why a PostgreSQL cannot be used, as whoever starts the server can mend it. */

/** The PostgreSQL of DATABASE_URL cannot be used; the message names its host and the remedy, never the password. */
class DatabaseUnusable extends Error {}

/** The remedy by the code of the error: of the system, of the driver, or of PostgreSQL. */
const REMEDIES: readonly (readonly [codes: string, (of: Target) => string])[] = [
  [
    'ECONNREFUSED ECONNRESET ENOTFOUND EAI_AGAIN ETIMEDOUT EHOSTUNREACH ENETUNREACH ENOENT CONNECT_TIMEOUT CONNECTION_CLOSED',
    ({ host }) => `cannot be reached. Is it running, and is ${host} its address?`,
  ],
  [
    '28P01 28000',
    ({ user }) => `does not let ${user} in. Check the user and the password, and its pg_hba.conf.`,
  ],
  ['3D000', ({ database }) => `has no database ${database}. Create it: create database ${quoted(database)};`],
  [
    '42501',
    ({ user, database }) =>
      `does not let ${user} make tables in ${database}. As its owner: grant create on database ${quoted(database)} to ${quoted(user)}; ` +
      `grant create on schema public to ${quoted(user)};`,
  ],
];

interface Target {
  host: string;
  user: string;
  database: string;
}

/** The error of a start on the database at `url` as a DatabaseUnusable; one that is not about using it as it is. */
export function explainedDatabase(error: unknown, url: string): unknown {
  const cause = rootOf(error);
  const target = targetOf(url);
  const remedy = REMEDIES.find(([codes]) => codes.split(' ').includes(cause.code ?? ''))?.[1];
  if (remedy === undefined) return error;
  const why = cause.message || cause.code;
  return new DatabaseUnusable(`the database at ${target.host} (DATABASE_URL) ${remedy(target)} (${why})`, {
    cause: error,
  });
}

/** What lies under what the migrator says of it. */
function rootOf(error: unknown): Error & { code?: string } {
  let root = error as Error & { code?: string };
  while (root.cause instanceof Error) root = root.cause;
  return root;
}

function targetOf(url: string): Target {
  const authority = /^\w+:\/\/([^/?#]*)/.exec(url)![1]!;
  const { username, pathname } = new URL(url.replace(authority, authority.replace(/,[^@]*$/, '')));
  const user = decodeURIComponent(username) || 'this user';
  return {
    host: authority.slice(authority.lastIndexOf('@') + 1) || 'this machine',
    user,
    database: decodeURIComponent(pathname.slice(1)) || user,
  };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
