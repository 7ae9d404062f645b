/** Tokens: made and ended by whoever administers, and asked for at every request that brings one. */
import { type Grant, grantsIn, textOf } from '../../access/grant.ts';
import { isSame, newToken, type Token, tokenOf } from '../../access/token.ts';
import type { Viewer } from '../../access/viewer.ts';
import { line } from '../../kpi/fields.ts';
import {
  insertToken,
  noteTokenUse,
  revokeToken,
  tokenRow,
  tokenRows,
  type TokenRow,
} from '../../store/accessTokens.ts';
import type { Statements } from '../../store/database.ts';
import type { Reference } from '../../store/reference.ts';
import { type Invalid, invalid, type NotFound, notFound, type Problem } from '../../world/outcome.ts';
import { findScope, unknownCode } from '../../world/scope.ts';

/** A token as it is asked for; nothing of it is checked yet. */
export interface TokenLiteral {
  name: string;
  grants: readonly Grant[];
  /** Null: in a year. */
  expiresAt: Date | null;
}

/** A token that was made; its text is told only now. */
export interface Created {
  outcome: 'created';
  accessToken: TokenRow;
  secret: string;
}

/** A token that was ended. */
export interface Revoked {
  outcome: 'revoked';
  accessToken: TokenRow;
}

const DAY = 24 * 3_600_000;
const [USUAL, LONGEST] = [365 * DAY, 5 * 366 * DAY];
/** How long what is known of a token is believed, in milliseconds: so long one that another server revoked goes on. */
const BELIEVED = 30_000;
const MINUTE = 60_000;
/** What is remembered at most: whoever makes ids up fills no memory. */
const MOST = 10_000;
/** Compared with where there is no such token, so that this takes as long. */
const NOBODY = Buffer.alloc(32);

interface Believed {
  row: TokenRow | undefined;
  until: number;
  /** When its use was noted last. */
  noted: number;
}

/** The tokens of one database, as a process knows them. */
export class AccessTokens {
  readonly #believed = new Map<string, Believed>();
  /** How often a token was revoked here: what was read before is not believed. */
  #revocations = 0;

  constructor(
    readonly db: Statements,
    readonly now: () => Date = () => new Date(),
  ) {}

  /** Makes a token; nothing where something is wrong with it. */
  async create(reference: Reference, by: string, literal: TokenLiteral): Promise<Created | Invalid> {
    const createdAt = this.now();
    const expiresAt = literal.expiresAt ?? new Date(createdAt.getTime() + USUAL);
    const problems = [
      ...textProblems(literal.name),
      ...grantProblems(literal.grants, reference),
      ...expiryProblems(expiresAt, createdAt),
    ];
    if (problems.length > 0) return invalid(problems);
    const { id, hash, text } = newToken();
    const row = await insertToken(this.db, {
      id,
      hash: hash.toString('hex'),
      name: literal.name,
      grants: literal.grants.map(textOf),
      createdBy: by,
      createdAt,
      expiresAt,
    });
    if (!row) throw new Error('a token got the id of another one');
    return { outcome: 'created', accessToken: row, secret: text };
  }

  /** Takes a token over that was made elsewhere, with one grant; once. Throws where the text is no token. */
  async adopt(text: string, name: string, grant: Grant): Promise<void> {
    const token = tokenOf(text);
    if (!token) throw new Error(`${name} is no token in full form`);
    const createdAt = this.now();
    const expiresAt = new Date(createdAt.getTime() + LONGEST);
    const hash = token.hash.toString('hex');
    const grants = [textOf(grant)];
    await insertToken(this.db, {
      id: token.id,
      hash,
      name,
      grants,
      createdBy: 'settings',
      createdAt,
      expiresAt,
    });
  }

  async revoke(id: string): Promise<Revoked | NotFound> {
    const row = await revokeToken(this.db, id, this.now());
    this.#revocations++;
    this.#believed.delete(id);
    return row ? { outcome: 'revoked', accessToken: row } : notFound('token');
  }

  all(): Promise<TokenRow[]> {
    return tokenRows(this.db);
  }

