import type { Readable, Writable } from 'node:stream';
import type { Authoring } from '../kpi/authoring.ts';

/** A stream to write to; the two facts are those of a terminal. */
export type Output = Writable & { isTTY?: boolean; columns?: number };

/** The environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the server side of the program is started with. */
export interface ServerOptions {
  env: Environment;
}

/** What a server does, in parts that may be run apart. */
export const SERVER_PARTS = ['api', 'engine', 'delivery'] as const;
export type ServerPart = (typeof SERVER_PARTS)[number];

/** What a server is started with. */
export interface ServeOptions extends ServerOptions {
  /** The parts that this process runs; all of them if left out. */
  only?: readonly ServerPart[];
}

/** What old data are retired with. */
export interface RetireOptions extends ServerOptions {
  /** The first day that is kept. */
  day: string;
  /** Today, UTC. */
  today: string;
  /** Remove it for good. */
  drop: boolean;
  /** Only say what it would be. */
  dryRun: boolean;
}

/** A table of observations or measurements that was, or would be, set aside. */
export interface SetAside {
  table: 'observation' | 'measurement';
  name: string;
  /** First day; null for a table without a beginning. And the day after the last one. */
  from: string | null;
  to: string;
  bytes: number;
}

/** What is done with access tokens. */
export type TokenOptions = ServerOptions &
  (
    | { action: 'create'; name: string; grants: readonly string[]; days?: number }
    | { action: 'list' }
    | { action: 'revoke'; id: string }
  );

/** An access token, as it is shown. */
export interface TokenShown {
  id: string;
  name: string;
  grants: readonly string[];
  expiresAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
  /** The whole, of one that was just made. */
  secret?: string;
}

/** How the GraphQL schema is written: as the schema definition language, or as the answer to an introspection query. */
export type SchemaForm = 'sdl' | 'introspection';

/** Where a login of the database sees what BI tools read, in codes; null: everywhere. */
export interface BiPlace {
  operator: string | null;
  orgUnit: string | null;
  businessLine: string | null;
}

/** What is done with the logins of BI tools; revoking without a place takes everything. */
export type BiOptions = ServerOptions &
  (
    | { action: 'grant'; role: string; place: BiPlace }
    | { action: 'revoke'; role: string; place: BiPlace | null }
    | { action: 'list' }
  );

/** What a login sees. */
export interface BiGrantShown extends BiPlace {
  role: string;
  createdAt: Date;
  /** Of a login that was just made. */
  password?: string;
}

/** What is printed for BI tools: dashboards of Grafana by name, or a description of what can be measured. */
export type BiText = 'grafana' | 'metrics';

/** What a server's settings and database are looked at with. */
export interface DoctorOptions extends ServerOptions {
  /** Now. */
  now: Date;
}

/** One thing that was found: as it should be, to be known, or to be mended. */
export interface Finding {
  level: 'ok' | 'note' | 'problem';
  /** The setting or the thing. */
  about: string;
  text: string;
  /** What to do; null where there is nothing to do. */
  remedy: string | null;
}

/** Everything the command line touches outside itself. */
export interface Io {
  stdout: Output;
  stderr: Output;
  /** Where `record -` reads; the process's own if left out. */
  stdin?: Readable;
  env: Environment;
  /** The clock, for periods that a command line leaves out; the system's if left out. */
  now?: () => Date;
  /** Runs the server until it has stopped. An error may carry its exit code as `exitCode`. */
  serve(options: ServeOptions): Promise<void>;
  /** Loads what the commands for authors need; the others do without. */
  authoring?(): Promise<Authoring>;
  /** Brings the database to the newest schema. */
  migrate(options: ServerOptions): Promise<void>;
  /** Encrypts every secret in the database again, with the newest key; of how many webhooks. */
  rotateSecrets(options: ServerOptions): Promise<number>;
  /** Sets old data aside; what, oldest first. Throws an error with the reason where it is refused. */
  retire(options: RetireOptions): Promise<readonly SetAside[]>;
  /** Makes, lists or revokes access tokens; those that it is about. Throws an error with every problem. */
  tokens(options: TokenOptions): Promise<readonly TokenShown[]>;
  /** Grants, revokes or lists what logins of the database see; what it is about. Throws an error with every problem. */
  bi(options: BiOptions): Promise<readonly BiGrantShown[]>;
  /** A text for BI tools, as an object to be printed. Touches no database. */
  biText(kind: BiText): Promise<object>;
  /** Looks at a server's settings, database and surroundings; what it found. Changes nothing. */
  doctor(options: DoctorOptions): Promise<readonly Finding[]>;
  /** The GraphQL schema of this version. */
  schema(form: SchemaForm): Promise<string>;
}
