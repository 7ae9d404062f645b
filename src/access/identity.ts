/** Finding out who asks. */
import type { Viewer } from './viewer.ts';

/** Who may come in. */
export interface Identity {
  /** Who comes with what an Authorization header says, or says nothing; null for whoever is not let in. */
  viewerWith(authorization: string | undefined): Promise<Viewer | null>;
  /** Whether somebody who was let in still is. */
  isValid(viewer: Viewer): Promise<boolean>;
}

/** What a header `Authorization: Bearer …` brings; null for any other. */
export function bearerOf(authorization: string): string | null {
  const found = /^Bearer +([^\s]+) *$/i.exec(authorization);
  return found?.[1] ?? null;
}
