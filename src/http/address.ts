/** The address of the server, taken before anything else is touched: a start that cannot have it has changed nothing. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { DEADLINES, limitConnections } from './deadlines.ts';
import { setPageHeaders } from './pageHeaders.ts';

/** The address cannot be had; the message names the variable and the remedy. */
class AddressUnusable extends Error {}

/** An upload may take long as a whole, but not stand still for longer than this, in milliseconds. */
const STANDSTILL = 60_000;

/**
 * Listens on an address for a server that is starting; answers its probes only. `standstill`: how long a connection may stand still,
 * in milliseconds. Throws AddressUnusable.
 */
export async function takeAddress(host: string, port: number, standstill = STANDSTILL): Promise<Server> {
  const server = createServer(DEADLINES, starting);
  limitConnections(server);
  server.timeout = standstill;
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

/**
 * Cuts connections, as a server does that is not there yet: whoever comes back by himself does so then, while an event source that
 * is answered 503 has ended for good.
 */
function starting(request: IncomingMessage, response: ServerResponse): void {
  const answers: Readonly<Record<string, [number, string]>> = {
    '/healthz': [200, 'ok'],
    '/readyz': [503, 'the server is starting'],
  };
  const [status, text] = answers[request.url ?? ''] ?? [];
  if (!status) return void request.socket.destroy();
  setPageHeaders(response);
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
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
