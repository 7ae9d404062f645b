/**
 * Who may talk to the server: requests whose Host is this machine or a configured name, and from pages of such a host
 * or of a named origin.
 * That keeps a foreign page from reaching a server on the reader's own machine, also by a name that resolves to it.
 */

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether the headers name only this machine or one of `names` (host names without port); the origin may be one of `origins` instead. */
export function isAllowed(
  headers: { host?: string | undefined; origin?: string | undefined },
  names: ReadonlySet<string>,
  origins: readonly string[] = [],
): boolean {
  const known = (name: string | null) => name !== null && (LOCAL.has(name) || names.has(name));
  if (!known(hostName(`http://${headers.host ?? ''}`))) return false;
  const { origin } = headers;
  return origin === undefined || origins.includes(origin) || known(hostName(origin));
}

function hostName(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}
