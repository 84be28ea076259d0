import type { Message } from 'ably';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { collect, startAblyFixture } from '../../../support/servers/ably-fixture';

describe.each([
  ['json', false],
  ['msgpack', true],
])('publishing in %s', (_format, useBinaryProtocol) => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture();
  });
  afterAll(() => ably.stop());

  it('delivers text, objects and bytes to JSON and msgpack subscribers', async () => {
    const publisher = ably.realtime({ useBinaryProtocol }).channels.get('payloads');
    const same = ably.realtime({ useBinaryProtocol }).channels.get('payloads');
    const other = ably.realtime({ useBinaryProtocol: !useBinaryProtocol }).channels.get('payloads');
    const received = [same, other].map((channel) =>
      collect<Message>(3, (listener) => channel.subscribe(listener)),
    );
    await Promise.all([same.attach(), other.attach()]);
    const bytes = Buffer.from([0, 1, 254, 255]);
    await publisher.publish([
      { name: 'text', data: 'selamat pagi' },
      { name: 'object', data: { a: [1, 2] }, extras: { headers: { h: 'v' } } },
      { name: 'bytes', data: bytes },
    ]);
    for (const messages of await Promise.all(received)) {
      expect(messages.map((message) => message.name)).toEqual(['text', 'object', 'bytes']);
      expect(messages[0]?.data).toBe('selamat pagi');
      expect(messages[1]?.data).toEqual({ a: [1, 2] });
      expect(messages[1]?.extras).toEqual({ headers: { h: 'v' } });
      expect(Buffer.from(messages[2]?.data as Buffer)).toEqual(bytes);
    }
  });

  it('acknowledges a hundred publishes in flight with growing serials', async () => {
    const channel = ably.realtime({ useBinaryProtocol }).channels.get('flight');
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, i) => channel.publish('n', String(i))),
    );
    const serials = results.map((result) => result.serials[0] ?? '');
    expect([...serials].sort()).toEqual(serials);
    expect(new Set(serials).size).toBe(100);
  });

  it('publishes over REST and returns the message in history', async () => {
    const rest = ably.rest({ useBinaryProtocol });
    const channel = rest.channels.get('rest:history');
    await channel.publish('greeting', { hello: 'world' });
    await channel.publish('raw', Buffer.from('bytes'));
    const page = await channel.history();
    expect(page.items.map((item) => item.name)).toEqual(['raw', 'greeting']);
    expect(page.items[1]?.data).toEqual({ hello: 'world' });
    expect(Buffer.from(page.items[0]?.data as Buffer).toString()).toBe('bytes');
    expect(page.items[0]?.timestamp).toBeGreaterThan(0);
    expect(page.items[0]?.action).toBe('message.create');
  });

  it('pages through history without shifts by new messages', async () => {
    const channel = ably.rest({ useBinaryProtocol }).channels.get('pages');
    for (let i = 0; i < 5; i++) await channel.publish('n', String(i));
    let page = await channel.history({ limit: 2 });
    expect(page.items.map((item) => item.data as string)).toEqual(['4', '3']);
    await channel.publish('n', 'late');
    page = (await page.next())!;
    expect(page.items.map((item) => item.data as string)).toEqual(['2', '1']);
    page = (await page.next())!;
    expect(page.items.map((item) => item.data as string)).toEqual(['0']);
    expect(page.isLast()).toBe(true);
    expect((await page.first()).items.map((item) => item.data as string)).toEqual(['4', '3']);
    const forwards = await channel.history({ direction: 'forwards', limit: 4 });
    expect(forwards.items.map((item) => item.data as string)).toEqual(['0', '1', '2', '3']);
    expect((await forwards.next())?.items.map((item) => item.data as string)).toEqual([
      '4',
      'late',
    ]);
  });

  it('publishes an id once, over REST and WebSocket', async () => {
    const rest = ably.rest({ useBinaryProtocol }).channels.get('once');
    const realtime = ably.realtime({ useBinaryProtocol }).channels.get('once');
    const first = await rest.publish({ id: 'one', name: 'a', data: '1' });
    const again = await rest.publish({ id: 'one', name: 'a', data: '1' });
    const third = await realtime.publish({ id: 'one', name: 'a', data: '1' });
    expect(again.serials).toEqual(first.serials);
    expect(third.serials).toEqual(first.serials);
    expect((await rest.history()).items).toHaveLength(1);
    await expect(
      rest.publish([
        { id: 'x:0', data: '' },
        { id: 'y:1', data: '' },
      ]),
    ).rejects.toMatchObject({ code: 40031, statusCode: 400 });
  });

  it('publishes a batch and reports per channel', async () => {
    const token = await ably.rest().auth.requestToken({ capability: { allowed: ['publish'] } });
    const rest = ably.rest({ token: token.token, useBinaryProtocol });
    const result = await rest.batchPublish({
      channels: ['allowed', 'denied'],
      messages: [{ data: 'x' }],
    });
    expect(result).toMatchObject({ successCount: 1, failureCount: 1 });
    expect(result.results[1]).toMatchObject({ channel: 'denied', error: { code: 40160 } });
  });

  it('rejects messages that are too large, without a channel, or with _forceNack', async () => {
    const rest = ably.rest({ useBinaryProtocol, maxMessageSize: 1e6 });
    await expect(rest.channels.get('big').publish('n', 'x'.repeat(70_000))).rejects.toMatchObject({
      code: 40009,
    });
    const realtime = ably.realtime({ useBinaryProtocol });
    await expect(realtime.channels.get(':bad').attach()).rejects.toMatchObject({ code: 40010 });
    await expect(realtime.channels.get('').attach()).rejects.toMatchObject({ code: 40010 });
    await expect(
      realtime.channels.get('nack').publish({ data: '' }, { _forceNack: true }),
    ).rejects.toMatchObject({ code: 40099 });
    expect(realtime.connection.state).toBe('connected');
  });
});