  /** A token by its id; undefined where there is none. */
  find(id: string): Promise<TokenRow | undefined> {
    return tokenRow(this.db, id);
  }

  /** Who comes with a token; null where it lets nobody in (any more). Looked up once in half a minute. */
  async viewerWith(text: string): Promise<Viewer | null> {
    const token = tokenOf(text);
    if (!token) return null;
    const believed = await this.#lookUp(token.id);
    const { row } = believed;
    const isRight = isSame(row ? Buffer.from(row.hash, 'hex') : NOBODY, token.hash);
    if (!row || !isRight || !isValid(row, this.now())) return null;
    await this.#noteUse(token, believed);
    return viewerOf(row);
  }

  /** Whether a token that let somebody in still does. */
  async isValid(id: string): Promise<boolean> {
    const { row } = await this.#lookUp(id);
    return row !== undefined && isValid(row, this.now());
  }

  async #lookUp(id: string): Promise<Believed> {
    const known = this.#believed.get(id);
    const now = this.now().getTime();
    if (known && known.until > now) return known;
    const revocations = this.#revocations;
    const row = await tokenRow(this.db, id);
    if (this.#believed.size >= MOST) this.#believed.clear();
    const fresh = { row, until: now + BELIEVED, noted: known?.noted ?? row?.lastUsedAt?.getTime() ?? 0 };
    if (revocations === this.#revocations) this.#believed.set(id, fresh);
    return fresh;
  }

  async #noteUse({ id }: Token, believed: Believed): Promise<void> {
    const now = this.now();
    if (now.getTime() - believed.noted < MINUTE) return;
    believed.noted = now.getTime();
    await noteTokenUse(this.db, id, now);
  }
}

const isValid = ({ revokedAt, expiresAt }: TokenRow, now: Date): boolean =>
  revokedAt === null && expiresAt > now;

const PRINCIPAL = 'token:';

/** The id of the token that somebody came in with; null where they came with none. */
export const tokenIdOf = ({ principal }: Viewer): string | null =>
  principal.startsWith(PRINCIPAL) ? principal.slice(PRINCIPAL.length) : null;

function viewerOf({ id, name, grants, expiresAt }: TokenRow): Viewer {
  return {
    kind: 'TOKEN',
    name,
    principal: PRINCIPAL + id,
    grants: grantsIn(grants),
    expiresAt,
  };
}

function textProblems(name: string): Problem[] {
  const { error } = line(200).safeParse(name);
  return error ? [{ path: ['name'], message: error.issues[0]!.message }] : [];
}

function grantProblems(grants: readonly Grant[], reference: Reference): Problem[] {
  if (grants.length === 0)
    return [{ path: ['grants'], message: 'expected at least one: without any it lets nobody in' }];
  return grants.flatMap((it, at) =>
    placeProblems(it, reference).map(({ path, message }) => ({
      path: ['grants', String(at), ...path],
      message,
    })),
  );
}

/** Everything that is wrong with where a grant holds. */
export function placeProblems(
  { operator, orgUnit, businessLine }: Omit<Grant, 'role'>,
  reference: Reference,
): Problem[] {
  if (operator !== null) {
    const scope = findScope(reference, { operator, orgUnit, businessLine });
    return Array.isArray(scope) ? scope.map(({ field, message }) => ({ path: [field], message })) : [];
  }
  const problems: Problem[] = [];
  if (orgUnit !== null)
    problems.push({ path: ['orgUnit'], message: 'a unit is one of an operator: name the operator too' });
  if (businessLine !== null && !reference.lines.has(businessLine))
    problems.push({
      path: ['businessLine'],
      message: unknownCode('business line', businessLine, reference.lines.keys()),
    });
  return problems;
}

function expiryProblems(expiresAt: Date, now: Date): Problem[] {
  if (expiresAt <= now)
    return [{ path: ['expiresAt'], message: 'expected an instant that is still to come' }];
  // Also what is too far away to be an instant.
  const isShort = expiresAt.getTime() - now.getTime() <= LONGEST;
  return isShort ? [] : [{ path: ['expiresAt'], message: 'at most five years from now' }];
}
