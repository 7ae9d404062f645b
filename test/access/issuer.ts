/** An identity provider of the test's own on the loopback. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** What it signs with. */
export type Algorithm = 'RS256' | 'PS256' | 'ES256' | 'EdDSA';

/** A key pair. */
export type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

/** An issuer. */
export interface Issuer {
  url: string;
  /** How often its keys were asked for. */
  asked(): number;
  /** Whether it answers. */
  isUp: boolean;
  /** Makes a key; nobody knows it before it is published. */
  makeKey(kid: string, algorithm: Algorithm): Promise<Pair>;
  publish(kid: string): Promise<void>;
  withdraw(kid: string): void;
  /** A token that is right, but for what is said otherwise. */
  sign(kid: string, claims?: JWTPayload, header?: object): Promise<string>;
  stop(): Promise<void>;
}

/** Now, in seconds. */
export const seconds = (): number => Math.floor(Date.now() / 1000);

/** Starts one. */
export async function startIssuer(audience: string): Promise<Issuer> {
  const pairs = new Map<string, Pair & { algorithm: Algorithm }>();
  const published = new Map<string, JWK>();
  let asked = 0;
  const server = createServer((request, response) => {
    if (!issuer.isUp) return void response.writeHead(503).end();
    if (request.url === '/keys') asked++;
    const answer =
      request.url === '/keys'
        ? { keys: [...published.values()] }
        : { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer: Issuer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isUp: true,
    asked: () => asked,
    makeKey: async (kid, algorithm) => {
      const pair = await generateKeyPair(algorithm, { extractable: true });
      pairs.set(kid, { ...pair, algorithm });
      return pair;
    },
    publish: async (kid) => {
      const { publicKey, algorithm } = pairs.get(kid)!;
      published.set(kid, { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' });
    },
    withdraw: (kid) => void published.delete(kid),
    sign: (kid, claims = {}, header = {}) => {
      const { privateKey, algorithm } = pairs.get(kid)!;
      const now = seconds();
      const right = { iss: issuer.url, aud: audience, sub: 'mei', iat: now, exp: now + 300 };
      return new SignJWT({ ...right, kpi_grants: ['reader:acme'], ...claims })
        .setProtectedHeader({ alg: algorithm, kid, ...header })
        .sign(privateKey);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return issuer;
}
