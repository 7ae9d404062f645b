/**
 * Opaque names of things: ids and cursors. Both are built from codes, not from the database's numbers, so that they
 * mean the same after a restart, a restore or a move to another database.
 */
import { badInput } from './errors.ts';

/** A kind and the codes that name one thing of it, as one opaque text. Codes, keys and dates have no colon. */
export function encode(kind: string, ...codes: string[]): string {
  return Buffer.from([kind, ...codes].join(':'), 'latin1').toString('base64url');
}

/** Kind and codes again; null where `encode` never wrote that text. */
export function decode(text: string): { kind: string; codes: string[] } | null {
  const [kind = '', ...codes] = Buffer.from(text, 'base64url').toString('latin1').split(':');
  return encode(kind, ...codes) === text ? { kind, codes } : null;
}

/** The codes in a cursor of a list, null for none; throws `badInput` where the cursor is not one of that list's. */
export function codesOfCursor(
  kind: string,
  length: number,
  cursor: string | null | undefined,
  argument: string,
): string[] | null {
  if (cursor === null || cursor === undefined) return null;
  const found = decode(cursor);
  if (found?.kind === kind && found.codes.length === length) return found.codes;
  throw foreignCursor(argument);
}

/** What a cursor is refused with that is not one of the list's. */
export const foreignCursor = (argument: string) =>
  badInput(argument, 'expected a cursor that this list answered, in the same order');

/** The order of two lists of codes, by code point, code by code: negative where `a` comes first. */
export function compareCodes(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) {
    if (a[i]! < b[i]!) return -1;
    if (a[i]! > b[i]!) return 1;
  }
  return 0;
}
