import { expect, test } from 'vitest';
import { type KeysKnown, secretFindings } from '../../src/findings/secrets.ts';
import { keyIdOf, newKey, Vault } from '../../src/store/vault.ts';

const [KEY, BEFORE, OTHER] = [newKey(), newKey(), newKey()];
const found = (known: Partial<KeysKnown>) =>
  secretFindings({ file: '.data/secrets.key', kept: null, inUse: new Map(), ...known }).map(
    ({ level, about, text }) => `${level} ${about}: ${text}`,
  );
const inUse = (...keys: string[]) => new Map(keys.map((key, at) => [keyIdOf(key), at + 1]));

test('says whether the key is set, or where it is or will be', () => {
  expect(found({ SECRETS_KEY: KEY })[0]).toMatch(/^ok SECRETS_KEY: it is set/);
  expect(found({ kept: KEY })[0]).toContain('the key that was made is in .data/secrets.key');
  expect(found({})[0]).toContain('the first start makes a key in .data/secrets.key');
});

test('says whether the key before is still needed', () => {
  const keys = { SECRETS_KEY: KEY, SECRETS_KEY_PREVIOUS: BEFORE };
  expect(found({ ...keys, inUse: inUse(KEY) })).toContain(
    'note SECRETS_KEY_PREVIOUS: nothing is encrypted with it',
  );
  expect(found({ ...keys, inUse: inUse(KEY, BEFORE) })).toContain(
    'note SECRETS_KEY_PREVIOUS: it is still needed, by 2 webhooks',
  );
  expect(found({ ...keys, inUse: null })).toHaveLength(1);
});

test('a key that is missing is a problem, whatever the key of this server is', () => {
  const lost = expect.stringContaining(
    'problem SECRETS_KEY: the secrets of 1 webhook are encrypted with another',
  );
  for (const known of [{ SECRETS_KEY: KEY }, { kept: KEY }, {}])
    expect(found({ ...known, inUse: inUse(OTHER) })).toContainEqual(lost);
  expect(found({ kept: OTHER, inUse: inUse(OTHER) })).not.toContainEqual(lost);
});

test('no key is shown, and ids are those that stand in what is sealed', () => {
  const keys = { SECRETS_KEY: KEY, SECRETS_KEY_PREVIOUS: BEFORE, inUse: inUse(OTHER) };
  const said = found(keys).join();
  for (const key of [KEY, BEFORE, OTHER]) expect(said).not.toContain(key);
  expect(new Vault([KEY]).seal('x', 'somewhere')).toContain(`:${keyIdOf(KEY)}:`);
});
