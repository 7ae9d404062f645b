import { readFileSync } from 'node:fs';
import { EXIT, ExitError } from './exit.ts';
import type { Environment } from './io.ts';

/** The address where a server started without settings answers. */
export const DEFAULT_URL = 'http://localhost:4000';

/** The server that a command talks to. */
export interface Server {
  /** The address as a person wrote it, without query or secrets, for messages. */
  name: string;
  /** The address of one of its endpoints, `graphql` or `observations`. */
  endpoint(name: string): URL;
  /** Headers that every request carries; a token in a file is read again each time, because it may have been replaced. */
  headers(): Record<string, string>;
}

/** The server named by `--url`, else by KPI_MATRIX_URL, else the default. Throws an ExitError for an address that is none. */
export function serverAt(url: string | undefined, env: Environment): Server {
  const base = addressOf(url ?? (env.KPI_MATRIX_URL || DEFAULT_URL));
  const name = `${base.origin}${base.pathname}`.replace(/\/+$/, '');
  return {
    name,
    endpoint: (endpoint) => new URL(`${name}/${endpoint}`),
    headers: (): Record<string, string> => {
      const token = tokenIn(env);
      return token === null ? {} : { Authorization: `Bearer ${token}` };
    },
  };
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new ExitError(
      EXIT.USAGE,
      `the server's address must look like ${DEFAULT_URL}: ${withoutSecrets(text)}`,
    );
  }
  return url;
}

const withoutSecrets = (text: string): string => text.replace(/\/\/.*@/, '//…@');

/** The token that the environment holds, or else names a file of; null where there is none. */
function tokenIn({ KPI_MATRIX_TOKEN: token, KPI_MATRIX_TOKEN_FILE: file }: Environment): string | null {
  if (token) return checked(token, 'KPI_MATRIX_TOKEN');
  return file ? checked(textIn(file), 'the file in KPI_MATRIX_TOKEN_FILE') : null;
}

function checked(token: string, place: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new ExitError(
    EXIT.USAGE,
    token === '' ? `${place} is empty` : `${place} holds characters that a token cannot have`,
  );
}

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new ExitError(EXIT.USAGE, `KPI_MATRIX_TOKEN_FILE: ${(error as Error).message}`, { cause: error });
  }
}
