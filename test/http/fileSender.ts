/** Sends files of observations to a server, each as one of its own unless a key says otherwise. */

/** What a file holds. */
export type FileBody = string | Uint8Array<ArrayBuffer>;

/** How a file is sent. */
export interface Sent {
  type?: string;
  key?: string;
  query?: string;
  map?: object;
}

/** What is answered: the problems and warnings, and the line that ends them. */
export interface Told {
  status: number;
  problems: Record<string, unknown>[];
  result: Record<string, unknown>;
}

/** How to send files to a server whose URL is known by then. */
export function fileSender(urlOf: () => string) {
  let keys = 0;
  return async (body: FileBody, options: Sent = {}): Promise<Told> => {
    const { type = 'text/csv', key = `key ${++keys}`, query = '', map } = options;
    const headers = {
      ...{ 'Content-Type': type, 'Idempotency-Key': key },
      ...(map && { 'Import-Map': Buffer.from(JSON.stringify(map)).toString('base64') }),
    };
    const answer = await fetch(`${urlOf()}/observations${query}`, { method: 'POST', headers, body });
    const lines = (await answer.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    return { status: answer.status, problems: lines.slice(0, -1), result: lines.at(-1)! };
  };
}
