/** Something that answers HTTP on a port of its own, for tests that want a real connection. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where the API is asked, and how listening ends. */
export interface Listening {
  url: string;
  /** Cuts whoever is connected. */
  close(): Promise<void>;
}

/** Listens on the loopback. */
export async function listening(handle: RequestListener): Promise<Listening> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
