/** Secrets as the database keeps them. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { isKey, isSealed, newKey, SecretUnreadable, Vault, vaultOf } from '../../src/store/vault.ts';

const [old, present] = [newKey(), newKey()];
const PLACE = 'secret of webhook 7';

test('what was sealed is opened again, whatever it is', () => {
  const vault = new Vault([present]);
  for (const text of [
    '',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    '密钥 🔑',
    'v1:no form of it',
    'x'.repeat(2048),
  ]) {
    const sealed = vault.seal(text, PLACE);
    expect(isSealed(sealed)).toBe(true);
    expect(vault.open(sealed, PLACE)).toBe(text);
  }
});

test('the same text is sealed into another one each time, and names its key by a hash of it', () => {
  const vault = new Vault([present]);
  const [one, other] = [vault.seal('a', PLACE), vault.seal('a', PLACE)];
  expect(one).not.toBe(other);
  const id = createHash('sha256').update(Buffer.from(present, 'base64')).digest().subarray(0, 8);
  expect(one.split(':').slice(0, 2)).toEqual(['v1', id.toString('base64url')]);
});

test('the new key seals, and the one before still opens', () => {
  const sealed = new Vault([old]).seal('a', PLACE);
  const vault = vaultOf({ SECRETS_KEY: present, SECRETS_KEY_PREVIOUS: old });
  expect(vault.open(sealed, PLACE)).toBe('a');
  const again = vault.seal('a', PLACE);
  expect(vaultOf({ SECRETS_KEY: present }).open(again, PLACE)).toBe('a');
  expect(() => new Vault([old]).open(again, PLACE)).toThrow(SecretUnreadable);
});

test('without its key nothing is opened, and the settings that need it are named', () => {
  const sealed = new Vault([old]).seal('a', PLACE);
  for (const vault of [new Vault([present]), new Vault([])]) {
    expect(() => vault.open(sealed, PLACE)).toThrow(SecretUnreadable);
    for (const part of [PLACE, 'SECRETS_KEY', 'SECRETS_KEY_PREVIOUS', 'secrets.key'])
      expect(() => vault.open(sealed, PLACE)).toThrow(part);
  }
  expect(() => new Vault([]).seal('a', PLACE)).toThrow('without a key');
});

test('what was changed, or is of another place, is refused and not shown', () => {
  const vault = new Vault([present]);
  const sealed = vault.seal('a long secret', PLACE);
  expect(() => vault.open(sealed, 'secret of webhook 8')).toThrow('the secret of webhook 8 was changed');
  const parts = sealed.split(':');
  for (const at of [2, 3, 4]) {
    const changed = parts.map((it, i) => (i === at ? (it.startsWith('A') ? 'B' : 'A') + it.slice(1) : it));
    expect(() => vault.open(changed.join(':'), PLACE)).toThrow(SecretUnreadable);
  }
  expect(() => vault.open(sealed.slice(0, -2), PLACE)).toThrow(SecretUnreadable);
});

test('what an older release wrote stands as it is', () => {
  for (const text of ['https://example.org/v1:abc', 'whsec_abc', 'SEC1:2:3:4:5', '', 'v1:a:b:c:d']) {
    expect(isSealed(text)).toBe(false);
    expect(new Vault([]).open(text, PLACE)).toBe(text);
  }
});

test('a key is 32 bytes in base64', () => {
  expect(isKey(newKey())).toBe(true);
  const bytes = (count: number) => Buffer.alloc(count, 255).toString('base64');
  for (const text of [
    bytes(31),
    bytes(33),
    bytes(16),
    newKey().slice(0, -1),
    `${newKey()}\n`,
    `_${newKey().slice(1)}`,
    '',
  ])
    expect(isKey(text)).toBe(false);
});
