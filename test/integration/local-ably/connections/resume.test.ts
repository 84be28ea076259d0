import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { startAblyFixture, waitUntil } from '../../../support/servers/ably-fixture';
import type { Frame, RawAblyClient } from '../../../support/clients/raw-ably-client';

const RESUMED = 1 << 2;
const HAS_BACKLOG = 1 << 1;

describe.each(['json', 'msgpack'])('resume at frame level in %s', (format) => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture({ keys: ['testapp.first:s3cret', 'other.key:hidden'] });
  });
  afterAll(() => ably.stop());

  const connect = (more: Record<string, string> = {}) => ably.raw({ format, ...more });
  const keyOf = ({ first }: RawAblyClient): string =>
    (first['connectionDetails'] as { connectionKey: string }).connectionKey;
  const idOf = ({ first }: RawAblyClient): unknown => first['connectionId'];
  const publish = (client: RawAblyClient, channel: string, msgSerial: number): void =>
    client.send({ action: 15, channel, msgSerial, messages: [{ data: String(msgSerial) }] });

  async function lose(client: RawAblyClient): Promise<void> {
    client.terminate();
    await client.closed;
  }

  const texts = (frames: Frame[]): unknown[] =>
    frames
      .filter(({ action }) => action === 15)
      .flatMap(({ messages }) => (messages as { data: unknown }[]).map(({ data }) => data));

  it('keeps the id and issues a new key without an error', async () => {
    const before = await connect();
    await lose(before);
    const after = await connect({ resume: keyOf(before) });
    expect(idOf(after)).toBe(idOf(before));
    expect(keyOf(after)).not.toBe(keyOf(before));
    expect(after.first).not.toHaveProperty('error');
    const recovered = await connect({ recover: keyOf(after) });
    expect(idOf(recovered)).toBe(idOf(before));
  });

  it('returns the first result for a resent message and publishes it once', async () => {
    const channel = `again-${format}`;
    const before = await connect();
    publish(before, channel, 0);
    publish(before, channel, 1);
    before.send({ action: 15, channel: ':bad', msgSerial: 2, messages: [{ data: 'x' }] });
    const first = await before.flush();
    await lose(before);
    const after = await connect({ resume: keyOf(before) });
    publish(after, channel, 1);
    after.send({ action: 15, channel: ':bad', msgSerial: 2, messages: [{ data: 'x' }] });
    publish(after, channel, 3);
    const second = await after.flush();
    const serials = (frames: Frame[], msgSerial: number): unknown =>
      frames
        .filter(({ action }) => action === 1)
        .flatMap((ack) =>
          (ack['res'] as { serials: string[] }[]).map(
            (res, i) => [(ack['msgSerial'] as number) + i, res.serials] as const,
          ),
        )
        .find(([serial]) => serial === msgSerial)?.[1];
    expect(serials(second, 1)).toEqual(serials(first, 1));
    expect(second.find(({ action }) => action === 2)).toMatchObject({
      msgSerial: 2,
      error: { code: 40010 },
    });
    const history = await ably.rest().channels.get(channel).history({ direction: 'forwards' });
    expect(history.items.map((item) => item.data as unknown)).toEqual(['0', '1', '3']);
  });

  it('accepts the previous key when the new one was lost, but not while it is in use', async () => {
    const first = await connect();
    await lose(first);
    const second = await connect({ resume: keyOf(first) });
    await lose(second);
    const third = await connect({ resume: keyOf(first) });
    expect(idOf(third)).toBe(idOf(first));
    const conflicting = await connect({ resume: keyOf(second) });
    expect(idOf(conflicting)).not.toBe(idOf(first));
    expect(conflicting.first).toMatchObject({ error: { code: 80008 } });
    await third.flush();
  });

  it('resumes only for the same client of the same app', async () => {
    const ana = await connect({ clientId: 'ana' });
    const budi = await connect({ clientId: 'budi', resume: keyOf(ana) });
    expect(idOf(budi)).not.toBe(idOf(ana));
    expect(budi.first).toMatchObject({ error: { code: 40102 } });
    const otherApp = await connect({ key: 'other.key:hidden', resume: keyOf(ana) });
    expect(otherApp.first).toMatchObject({ action: 4, error: { code: 80018, statusCode: 400 } });
    const forged = keyOf(ana).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    const unknown = await connect({ clientId: 'ana', resume: forged });
    expect(unknown.first).toMatchObject({ action: 4, error: { code: 80018, statusCode: 400 } });
    await ana.flush();
  });

  it('delivers missed messages since the channelSerial to a new connection', async () => {
    const channel = `missed-${format}`;
    const rest = ably.rest().channels.get(channel);
    const before = await connect();
    before.send({ action: 10, channel });
    const attached = await before.waitForFrame(11);
    expect(attached['flags'] as number).not.toBe((attached['flags'] as number) | RESUMED);
    await rest.publish('n', 'seen');
    const seen = await before.waitForFrame(15);
    await lose(before);
    for (const text of ['1', '2', '3']) await rest.publish('n', text);
    const after = await connect();
    after.send({ action: 10, channel, channelSerial: seen['channelSerial'] });
    const frames = await after.flush();
    const flags = frames[0]?.['flags'] as number;
    expect(frames[0]).toMatchObject({ action: 11, channel });
    expect(flags & RESUMED).toBe(RESUMED);
    expect(flags & HAS_BACKLOG).toBe(HAS_BACKLOG);
    expect(texts(frames)).toEqual(['1', '2', '3']);
    const serials = frames.map((frame) => String(frame['channelSerial']));
    expect([...serials].sort()).toEqual(serials);
  });

  it('reports 90003 when continuity is not guaranteed', async () => {
    for (const channelSerial of ['nonsense', '01700000000000-000@abc']) {
      const client = await connect();
      client.send({ action: 10, channel: `lost-${format}`, channelSerial });
      const attached = await client.waitForFrame(11);
      expect((attached['flags'] as number) & RESUMED).toBe(0);
      expect(attached['channelSerial']).toEqual(expect.any(String));
      expect(attached).toMatchObject({ error: { code: 90003, statusCode: 400 } });
    }
  });

  it('replays changes, and raw annotations to clients with the mode', async () => {
    const channel = `mutable:replay-${format}`;
    const rest = ably.rest({ clientId: 'ana' }).channels.get(channel);
    const { serials } = await rest.publish('n', 'one');
    const serial = serials[0] ?? '';
    const both = (1 << 18) | (1 << 22);
    const before = await connect();
    before.send({ action: 10, channel, flags: both });
    const { channelSerial } = await before.waitForFrame(11);
    await lose(before);
    await rest.updateMessage({ serial, data: 'two' });
    await rest.annotations.publish(serial, { type: 'r:flag.v1' });
    const after = await connect();
    after.send({ action: 10, channel, flags: both, channelSerial });
    const frames = (await after.flush()).slice(1);
    expect(
      frames.map(({ action, messages, annotations }) => [
        action,
        ((messages ?? annotations) as { action: number }[])[0]?.action,
      ]),
    ).toEqual([
      [15, 1],
      [21, 0],
      [15, 4],
    ]);
    const plain = await connect();
    plain.send({ action: 10, channel, channelSerial });
    expect((await plain.flush()).map(({ action }) => action)).toEqual([11, 15, 15]);
  });

  it('does not replay own messages without echo', async () => {
    const channel = `quiet-${format}`;
    const before = await connect({ echo: 'false' });
    before.send({ action: 10, channel });
    const { channelSerial } = await before.waitForFrame(11);
    publish(before, channel, 0);
    await before.flush();
    await lose(before);
    await ably.rest().channels.get(channel).publish('n', 'theirs');
    const after = await connect({ echo: 'false', resume: keyOf(before) });
    after.send({ action: 10, channel, channelSerial });
    expect(texts(await after.flush())).toEqual(['theirs']);
  });

  it('cancels the leave of a member that resumes in time', async () => {
    const channel = `stay-${format}`;
    const watcher = await connect();
    watcher.send({ action: 10, channel });
    const shortGrace = { remainPresentFor: '150' };
    const member = await connect({ ...shortGrace, clientId: 'ana' });
    member.send({ action: 14, channel, msgSerial: 0, presence: [{ action: 2, data: 'here' }] });
    expect(await watcher.waitForFrame(14)).toMatchObject({
      presence: [{ action: 2, clientId: 'ana' }],
    });
    await lose(member);
    const resumed = await connect({ ...shortGrace, clientId: 'ana', resume: keyOf(member) });
    // The leave of a later lost client marks the time at which ana would have left.
    const other = await connect({ ...shortGrace, clientId: 'budi' });
    other.send({ action: 14, channel, msgSerial: 0, presence: [{ action: 2 }] });
    expect(await watcher.waitForFrame(14)).toMatchObject({
      presence: [{ action: 2, clientId: 'budi' }],
    });
    await lose(other);
    expect(await watcher.waitForFrame(14)).toMatchObject({
      presence: [{ action: 3, clientId: 'budi' }],
    });
    await lose(resumed);
    expect(await watcher.waitForFrame(14)).toMatchObject({
      presence: [{ action: 3, clientId: 'ana', data: 'here' }],
    });
  });
});

