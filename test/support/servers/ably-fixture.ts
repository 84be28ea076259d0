import * as Ably from 'ably';
import { connectRawAbly, type RawAblyClient } from '../clients/raw-ably-client';
import {
  startLocalAbly,
  type LocalAbly,
  type LocalAblyOptions,
} from '../../../src/local-ably/server';

/** A running server and SDK clients that are closed with it. */
export interface AblyFixture {
  server: LocalAbly;
  key: string;
  options(more?: Ably.ClientOptions): Ably.ClientOptions;
  realtime(more?: Ably.ClientOptions): Ably.Realtime;
  rest(more?: Ably.ClientOptions): Ably.Rest;
  /** A frame-level client; uses the key unless the query has a credential. */
  raw(query?: Record<string, string>): Promise<RawAblyClient>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

const KEY = 'testapp.first:s3cret';

/** Starts a server on a free port with one app and one key. */
export async function startAblyFixture(
  settings: Partial<LocalAblyOptions> = {},
): Promise<AblyFixture> {
  const server = await startLocalAbly({ keys: [KEY], ...settings });
  const clients: Ably.Realtime[] = [];
  const sockets: RawAblyClient[] = [];
  const options = (more: Ably.ClientOptions = {}): Ably.ClientOptions => ({
    ...(more.token || more.tokenDetails || more.authCallback ? {} : { key: KEY }),
    endpoint: '127.0.0.1',
    port: server.port,
    tls: false,
    disableConnectivityCheck: true,
    logLevel: 0,
    ...more,
  });
  return {
    server,
    key: KEY,
    options,
    realtime: (more) => {
      const client = new Ably.Realtime(options(more));
      clients.push(client);
      return client;
    },
    rest: (more) => new Ably.Rest(options(more)),
    raw: async (query = {}) => {
      const hasCredential = 'key' in query || 'access_token' in query || 'accessToken' in query;
      const client = await connectRawAbly(
        server.port,
        hasCredential ? query : { key: KEY, ...query },
      );
      sockets.push(client);
      return client;
    },
    fetch: (path, init) => fetch(`http://127.0.0.1:${server.port}${path}`, init),
    stop: async () => {
      for (const client of clients) client.close();
      for (const client of sockets) client.terminate();
      await server.stop();
    },
  };
}

/** Resolves with the next `count` items of an event source. */
export function collect<T>(
  count: number,
  subscribe: (listener: (item: T) => void) => unknown,
): Promise<T[]> {
  return new Promise((resolve) => {
    const items: T[] = [];
    void subscribe((item) => {
      items.push(item);
      if (items.length === count) resolve(items);
    });
  });
}

export async function waitUntil(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
