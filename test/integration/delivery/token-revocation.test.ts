import * as Ably from 'ably';
import { createLogger } from '../../../src/logger';
import { AblyPublisher } from '../../../src/delivery/ably/ably-publisher';
import { startAblyFixture } from '../../support/servers/ably-fixture';
import type { AblyFixture } from '../../support/servers/ably-fixture';
import { waitFor } from '../../support/harness/wait-for';

const CHANNEL = 'chat:session:1';

describe('tokens of an ended session', () => {
  let ably: AblyFixture;
  let keys: { keyStr: string }[];
  const publishers: AblyPublisher[] = [];
  beforeAll(async () => {
    ably = await startAblyFixture({ provisioning: true });
    const response = await fetch(`http://127.0.0.1:${ably.server.port}/apps`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ keys: [{ revocableTokens: true }, {}] }),
    });
    ({ keys } = (await response.json()) as { keys: { keyStr: string }[] });
  });
  afterAll(async () => {
    for (const publisher of publishers) publisher.close();
    await ably.stop();
  });

  async function publisherWith(key: string): Promise<AblyPublisher> {
    const address = { endpoint: '127.0.0.1', port: ably.server.port, tls: false };
    const publisher = new AblyPublisher(key, address, {
      logger: createLogger('test', 'silent'),
      deadlines: { publish: 5_000, request: 5_000 },
    });
    publishers.push(publisher);
    await publisher.connected(5_000);
    return publisher;
  }

  /** A participant with a token for the channel; counts requests for a new token. */
  async function participant(
    key: string,
  ): Promise<{ received: string[]; tokenRequests: () => number }> {
    const signer = new Ably.Rest(ably.options({ key }));
    let tokenRequests = 0;
    const client = ably.realtime({
      authCallback: (_params, callback) => {
        tokenRequests += 1;
        if (tokenRequests > 1) return callback('The session has ended', null);
        void signer.auth
          .createTokenRequest({ clientId: '7', capability: { [CHANNEL]: ['subscribe'] } })
          .then((request) => callback(null, request));
      },
    });
    const received: string[] = [];
    await client.channels.get(CHANNEL).subscribe(({ name }) => received.push(name ?? ''));
    return { received, tokenRequests: () => tokenRequests };
  }

  const closingEvents = (id: string, last: boolean) => ({
    channel: CHANNEL,
    id,
    messages: [{ name: 'session-status', data: { status: 'completed' } }],
    ...(last ? { last: true as const } : {}),
  });

  it('are revoked after the last message if the key allows it', async () => {
    const [{ keyStr: key } = { keyStr: '' }] = keys;
    const subscriber = await participant(key);
    const publisher = await publisherWith(key);
    expect(await publisher.publishAll([closingEvents('one', false)])).toEqual([undefined]);
    await waitFor('the first message', () => subscriber.received.length === 1);
    expect(subscriber.tokenRequests()).toBe(1);
    expect(await publisher.publishAll([closingEvents('two', true)])).toEqual([undefined]);
    await waitFor('a request for another token', () => subscriber.tokenRequests() > 1);
    expect(subscriber.received).toHaveLength(2);
  });

  it('stay valid without an error if the key does not allow it', async () => {
    const [, { keyStr: key } = { keyStr: '' }] = keys;
    const subscriber = await participant(key);
    const publisher = await publisherWith(key);
    for (const id of ['three', 'four']) {
      expect(await publisher.publishAll([closingEvents(id, true)])).toEqual([undefined]);
    }
    await waitFor('both messages', () => subscriber.received.length === 2);
    expect(subscriber.tokenRequests()).toBe(1);
  });
});
