import { unpack } from 'msgpackr';
import type { AblyFixture } from '../servers/ably-fixture';

/** Requests with the key of the fixture, and what they were answered with. */
export interface AblyRestClient {
  get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>;
  /** The body of a reply, in whichever encoding it says it is. */
  read: (response: Response) => Promise<unknown>;
}

/** Calls a server over REST as a person with curl would. */
export function ablyRestClient(ably: () => AblyFixture): AblyRestClient {
  const basic = (): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(ably().key).toString('base64')}`,
  });
  return {
    get: (path, headers = {}) => ably().fetch(path, { headers: { ...basic(), ...headers } }),
    post: (path, body, headers = {}) =>
      ably().fetch(path, {
        method: 'POST',
        headers: { ...basic(), 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    read: async (response) => {
      const bytes = Buffer.from(await response.arrayBuffer());
      const packed = response.headers.get('content-type') === 'application/x-msgpack';
      return packed ? unpack(bytes) : JSON.parse(bytes.toString());
    },
  };
}
