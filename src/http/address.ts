/** The address of the server, taken before anything else is touched: a start that cannot have it has changed nothing. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** The address cannot be had; the message names the variable and the remedy. */
export class AddressUnusable extends Error {}

/** An upload may take long as a whole, but not stand still for longer than this, in milliseconds. */
const STANDSTILL = 60_000;

/** Listens on an address and answers 503, for a server that is starting (and 200 to `/healthz`). Throws AddressUnusable. */
export async function takeAddress(host: string, port: number): Promise<Server> {
  const server = createServer({ requestTimeout: 0, headersTimeout: 30_000 }, starting);
  server.timeout = STANDSTILL;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explained(error, host, port)));
    server.listen(port, host, resolve);
  });
  return server.removeAllListeners('error');
}

/** Gives an address back that no server came to use. */
export function leaveAddress(server: Server): void {
  server.close();
  server.closeAllConnections();
}

function starting(request: IncomingMessage, response: ServerResponse): void {
  const [status, text] = request.url === '/healthz' ? [200, 'ok'] : [503, 'the server is starting'];
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '1' };
  response.writeHead(status, headers).end(`${text}\n`);
}

function explained(error: NodeJS.ErrnoException, host: string, port: number): AddressUnusable {
  const remedies: Readonly<Record<string, string>> = {
    EADDRINUSE: `PORT: another program listens on port ${port} of ${host}. Stop it, or set PORT to another port.`,
    EACCES: `PORT: this user may not listen on port ${port}. Set PORT to one of 1024 and above.`,
    EADDRNOTAVAIL: `HOST: ${host} is no address of this machine. Set HOST to one that it has.`,
    ENOTFOUND: `HOST: there is no host ${host}. Set HOST to an address of this machine.`,
  };
  const text =
    remedies[error.code ?? ''] ?? `HOST, PORT: cannot listen on port ${port} of ${host}: ${error.message}`;
  return new AddressUnusable(text, { cause: error });
}
