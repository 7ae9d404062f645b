/** The environment, read and checked once: every problem at once, each with its variable. */
import { z } from 'zod';
import { isDate } from './kpi/period.ts';

/** A setting that cannot be used; the message lists every one. */
export class BadConfiguration extends Error {
  readonly exitCode = 1;
}

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

const flag = z
  .enum(['0', '1'], { error: 'must be 1 or 0' })
  .default('0')
  .transform((text) => text === '1');

const UNREADABLE_URL =
  'cannot be read. In the user name, the password and the name of the database, characters such as # / ? % must be ' +
  'percent-encoded: # is %23, / is %2F, ? is %3F, % is %25';

/** Whether the driver reads the URL as it is meant; several hosts are separated by commas. */
function isReadable(url: string): boolean {
  const oneHost = url.replace(/,[^/?#@]*(?=[/?#]|$)/, '');
  if (!URL.canParse(oneHost)) return false;
  const { username, password, pathname, search, hash } = new URL(oneHost);
  // A password of digits before a # / ? passes for a port, the user for the host, and what is behind for the rest.
  const isCut = hash !== '' || pathname.includes('@') || (username === '' && search.includes('@'));
  return !isCut && [username, password, pathname].every((part) => !/%(?![0-9a-f]{2})/i.test(part));
}

const schema = z.object({
  PORT: z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65_535).default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, { error: 'must begin with postgres:// or postgresql://', abort: true })
    .refine(isReadable, UNREADABLE_URL)
    .optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  SAMPLE_DATA: z.enum(['auto', 'none'], { error: 'must be auto or none' }).default('auto'),
  SAMPLE_DATE: z.string().refine(isDate, 'must be a date such as 2026-11-22').optional(),
  KPI_PLUGINS: list,
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be a log level, such as info',
    })
    .default('info'),
  ALLOWED_HOSTS: list,
  MAX_IN_FLIGHT: z.coerce.number({ error: 'must be a number of requests' }).int().min(1).default(200),
  ALLOW_WEBHOOK_HOSTS: list,
  ALLOW_UNAUTHENTICATED: flag,
});

export type Configuration = z.output<typeof schema>;

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** The settings, with defaults. Throws BadConfiguration. An empty variable counts as not set. */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { data, error } = schema.safeParse(given);
  const problems = error?.issues.map((it) => `${it.path.join('.')}: ${it.message}`) ?? [];
  if (data && !LOOPBACK.has(data.HOST) && !data.ALLOW_UNAUTHENTICATED) {
    problems.push(
      `HOST: ${data.HOST} can be reached from other machines, and there is no access control yet. ` +
        'Listen on 127.0.0.1, or say ALLOW_UNAUTHENTICATED=1 if whoever reaches it may read and record everything.',
    );
  }
  if (!data || problems.length > 0) throw new BadConfiguration(problems.join('\n'));
  return data;
}
