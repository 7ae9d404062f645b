/** The clients that frontends use, subscribed while a server restarts: each goes on by itself, and is told of every event once. */
import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client, subscriptionExchange } from '@urql/core';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWebSocketClient } from 'graphql-ws';
import { expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { changeBreach, openBreach, startWorld, until } from '../delivery/world.ts';
import { freshPglite } from '../support/database.ts';
import { resuming, type Subscribing } from './resuming.ts';

const EVENTS = `subscription Events($after: String) { breachEvents(after: $after) { id cursor type value } }`;

/** What one client was told: the values of the events. */
type Told = number[];
interface Event {
  breachEvents: { value: number };
}

const retry = { retryAttempts: Infinity, shouldRetry: () => true };
const soon = () => new Promise<void>((resolve) => setTimeout(resolve, 50));

function overWebSocket(url: string) {
  const client = createWebSocketClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryWait: soon,
    ...retry,
  });
  onTestFinished(() => client.dispose());
  return resuming(client);
}

function overSse(url: string) {
  const client = createSseClient({ url: `${url}/graphql`, retryAttempts: Infinity, retry: soon });
  onTestFinished(() => client.dispose());
  return resuming(client as unknown as Subscribing);
}

const unexpected = (error: unknown) => {
  throw error;
};

/** Begins with the oldest event. */
const variables = { after: '' };

const CLIENTS: Readonly<Record<string, (url: string, told: (value: number) => void) => void>> = {
  'graphql-ws': (url, told) => plain(overWebSocket(url), told),
  'graphql-sse': (url, told) => plain(overSse(url), told),
  urql: (url, told) => {
    const sockets = overWebSocket(url);
    const client = new Client({
      url,
      preferGetMethod: false,
      exchanges: [
        subscriptionExchange({
          forwardSubscription: ({ query = '', variables }) => ({
            subscribe: (sink) => ({
              unsubscribe: sockets.subscribe(
                { query, variables: variables as Record<string, unknown> },
                sink as never,
              ),
            }),
          }),
        }),
      ],
    });
    const { unsubscribe } = client
      .subscription<Event>(EVENTS, variables)
      .subscribe(({ data, error }) => (data ? told(data.breachEvents.value) : unexpected(error)));
    onTestFinished(unsubscribe);
  },
  Apollo: (url, told) => {
    const link = new GraphQLWsLink(overWebSocket(url) as never);
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const subscription = client
      .subscribe<Event>({ query: gql(EVENTS), variables, fetchPolicy: 'no-cache' })
      .subscribe(({ data, error }) => (data ? told(data.breachEvents.value) : unexpected(error)));
    onTestFinished(() => subscription.unsubscribe());
  },
};

function plain(client: Subscribing, told: (value: number) => void): void {
  client.subscribe(
    { query: EVENTS, variables },
    {
      next: ({ data }) => told((data as unknown as Event).breachEvents.value),
      error: unexpected,
      complete: () => undefined,
    },
  );
}

test('every client is told of every event once, also of those while its server was away', async () => {
  const world = await startWorld(await freshPglite());
  let served = await world.serve({ keepAlive: 300 });
  const told: Record<string, Told> = {};
  for (const [name, subscribe] of Object.entries(CLIENTS)) {
    const values: Told = (told[name] = []);
    subscribe(served.url, (value) => values.push(value));
  }
  const all = Object.keys(CLIENTS).length;
  await until(() => served.graphql.subscriptions() === all, 'all have subscribed');

  const { id } = await world.db.transaction((tx) => openBreach(tx, world.ids, { placeId: world.ids.root }));
  const expected = [71];
  const happens = async (value: number) => {
    expected.push(value);
    await world.db.transaction((tx) => changeBreach(tx, id, value % 2 ? 'ESCALATED' : 'DEESCALATED', value));
  };
  const areTold = () =>
    until(() => Object.values(told).every((it) => it.length >= expected.length), 'all were told', 20_000);
  await areTold();
  for (const round of [1, 2]) {
    const port = Number(new URL(served.url).port);
    await served.stop();
    await happens(10 * round);
    await happens(10 * round + 1);
    served = await world.serve({ keepAlive: 300 }, world.db, port);
    await areTold();
    await happens(10 * round + 2);
    await areTold();
  }
  expect(told).toEqual(Object.fromEntries(Object.keys(CLIENTS).map((name) => [name, expected])));
});
