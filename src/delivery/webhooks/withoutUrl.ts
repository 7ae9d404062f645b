/** What an endpoint answers may repeat where it was asked. That is not kept and not shown: of a chat bot it is a password. */

/** Shorter parts are words such as `services`, and no passwords. */
const SHORTEST = 12;

/** A text in which the path and query of a URL are hidden, and by themselves the longer parts of them. */
export function withoutUrl(text: string, url: string): string {
  const { pathname, search, searchParams } = new URL(url);
  const whole = pathname + search;
  const parts = [...pathname.split('/'), ...searchParams.values()].filter((it) => it.length >= SHORTEST);
  return [...(whole === '/' ? [] : [whole]), ...parts].reduce(
    (left, part) => left.replaceAll(part, '…'),
    text,
  );
}
