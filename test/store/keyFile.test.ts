/** The key that a server makes for itself. */
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { keyIn, KeyFileUnusable } from '../../src/store/keyFile.ts';
import { isKey } from '../../src/store/vault.ts';
import { temporaryDirectory } from '../support/server.ts';

const fileIn = (folder: string): string => join(folder, 'deep', 'secrets.key');

test('is made once, for its user alone, and found again', () => {
  const file = fileIn(temporaryDirectory());
  const made = keyIn(file);
  expect(made).toEqual({ key: expect.any(String), isNew: true });
  expect(isKey(made.key)).toBe(true);
  expect(keyIn(file)).toEqual({ key: made.key, isNew: false });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  expect(readdirSync(dirname(file))).toEqual(['secrets.key']);
  expect(keyIn(fileIn(temporaryDirectory())).key).not.toBe(made.key);
});

test('one that a person put there is taken, and left as it is', () => {
  const file = join(temporaryDirectory(), 'secrets.key');
  const key = Buffer.alloc(32, 7).toString('base64');
  writeFileSync(file, key);
  chmodSync(file, 0o400);
  expect(keyIn(file)).toEqual({ key, isNew: false });
  expect(readFileSync(file, 'utf8')).toBe(key);
});

test('never takes the place of anything: a file that holds none, or cannot be read or made, is told with its path', () => {
  const folder = temporaryDirectory();
  const said = (file: string): string => {
    try {
      keyIn(file);
    } catch (error) {
      expect(error).toBeInstanceOf(KeyFileUnusable);
      return (error as Error).message;
    }
    throw new Error('a key was found');
  };
  const [empty, isFolder, astray] = ['empty', 'folder', 'astray'].map((it) => join(folder, it)) as [
    string,
    string,
    string,
  ];
  writeFileSync(empty, '');
  mkdirSync(isFolder);
  symlinkSync(join(folder, 'nowhere'), astray);
  for (const file of [empty, isFolder, astray, join(empty, 'secrets.key')]) {
    expect(said(file)).toContain(file);
    expect(said(file)).toContain('openssl rand -base64 32');
  }
  expect(readFileSync(empty, 'utf8')).toBe('');
  expect(readdirSync(folder).sort()).toEqual(['astray', 'empty', 'folder']);
});
