import type { InboundMessage } from 'ably';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { startAblyFixture, waitUntil } from '../../../support/servers/ably-fixture';

describe.each([
  ['json', false],
  ['msgpack', true],
])('occupancy in %s', (_format, useBinaryProtocol) => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture();
  });
  afterAll(() => ably.stop());

  /** Collects the metrics sent for this parameter. */
  async function listen(name: string, occupancy: string): Promise<object[]> {
    const received: object[] = [];
    const channel = ably
      .realtime({ useBinaryProtocol })
      .channels.get(name, { params: { occupancy } });
    await channel.subscribe('[meta]occupancy', (message: InboundMessage) => {
      received.push((message.data as { metrics: object }).metrics);
    });
    return received;
  }

  it('sends all metrics on attach and on change', async () => {
    const received = await listen('all', 'metrics');
    await waitUntil(() => received.length === 1);
    const alone = {
      connections: 1,
      publishers: 1,
      subscribers: 1,
      presenceConnections: 1,
      presenceMembers: 0,
      presenceSubscribers: 1,
      objectPublishers: 0,
      objectSubscribers: 0,
    };
    expect(received).toEqual([alone]);
    const other = ably.realtime({ useBinaryProtocol, clientId: 'ana' });
    const channel = other.channels.get('all', { modes: ['PRESENCE'] });
    await channel.presence.enter();
    const both = { ...alone, connections: 2, presenceConnections: 2, presenceMembers: 1 };
    await waitUntil(() => JSON.stringify(received.at(-1)) === JSON.stringify(both));
    other.close();
    await waitUntil(() => JSON.stringify(received.at(-1)) === JSON.stringify(alone));
  });

  it('sends only requested metrics, and only when they change', async () => {
    const members = await listen('some', 'metrics.presenceMembers');
    const two = await listen('some', 'metrics.subscribers,metrics.presenceMembers');
    await waitUntil(() => members.length === 1 && two.length === 1);
    expect(members).toEqual([{ presenceMembers: 0 }]);
    expect(two).toEqual([{ subscribers: 2, presenceMembers: 0 }]);
    const publisher = ably.realtime({ useBinaryProtocol, clientId: 'ana' });
    const channel = publisher.channels.get('some', { modes: ['PUBLISH', 'PRESENCE'] });
    await channel.attach();
    await channel.presence.enter();
    await waitUntil(() => members.length === 2);
    expect(members[1]).toEqual({ presenceMembers: 1 });
    expect(two[1]).toEqual({ subscribers: 2, presenceMembers: 1 });
    await channel.presence.leave();
    await waitUntil(() => members.length === 3 && two.length === 3);
    expect(members[2]).toEqual({ presenceMembers: 0 });
  });

  it('is not stored as a message of the channel', async () => {
    const received = await listen('meta', 'metrics');
    await waitUntil(() => received.length === 1);
    const rest = ably.rest({ useBinaryProtocol }).channels.get('meta');
    expect((await rest.history()).items).toEqual([]);
    const plain = ably.realtime({ useBinaryProtocol }).channels.get('meta');
    const all: (string | undefined)[] = [];
    await plain.subscribe((message) => all.push(message.name));
    await waitUntil(() => received.length === 2);
    await plain.publish('last', '');
    await waitUntil(() => all.includes('last'));
    expect(all).toEqual(['last']);
  });
});
