/** Errors that are thrown, each with a stable `extensions.code`. What a mutation's caller can mend is data: see userError.ts. */
import { GraphQLError } from 'graphql';
import type { Role } from '../access/role.ts';
import { shown } from '../kpi/fields.ts';
import { isDate } from '../kpi/period.ts';
import { unknownCode } from '../world/scope.ts';

/** Every code an answer's errors may have beside those of the transport. */
export const CODES = {
  BAD_USER_INPUT: 'BAD_USER_INPUT',
  /** The document is beyond a limit: too long, too deep, too many aliases or fields, too costly. */
  LIMIT_EXCEEDED: 'LIMIT_EXCEEDED',
  TIMEOUT: 'TIMEOUT',
  /** The cursor belongs to another database, or to a state of this one that was undone. */
  CURSOR_FOREIGN: 'CURSOR_FOREIGN',
  /** What comes after the cursor is no longer replayed. */
  CURSOR_TOO_OLD: 'CURSOR_TOO_OLD',
  /** What was sent was not read in time; subscribe again after the last cursor. */
  SLOW_SUBSCRIBER: 'SLOW_SUBSCRIBER',
  /** Try again later, or on another server. */
  TOO_MANY_SUBSCRIPTIONS: 'TOO_MANY_SUBSCRIPTIONS',
  /** The server lost what it needs to go on; subscribe again after the last cursor. */
  INTERRUPTED: 'INTERRUPTED',
  /** The database cannot be reached at the moment; send the same again later. */
  UNAVAILABLE: 'UNAVAILABLE',
  /** Whoever asks is not known, or no longer. */
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  /** Whoever asks has not the role that this takes. */
  FORBIDDEN: 'FORBIDDEN',
  /** The server has as much to do as it can; send the same again in a second. Nothing of it was done. */
  OVERLOADED: 'OVERLOADED',
  /** Whoever asks has asked for as much as they may; send the same again later. Nothing of it was done. */
  RATE_LIMITED: 'RATE_LIMITED',
  /** The id names no trusted document; clients that know the text send it in its place. */
  PERSISTED_QUERY_NOT_FOUND: 'PERSISTED_QUERY_NOT_FOUND',
  /** The server answers trusted documents only, and this is none. */
  DOCUMENT_NOT_TRUSTED: 'DOCUMENT_NOT_TRUSTED',
  INTERNAL_SERVER_ERROR: 'INTERNAL_SERVER_ERROR',
} as const;

/** What is wrong with an argument of a query; `argument` is the way to it, such as `filter.kpis[0]`. */
export function badInput(argument: string, message: string): GraphQLError {
  return new GraphQLError(`${argument}: ${message}`, {
    extensions: { code: CODES.BAD_USER_INPUT, argument },
  });
}

/** What is wrong with one argument. */
export interface InputProblem {
  argument: string;
  message: string;
}

/** Several things that are wrong at once, at least one: told together, `argument` being the first one's. */
export function allBadInput(problems: readonly InputProblem[]): GraphQLError {
  const message = problems.map((it) => `${it.argument}: ${it.message}`).join('\n');
  return new GraphQLError(message, {
    extensions: { code: CODES.BAD_USER_INPUT, argument: problems[0]!.argument, problems },
  });
}

/** Returns what a code names, or throws `badInput` with the nearest known code. `what` reads as in "there is no KPI …". */
export function known<T>(
  found: T | undefined,
  argument: string,
  what: string,
  code: string,
  codes: Iterable<string>,
): T {
  if (found !== undefined) return found;
  throw badInput(argument, unknownCode(what, code, codes));
}

/** The date, or throws `badInput` where it is none of the calendar. */
export function calendarDate(date: string, argument: string): string {
  if (isDate(date)) return date;
  throw badInput(argument, notADate(date));
}

/** What is said of a date that is none of the calendar. */
export const notADate = (date: string): string =>
  `expected a date of the calendar, such as 2013-06-30, got ${shown(date)}`;

/** Refuses a document before it is executed: answered with status 400. */
export function beyondLimit(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: CODES.LIMIT_EXCEEDED, http: { status: 400, spec: true } },
  });
}

/** Refuses what takes a role; says which, not who has it. */
export const forbidden = (role: Role, everywhere: boolean): GraphQLError =>
  new GraphQLError(`this takes the role ${role}${everywhere ? ' for every operator' : ''}`, {
    extensions: { code: CODES.FORBIDDEN, role },
  });

/** Refuses whoever is not known, or no longer. */
export const unauthenticated = (): GraphQLError =>
  new GraphQLError('this takes a valid access token', {
    extensions: { code: CODES.UNAUTHENTICATED, http: { status: 401 } },
  });
