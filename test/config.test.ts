import { expect, test } from 'vitest';
import { BadConfiguration, readConfiguration } from '../src/config.ts';

test('without any variable the server is local, embedded and has the sample data', () => {
  const { PORT, HOST, DATABASE_URL, DATA_DIR, SAMPLE_DATA } = readConfiguration({});
  expect({ PORT, HOST, DATABASE_URL, DATA_DIR, SAMPLE_DATA }).toEqual({
    ...{ PORT: 4000, HOST: '127.0.0.1', DATABASE_URL: undefined, DATA_DIR: '.data', SAMPLE_DATA: 'auto' },
  });
});

test('every bad setting is told at once, with its variable', () => {
  const bad = {
    PORT: '99999',
    DATABASE_URL: 'mysql://x',
    SAMPLE_DATE: '2026-02-30',
    LOG_LEVEL: 'loud',
    SAMPLE_DATA: 'yes',
  };
  expect(() => readConfiguration(bad)).toThrow(BadConfiguration);
  for (const variable of Object.keys(bad)) expect(() => readConfiguration(bad)).toThrow(variable);
});

test('an address that others can reach is refused unless it is said aloud', () => {
  expect(() => readConfiguration({ HOST: '0.0.0.0' })).toThrow('ALLOW_UNAUTHENTICATED=1');
  expect(readConfiguration({ HOST: '0.0.0.0', ALLOW_UNAUTHENTICATED: '1' }).HOST).toBe('0.0.0.0');
  expect(readConfiguration({ HOST: '::1' }).HOST).toBe('::1');
});
