/** How a client of graphql-ws or graphql-sse goes on behind the last event that it was told of, as the recipes have it. */

/** What both clients do. */
export interface Subscribing {
  subscribe(payload: Payload, sink: Sink): () => void;
}

interface Payload {
  query: string;
  variables?: Record<string, unknown>;
}

interface Sink {
  next(result: { data?: Record<string, { cursor?: string } | null> | null }): void;
  error(error: unknown): void;
  complete(): void;
}

/** They send the same variables again when they connect again: here these hold the last cursor. */
export function resuming(client: Subscribing): Subscribing {
  return {
    ...client,
    subscribe(payload, sink) {
      const variables: Record<string, unknown> = { ...payload.variables };
      return client.subscribe(
        { ...payload, variables },
        {
          next(result) {
            const [event] = Object.values(result.data ?? {});
            if (event?.cursor) variables.after = event.cursor;
            sink.next(result);
          },
          error: (error) => sink.error(error),
          complete: () => sink.complete(),
        },
      );
    },
  };
}
