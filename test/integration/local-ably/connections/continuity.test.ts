import type { ConnectionStateChange, Message } from 'ably';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { collect, startAblyFixture, waitUntil } from '../../../support/servers/ably-fixture';

describe.each([
  ['json', false],
  ['msgpack', true],
])('continuity in %s', (_format, useBinaryProtocol) => {
  let ably: AblyFixture;
  beforeEach(async () => {
    ably = await startAblyFixture();
  });
  afterEach(() => ably.stop());

  const data = (messages: Message[]): unknown[] =>
    messages.map((message) => message.data as unknown);

  it('resumes after a drop and delivers missed messages in order', async () => {
    const client = ably.realtime({ useBinaryProtocol });
    const channel = client.channels.get('resume');
    const seen = collect<Message>(4, (listener) => channel.subscribe(listener));
    const received: Message[] = [];
    await channel.subscribe((message) => received.push(message));
    const other = ably.rest({ useBinaryProtocol }).channels.get('resume');
    await other.publish('n', 'before');
    await waitUntil(() => received.length === 1);
    const { id, key } = client.connection;
    ably.server.faults.refuseConnections();
    ably.server.faults.dropConnections({ connectionId: id });
    await client.connection.whenState('disconnected');
    for (const text of ['1', '2', '3']) await other.publish('n', text);
    ably.server.faults.refuseConnections(false);
    const attached = new Promise<boolean>((resolve) =>
      channel.once('attached', (change) => resolve(change.resumed)),
    );
    client.connect();
    expect(await attached).toBe(true);
    expect(data(await seen)).toEqual(['before', '1', '2', '3']);
    expect(client.connection.id).toBe(id);
    expect(client.connection.key).not.toBe(key);
  });

  it('publishes a message once that is resent after a drop', async () => {
    const client = ably.realtime({ useBinaryProtocol });
    const channel = client.channels.get('dedupe');
    await channel.attach();
    const published = Array.from({ length: 20 }, (_, i) => channel.publish('n', String(i)));
    ably.server.faults.dropConnections({ connectionId: client.connection.id });
    await Promise.all(published);
    const history = await channel.history({ direction: 'forwards' });
    expect(data(history.items)).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
  });

  it('opens a new connection with 80018 for a key that was never issued', async () => {
    const client = ably.realtime({ useBinaryProtocol, recover: recoveryKey('nonsense') });
    const change: ConnectionStateChange = await client.connection.once('connected');
    expect(change.reason?.code).toBe(80018);
    expect(client.connection.id).toBeTruthy();
  });

  function recoveryKey(connectionKey: string): string {
    return JSON.stringify({ connectionKey, msgSerial: 3, channelSerials: {} });
  }

  it('recovers a connection in a new client with its missed messages', async () => {
    const first = ably.realtime({ useBinaryProtocol });
    const channel = first.channels.get('recover');
    await channel.attach();
    const recover = first.connection.createRecoveryKey() ?? '';
    const { id, key } = first.connection;
    ably.server.faults.refuseConnections();
    ably.server.faults.dropConnections({ connectionId: id });
    await first.connection.whenState('disconnected');
    first.close();
    await ably.rest().channels.get('recover').publish('n', 'missed');
    ably.server.faults.refuseConnections(false);
    const second = ably.realtime({ useBinaryProtocol, recover });
    const received = collect<Message>(1, (listener) =>
      second.channels.get('recover').subscribe(listener),
    );
    await second.connection.whenState('connected');
    expect(second.connection.id).toBe(id);
    expect(second.connection.key).not.toBe(key);
    expect(data(await received)).toEqual(['missed']);
  });

  it('reports lost continuity when the state is gone', async () => {
    const client = ably.realtime({ useBinaryProtocol });
    const channel = client.channels.get('lost');
    await channel.attach();
    const { id } = client.connection;
    const reattached = new Promise<{ resumed: boolean; code?: number }>((resolve) =>
      channel.on('attached', (change) =>
        resolve({ resumed: change.resumed, code: change.reason?.code }),
      ),
    );
    const connected = client.connection.once('connected');
    ably.server.faults.loseState();
    expect((await connected).reason?.code).toBe(80008);
    expect(await reattached).toEqual({ resumed: false, code: 90003 });
    expect(client.connection.id).not.toBe(id);
  });

  it('rewinds only on the first attach', async () => {
    const rest = ably.rest({ useBinaryProtocol }).channels.get('rewind');
    for (const text of ['1', '2', '3']) await rest.publish('n', text);
    const channel = ably
      .realtime({ useBinaryProtocol })
      .channels.get('rewind', { params: { rewind: '2' } });
    const received = collect<Message>(3, (listener) => channel.subscribe(listener));
    const attached = await channel.attach();
    expect(attached?.hasBacklog).toBe(true);
    await rest.publish('n', '4');
    expect(data(await received)).toEqual(['2', '3', '4']);
    const invalid = ably.realtime().channels.get('rewind', { params: { rewind: 'soon' } });
    await expect(invalid.attach()).rejects.toMatchObject({ code: 40000 });
  });

  it('reads history up to the attachment', async () => {
    const rest = ably.rest({ useBinaryProtocol }).channels.get('until');
    await rest.publish('n', 'old');
    const channel = ably.realtime({ useBinaryProtocol }).channels.get('until');
    await channel.attach();
    await rest.publish('n', 'new');
    expect(data((await channel.history({ untilAttach: true })).items)).toEqual(['old']);
  });

  it('grants exactly the default or the requested modes', async () => {
    const client = ably.realtime({ useBinaryProtocol });
    const plain = client.channels.get('modes');
    await plain.attach();
    expect([...plain.modes].sort()).toEqual(
      ['ANNOTATION_PUBLISH', 'PRESENCE', 'PRESENCE_SUBSCRIBE', 'PUBLISH', 'SUBSCRIBE'].map((mode) =>
        mode.toLowerCase(),
      ),
    );
    const limited = client.channels.get('limited', { modes: ['SUBSCRIBE'] });
    await limited.attach();
    await expect(limited.publish('n', 'd')).rejects.toMatchObject({ code: 40165 });
    const echoed = client.channels.get('params', { params: { modes: 'subscribe', other: 'x' } });
    await echoed.attach();
    expect(echoed.params).toEqual({ modes: 'subscribe' });
  });

  it('does not echo without echo, and does not store ephemeral messages', async () => {
    const client = ably.realtime({ useBinaryProtocol, echoMessages: false });
    const channel = client.channels.get('quiet');
    const other = ably.realtime({ useBinaryProtocol }).channels.get('quiet');
    const received: unknown[] = [];
    await channel.subscribe((message) => received.push(message.data));
    const receivedByOther = collect<Message>(2, (listener) => other.subscribe(listener));
    await other.attach();
    await channel.publish({ data: 'mine', extras: { ephemeral: true } });
    await channel.publish({ data: 'stored' });
    await receivedByOther;
    await other.publish('n', 'theirs');
    await waitUntil(() => received.length > 0);
    expect(received).toEqual(['theirs']);
    expect(data((await channel.history()).items)).toEqual(['theirs', 'stored']);
  });

  it('keeps members during the grace period after a drop and removes them afterwards', async () => {
    const member = ably.realtime({
      useBinaryProtocol,
      clientId: 'ana',
      transportParams: { remainPresentFor: 100 },
    });
    await member.channels.get('grace').presence.enter('here');
    const watcher = ably.realtime({ useBinaryProtocol }).channels.get('grace');
    await watcher.attach();
    const left = collect<{ data?: unknown }>(1, (listener) =>
      watcher.presence.subscribe('leave', listener as never),
    );
    ably.server.faults.dropConnections({ clientId: 'ana' });
    await member.connection.once('connected');
    expect(await watcher.presence.get()).toHaveLength(1);
    ably.server.faults.refuseConnections();
    ably.server.faults.dropConnections({ clientId: 'ana' });
    expect((await left)[0]?.data).toBe('here');
  });
});