describe('resume through the SDK', () => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture({ limits: { maxIdleInterval: 400 } });
  });
  afterAll(() => ably.stop());

  it('continues after a client dropped a silent connection', async () => {
    const client = ably.realtime({ realtimeRequestTimeout: 300, disconnectedRetryTimeout: 50 });
    const channel = client.channels.get('silent');
    const received: unknown[] = [];
    await channel.subscribe((message) => received.push(message.data));
    const { id } = client.connection;
    ably.server.faults.refuseConnections();
    ably.server.faults.blackHole();
    const lost = await client.connection.once('disconnected');
    expect(lost.reason).toMatchObject({ code: 80003, statusCode: 408 });
    ably.server.faults.blackHole(false);
    await ably.rest().channels.get('silent').publish('n', 'meanwhile');
    ably.server.faults.reset();
    await client.connection.whenState('connected');
    await waitUntil(() => received.length === 1);
    expect(received).toEqual(['meanwhile']);
    expect(client.connection.id).toBe(id);
  });

  it('keeps the end of untilAttach on resume', async () => {
    const client = ably.realtime();
    const channel = client.channels.get('until');
    const rest = ably.rest().channels.get('until');
    await rest.publish('n', 'before');
    await channel.attach();
    await rest.publish('n', 'after');
    const reattached = new Promise((resolve) => channel.once('attached', resolve));
    ably.server.faults.dropConnections({ connectionId: client.connection.id });
    await reattached;
    const page = await channel.history({ untilAttach: true });
    expect(page.items.map((item) => item.data as unknown)).toEqual(['before']);
  });
});
