/**
 * Where a webhook may lead: checked when it is created, so that a mistake is seen at once, and again at every connection,
 * where it counts. The address that was checked is the address that is connected to; a name is never resolved twice.
 */
import { lookup, Resolver } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { type Address, isPublic } from './addresses.ts';

/** Finds the addresses of a host name; rejects where there are none. */
export type Resolve = (host: string) => Promise<Address[]>;

/** A connection that is not made, and why. */
export class Refused extends Error {}

/** What decides about hosts. */
export interface Gate {
  /** Hosts that may be anywhere, also in the own network, and be spoken to over plain HTTP. */
  allowedHosts: ReadonlySet<string>;
  resolve: Resolve;
}

/** Builds a gate out of host names or addresses, as the configuration has them. */
export function gateFor(hosts: readonly string[], resolve?: Resolve): Gate {
  const allowedHosts = new Set(hosts.map((it) => it.toLowerCase()));
  return {
    allowedHosts,
    resolve: resolve ?? ((host) => (allowedHosts.has(host) ? ofMachine(host) : ofDns(host))),
  };
}

/** What is wrong with a URL as an endpoint; null if nothing is. Names are not resolved here. */
export function urlProblem(text: string, gate: Gate): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    return 'expected a URL such as https://example.com/hook';
  if (url.username || url.password)
    return 'a name and password in the URL are not sent; let the receiver check the signature';
  const host = hostOf(url);
  if (gate.allowedHosts.has(host)) return null;
  if (url.protocol !== 'https:') return `expected https; plain http is for hosts in ALLOW_WEBHOOK_HOSTS only`;
  return isIP(host) && !isPublic(host) ? notPublic(host) : null;
}

/** The host of a URL as `connect` takes it: an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

const notPublic = (what: string): string =>
  `${what} is not an address of the public internet; hosts of the own network are named in ALLOW_WEBHOOK_HOSTS`;

/** Throws Refused where a URL may not be connected to as it stands; Node looks no address up, so literals are checked here. */
export function checkUrl(url: URL, gate: Gate): void {
  const problem = urlProblem(url.href, gate);
  if (problem) throw new Refused(problem);
}

/** A `lookup` for `connect`: it answers only addresses that were checked, and one that is refused refuses the host. */
export function checkedLookup(gate: Gate): LookupFunction {
  return (host, options, callback) => {
    addressesOf(host, gate).then(
      (found) => (options.all ? callback(null, found) : callback(null, found[0]!.address, found[0]!.family)),
      (error: unknown) => callback(error as Error, []),
    );
  };
}

async function addressesOf(host: string, gate: Gate): Promise<Address[]> {
  const found = await gate.resolve(host);
  if (found.length === 0) throw new Refused(`${host} has no address`);
  if (gate.allowedHosts.has(host)) return found;
  const hidden = found.find(({ address }) => !isPublic(address));
  if (hidden) throw new Refused(notPublic(`${host} resolves to ${hidden.address}, which`));
  return found;
}

/** As this machine resolves names, `hosts` file included: for names that an operator of the server vouched for. */
const ofMachine: Resolve = (host) => lookup(host, { all: true });

/**
 * Asks name servers without a thread: `dns.lookup` has few threads, and names that never answer would hold up everybody
 * else's.
 */
const ofDns: Resolve = async (host) => {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  const found = [
    ...(v4.status === 'fulfilled' ? v4.value.map((address) => ({ address, family: 4 })) : []),
    ...(v6.status === 'fulfilled' ? v6.value.map((address) => ({ address, family: 6 })) : []),
  ];
  if (found.length === 0 && v4.status === 'rejected') throw v4.reason;
  return found;
};
