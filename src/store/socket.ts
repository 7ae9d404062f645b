/**
 * The socket under a connection of the driver, which is given one and no second: what it writes to a new one behind the same face
 * would belong to nobody, a server that hangs up at once would be called without end, and one called after the end would stay.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Where the driver read from the URL that the database is; hosts are tried in turn. */
interface Address {
  host: string[];
  port: number[];
  path: string | false;
}

/** How long a host may take to answer, in milliseconds. */
const LONGEST = 10_000;

/** The driver's option `socket`. With `isWanted` false by the time somebody answers, it hangs up. */
export function oneSocket(isWanted: () => boolean = () => true): (address: Address) => Promise<Socket> {
  let tried = 0;
  return async (address) => {
    let failure: Error = new Error('the database hung up');
    while (tried < address.host.length && isWanted()) {
      try {
        return await reach(address, tried++, isWanted);
      } catch (error) {
        failure = error as Error;
      }
    }
    // The driver tells nobody of a failure as long as it knows of another host.
    address.host.splice(1);
    throw Object.assign(failure, { code: (failure as NodeJS.ErrnoException).code ?? 'CONNECTION_CLOSED' });
  };
}

async function reach({ host, port, path }: Address, at: number, isWanted: () => boolean): Promise<Socket> {
  const socket = path ? connect(path) : connect(port[at]!, host[at]);
  const timer = setTimeout(() => socket.destroy(tooLate(path || `${host[at]}:${port[at]}`)), LONGEST);
  try {
    await once(socket, 'connect');
    if (!isWanted()) throw new Error('the connection was given up');
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  // The driver names them in its errors, and checks certificates against the host.
  return Object.assign(socket, { host: host[at], port: port[at] });
}

const tooLate = (where: string): Error =>
  Object.assign(new Error(`${where} did not answer in time`), { code: 'CONNECT_TIMEOUT' });
