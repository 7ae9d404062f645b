/**
 * Which addresses a webhook may lead to: those of the public internet. A person who may create a webhook must not be able
 * to make this server talk to the network it stands in. The ranges are those that IANA keeps for special purposes.
 */
import { BlockList, isIP } from 'node:net';

/** An address of a host. */
export interface Address {
  address: string;
  family: number;
}

const IPV4_RANGES = [
  '0.0.0.0/8', // this network, unspecified
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local, where clouds keep their credentials
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
];

/** Ranges that carry an IPv4 address inside are refused as a whole: no public host is announced that way. */
const IPV6_RANGES = [
  '::/96', // unspecified, loopback, IPv4-compatible
  '::ffff:0:0/96', // IPv4-mapped
  '::ffff:0:0:0/96', // IPv4-translated
  '64:ff9b::/96', // NAT64
  '64:ff9b:1::/48', // NAT64 of a network's own
  '100::/64', // discard
  '2001::/23', // protocol assignments, Teredo
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4
  '3fff::/20', // documentation
  '5f00::/16', // segment routing
  'fc00::/7', // unique local
  'fe80::/10', // link-local
  'fec0::/10', // site-local
  'ff00::/8', // multicast
];

// One list for each family: Node compares an IPv4 address with an IPv4-mapped range as well, and would refuse them all.
const IPV4 = blocking(IPV4_RANGES, 'ipv4');
const IPV6 = blocking(IPV6_RANGES, 'ipv6');

function blocking(ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', length] = range.split('/');
    list.addSubnet(network, Number(length), family);
  }
  return list;
}

/** Whether the address belongs to the public internet; false for what is no address, and for one with a zone. */
export function isPublic(address: string): boolean {
  if (address.includes('%')) return false;
  const family = isIP(address);
  if (family === 4) return !IPV4.check(address, 'ipv4');
  return family === 6 && !IPV6.check(address, 'ipv6');
}
