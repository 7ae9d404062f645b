/** Who reaches a server, by which names, and what has to stand before it. */
import { type Finding, named, note, ok, problem } from './finding.ts';

/** The settings that say so. */
export interface NetworkSettings {
  HOST: string;
  PORT: number;
  ALLOWED_HOSTS: readonly string[];
  ALLOWED_ORIGINS: readonly string[];
  TRUST_PROXY: number;
  METRICS_TOKEN?: string | undefined;
  /** Whether only programs of this machine reach it. */
  isLocal: boolean;
  /** Whether whoever asks has to say who they are. */
  asksWho: boolean;
}

/** What is found about the way to a server. */
export const networkFindings = (settings: NetworkSettings): Finding[] => [
  addressFinding(settings),
  ...doorFindings(settings),
  ...tlsFindings(settings),
  ...namesFindings(settings),
  ...proxyFindings(settings),
  ...originFindings(settings),
  ...metricsFindings(settings),
];

function addressFinding({ HOST, PORT, isLocal, asksWho }: NetworkSettings): Finding {
  const host = HOST.includes(':') ? `[${HOST}]` : HOST;
  const who = asksWho
    ? 'everybody has to say who they are'
    : 'whoever asks may do everything, without a token';
  const reach = isLocal ? 'only programs of this machine reach it' : 'other machines reach it';
  return ok('HOST, PORT', `the server listens on http://${host}:${PORT}: ${reach}; ${who}`);
}

/** Behind a proxy whoever reaches the proxy would come from this machine, and be let in. */
function doorFindings({ asksWho, TRUST_PROXY, ALLOWED_HOSTS }: NetworkSettings): Finding[] {
  const signs = [
    ...(TRUST_PROXY > 0 ? ['TRUST_PROXY'] : []),
    ...(ALLOWED_HOSTS.length > 0 ? ['ALLOWED_HOSTS'] : []),
  ];
  if (asksWho || signs.length === 0) return [];
  return [
    problem(
      'AUTH',
      `${signs.join(' and ')} ${signs.length === 1 ? 'says' : 'say'} that a proxy stands before this server, and whoever comes through it may do everything`,
      'set AUTH=required; where there is no proxy, leave these settings out',
    ),
  ];
}

function tlsFindings({ isLocal }: NetworkSettings): Finding[] {
  if (isLocal) return [];
  const why =
    'the server itself speaks plain HTTP: tokens and figures can be read on their way from other machines';
  return [
    note('TLS', why, 'let a proxy with TLS stand in front, and let nobody but the proxy reach this port'),
  ];
}

function namesFindings({ asksWho, isLocal, ALLOWED_HOSTS }: NetworkSettings): Finding[] {
  if (ALLOWED_HOSTS.length > 0)
    return [ok('ALLOWED_HOSTS', `requests may name localhost and ${named(ALLOWED_HOSTS)}`)];
  if (!asksWho) return [];
  const found = isLocal ? note : problem;
  return [
    found(
      'ALLOWED_HOSTS',
      'it is not set: requests by any other name or address than localhost are refused (status 403)',
      'set it to the names by which the server is reached, such as kpi.example.com',
    ),
  ];
}

function proxyFindings({ asksWho, TRUST_PROXY }: NetworkSettings): Finding[] {
  if (TRUST_PROXY > 0)
    return [ok('TRUST_PROXY', `the number of proxies that say from where a request comes is ${TRUST_PROXY}`)];
  if (!asksWho) return [];
  return [
    note(
      'TRUST_PROXY',
      'it is not set: behind a proxy all requests seem to come from its address, in the audit and where failed attempts are counted',
      'set it to the number of proxies in front, such as 1; leave it where there is none',
    ),
  ];
}

function originFindings({ ALLOWED_ORIGINS }: NetworkSettings): Finding[] {
  if (ALLOWED_ORIGINS.length === 0) return [];
  const plain = ALLOWED_ORIGINS.filter((it) => it.startsWith('http:'));
  if (plain.length === 0)
    return [ok('ALLOWED_ORIGINS', `pages of ${named(ALLOWED_ORIGINS)} may use the API`)];
  const text = `pages of ${named(plain)} come without TLS: on their way others can change them, and then read what they read`;
  return [note('ALLOWED_ORIGINS', text, 'serve these pages by https, and name them so')];
}

function metricsFindings({ asksWho, METRICS_TOKEN }: NetworkSettings): Finding[] {
  if (METRICS_TOKEN !== undefined)
    return [ok('METRICS_TOKEN', 'it is set: whoever has it reads /metrics, and nothing else')];
  if (!asksWho) return [];
  const text = 'it is not set: only tokens of admins read /metrics';
  return [note('METRICS_TOKEN', text, 'set it, and give it to what scrapes')];
}
