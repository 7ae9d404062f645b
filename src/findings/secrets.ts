/** Which key secrets are encrypted with, and whether one before it is still needed. */
import { type KeySettings, keyIdOf } from '../store/vault.ts';
import { counted, type Finding, note, ok, problem } from './finding.ts';

/** What is known of the keys. */
export interface KeysKnown extends KeySettings {
  /** Where a key is kept that no setting names. */
  file: string;
  /** The key in it; null where there is none yet. */
  kept: string | null;
  /** The ids of the keys that webhooks are encrypted with, and how many; null where the database could not be looked at. */
  inUse: ReadonlyMap<string, number> | null;
}

/** What is found about the keys. */
export function secretFindings(known: KeysKnown): Finding[] {
  return [keyFinding(known), ...previousFindings(known), ...unknownFindings(known)];
}

function keyFinding({ SECRETS_KEY, file, kept }: KeysKnown): Finding {
  if (SECRETS_KEY !== undefined) return ok('SECRETS_KEY', 'it is set; keep a copy apart from the database');
  const text =
    kept === null
      ? `it is not set: the first start makes a key in ${file}`
      : `it is not set: the key that was made is in ${file}`;
  return ok('SECRETS_KEY', `${text}; keep a copy, apart from the database`);
}

function previousFindings({ SECRETS_KEY_PREVIOUS: previous, inUse }: KeysKnown): Finding[] {
  if (previous === undefined || inUse === null) return [];
  const count = inUse.get(keyIdOf(previous)) ?? 0;
  if (count === 0)
    return [
      note(
        'SECRETS_KEY_PREVIOUS',
        'nothing is encrypted with it',
        'leave it out, once every server has the same SECRETS_KEY',
      ),
    ];
  return [
    note(
      'SECRETS_KEY_PREVIOUS',
      `it is still needed, by ${counted(count, 'webhook')}`,
      'kpi-matrix secrets rotate encrypts all with SECRETS_KEY',
    ),
  ];
}

/** A server that cannot open what is kept does not start. */
function unknownFindings({ SECRETS_KEY, SECRETS_KEY_PREVIOUS, kept, inUse }: KeysKnown): Finding[] {
  const keys = [SECRETS_KEY ?? kept ?? undefined, SECRETS_KEY_PREVIOUS].filter((it) => it !== undefined);
  const ids = keys.map(keyIdOf);
  const lost = [...(inUse ?? [])].filter(([id]) => !ids.includes(id));
  if (lost.length === 0) return [];
  const count = lost.reduce((sum, [, each]) => sum + each, 0);
  const text = `the secrets of ${counted(count, 'webhook')} are encrypted with another key, and a server does not start without it`;
  return [
    problem(
      'SECRETS_KEY',
      text,
      'set SECRETS_KEY to that key, or SECRETS_KEY_PREVIOUS where another has taken its place',
    ),
  ];
}
