/** Passwords as PostgreSQL keeps them: what proves one without telling it (RFC 5802 and RFC 7677). */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** What PostgreSQL takes itself. */
const ROUNDS = 4096;

/** A password that nobody guesses, in characters that need no quoting in URLs and shells. */
export const newPassword = (): string => randomBytes(24).toString('base64url');

/** The verifier of a password in ASCII, to be given to PostgreSQL in its place. */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, ROUNDS, 32, 'sha256');
  const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ROUNDS}:${salt.toString('base64')}$${stored}:${keyOf('Server Key').toString('base64')}`;
}
