import { unpack } from 'msgpackr';
import type { AblyFixture } from '../servers/ably-fixture';

/** REST requests with the fixture's key. */
export interface AblyRestClient {
  get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>;
  /** Decodes a response body by its content type. */
  read: (response: Response) => Promise<unknown>;
}

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
      return (packed ? unpack(bytes) : JSON.parse(bytes.toString())) as unknown;
    },
  };
}
