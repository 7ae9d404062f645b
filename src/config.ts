/** The environment, read and checked once: every problem at once, each with its variable. */
import { z } from 'zod';
import { tokenOf } from './access/token.ts';
import { isDate } from './kpi/period.ts';
import { isKey } from './store/vault.ts';

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

/** Why a text is not what a browser sends as an origin; null if it is. */
function originProblem(text: string): string | null {
  const { protocol = '', origin = '' } = URL.canParse(text) ? new URL(text) : {};
  const isWeb = ['http:', 'https:'].includes(protocol);
  if (isWeb && origin === text) return null;
  const remedy = isWeb ? `write ${origin}` : 'write one such as https://bi.example.com';
  return `"${text}" is not an exact origin: ${remedy}`;
}

const origins = list.superRefine((texts, context) => {
  for (const text of texts) {
    const message = originProblem(text);
    if (message) context.addIssue({ code: 'custom', message });
  }
});

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

const MAKE_KEY = 'Make one with: openssl rand -base64 32';

const key = z.string().refine(isKey, `must be 32 bytes in base64. ${MAKE_KEY}`).optional();

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
  ALLOWED_ORIGINS: origins,
  MAX_IN_FLIGHT: z.coerce.number({ error: 'must be a number of requests' }).int().min(1).default(200),
  RATE_LIMIT: z.coerce.number({ error: 'must be a number of points' }).int().min(1).default(60_000),
  ALLOW_WEBHOOK_HOSTS: list,
  AUTH: z.enum(['auto', 'required'], { error: 'must be auto or required' }).default('auto'),
  ADMIN_TOKEN: z
    .string()
    .refine((text) => tokenOf(text) !== null, 'is no token in full form; `kpi-matrix token create` makes one')
    .optional(),
  METRICS_TOKEN: z.string().min(16, { error: 'must have at least 16 characters' }).optional(),
  OIDC_ISSUER: z.url({ protocol: /^https?$/, error: 'must be the URL of an issuer' }).optional(),
  OIDC_AUDIENCE: z.string().min(1).optional(),
  OIDC_GRANTS_CLAIM: z.string().min(1).default('kpi_grants'),
  TRUST_PROXY: z.coerce.number({ error: 'must be a number of proxies' }).int().min(0).max(10).default(0),
  AUDIT_MONTHS: z.coerce.number({ error: 'must be a number of months' }).int().min(1).max(1200).default(24),
  TRUSTED_DOCUMENTS: z.string().min(1).optional(),
  TRUSTED_ONLY: z.enum(['0', '1'], { error: 'must be 0 or 1' }).default('0'),
  // Gone; whoever relied on it is to be told, not shut out in silence.
  ALLOW_UNAUTHENTICATED: z
    .never({
      error:
        'is gone: a server that others reach takes access tokens; `kpi-matrix token create --role admin` makes the first',
    })
    .optional(),
  SECRETS_KEY: key,
  SECRETS_KEY_PREVIOUS: key,
});

export type Configuration = z.output<typeof schema>;

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Whether only programs of this machine reach the server. */
export const isLocal = ({ HOST }: Pick<Configuration, 'HOST'>): boolean => LOOPBACK.has(HOST);

/** Whether whoever asks has to say who they are. */
export const asksWho = (configuration: Configuration): boolean =>
  configuration.AUTH === 'required' || !isLocal(configuration);

/** The settings, with defaults. Throws BadConfiguration. An empty variable counts as not set. */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { data, error } = schema.safeParse(given);
  const problems = error?.issues.map((it) => `${it.path.join('.')}: ${it.message}`) ?? [];
  if (data && (data.OIDC_ISSUER === undefined) !== (data.OIDC_AUDIENCE === undefined))
    problems.push('OIDC_ISSUER, OIDC_AUDIENCE: give both, or neither');
  if (data?.TRUSTED_ONLY === '1' && data.TRUSTED_DOCUMENTS === undefined)
    problems.push('TRUSTED_ONLY: name the file of the documents that are trusted in TRUSTED_DOCUMENTS');
  if (data && !isLocal(data) && data.SECRETS_KEY === undefined) {
    problems.push(
      `SECRETS_KEY: a server that listens on ${data.HOST} does not make a key of its own for the secrets of webhooks. ${MAKE_KEY}`,
    );
  }
  if (!data || problems.length > 0) throw new BadConfiguration(problems.join('\n'));
  return data;
}
