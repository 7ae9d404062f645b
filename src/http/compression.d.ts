/** What this product uses of the package, on Node's own requests: the published types are those of a web framework. */
declare module 'compression' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Options {
    filter?: (request: IncomingMessage, response: ServerResponse) => boolean;
  }

  const compression: {
    (options?: Options): (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
    /** Whether the type of an answer is one that becomes smaller. */
    filter(request: IncomingMessage, response: ServerResponse): boolean;
  };
  export default compression;
}
