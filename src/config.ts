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

const schema = z.object({
  PORT: z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65_535).default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
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
