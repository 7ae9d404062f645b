/** `kpi-matrix secrets rotate`: what it is asked with and what it prints. What it does is in test/durability/secrets.test.ts. */
import { expect, test } from 'vitest';
import { BadConfiguration } from '../../src/config.ts';
import { rotateSecrets } from '../../src/maintain.ts';
import { kpiMatrix } from './commandLine.ts';

test('is run with the environment, and says how many webhooks', async () => {
  const counts = [1, 0, 12];
  const seen: unknown[] = [];
  const setting = {
    env: { DATA_DIR: 'x' },
    rotateSecrets: (options: unknown) => Promise.resolve(counts[seen.push(options) - 1]!),
  };
  const said = [];
  for (const _ of counts) said.push(await kpiMatrix(['secrets', 'rotate'], setting));
  expect(seen).toEqual(counts.map(() => ({ env: { DATA_DIR: 'x' } })));
  expect(said.map(({ code, stdout }) => [code, stdout])).toEqual([
    [0, 'the secrets of 1 webhook are encrypted with SECRETS_KEY\n'],
    [0, 'the secrets of 0 webhooks are encrypted with SECRETS_KEY\n'],
    [0, 'the secrets of 12 webhooks are encrypted with SECRETS_KEY\n'],
  ]);
});

test('without a new key nothing is opened', async () => {
  await expect(rotateSecrets({ DATA_DIR: '/dev/null' })).rejects.toThrow(BadConfiguration);
  await expect(rotateSecrets({ DATA_DIR: '/dev/null' })).rejects.toThrow('SECRETS_KEY');
});

test('its help tells the steps, and is listed', async () => {
  expect((await kpiMatrix(['help'])).stdout).toMatch(/^ +secrets +change the key/m);
  const { stdout } = await kpiMatrix(['secrets', 'rotate', '--help']);
  for (const part of ['SECRETS_KEY_PREVIOUS', 'openssl rand -base64 32', 'DATA_DIR/secrets.key'])
    expect(stdout).toContain(part);
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(110);
});
