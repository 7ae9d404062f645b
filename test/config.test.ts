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
    MAX_IN_FLIGHT: '0',
  };
  expect(() => readConfiguration(bad)).toThrow(BadConfiguration);
  for (const variable of Object.keys(bad)) expect(() => readConfiguration(bad)).toThrow(variable);
});

test('an address that others can reach is refused unless it is said aloud', () => {
  expect(() => readConfiguration({ HOST: '0.0.0.0' })).toThrow('ALLOW_UNAUTHENTICATED=1');
  expect(readConfiguration({ HOST: '0.0.0.0', ALLOW_UNAUTHENTICATED: '1' }).HOST).toBe('0.0.0.0');
  expect(readConfiguration({ HOST: '::1' }).HOST).toBe('::1');
});

test('every URL of a PostgreSQL that the driver reads is taken', () => {
  for (const DATABASE_URL of [
    'postgres://localhost/kpi',
    'postgresql://kpi@db.example:5433/kpi?sslmode=require',
    'postgres://kpi:a%23b%2Fc%3F%25@db.example/kpi',
    'postgres://kpi:a,b@one.example:1,two.example:2/kpi',
    'postgres://kpi:x@[::1]:5432/k%20pi?options=-c%20x%3D1,2',
  ])
    expect(readConfiguration({ DATABASE_URL }).DATABASE_URL).toBe(DATABASE_URL);
});
