/** From where a request comes. */
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

/** What a proxy says is noted: no more of it than an address may have. */
const LONGEST = 100;

/**
 * The address of whoever asks: behind `hops` proxies that say from whom they have it, the one that the outermost of them saw. What
 * comes before that in the header anybody may have written.
 */
export function addressOf({ headers, socket }: IncomingMessage, hops: number): string {
  const said = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const way = [...said.map((it) => it.trim()).filter((it) => it !== ''), socket.remoteAddress ?? ''];
  return way.at(-1 - Math.min(hops, way.length - 1))!.slice(0, LONGEST);
}

/** The network that an address is counted by: over IPv6 the first 64 bits, because whoever has them has all addresses below. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address);
  if (mapped) return mapped[1]!;
  if (!isIPv6(address)) return address;
  const [left = [], right] = address.split('::').map((part) => part.split(':').filter((it) => it !== ''));
  const groups = right
    ? [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right]
    : left;
  return groups
    .slice(0, 4)
    .map((it) => Number.parseInt(it, 16).toString(16))
    .join(':');
}
