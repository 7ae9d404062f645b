/** From where a request comes. */
import type { IncomingMessage } from 'node:http';

/**
 * The address of whoever asks: behind `hops` proxies that say from whom they have it, the one that the outermost of them saw. What
 * comes before that in the header anybody may have written.
 */
export function addressOf({ headers, socket }: IncomingMessage, hops: number): string {
  const said = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const way = [...said.map((it) => it.trim()).filter((it) => it !== ''), socket.remoteAddress ?? ''];
  return way.at(-1 - Math.min(hops, way.length - 1))!;
}
