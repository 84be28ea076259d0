import type { Annotation, Message } from 'ably';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { collect, startAblyFixture } from '../../../support/servers/ably-fixture';

describe.each([
  ['json', false],
  ['msgpack', true],
])('changing messages in %s', (_format, useBinaryProtocol) => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture();
  });
  afterAll(() => ably.stop());

  it('updates and deletes over REST, keeping position and versions', async () => {
    const channel = ably.rest({ useBinaryProtocol }).channels.get('mutable:rest');
    const realtime = ably.realtime({ useBinaryProtocol }).channels.get('mutable:rest');
    const received = collect<Message>(3, (listener) => realtime.subscribe(listener));
    await realtime.attach();
    const { serials } = await channel.publish({ name: 'n', data: { v: 1 } });
    const serial = serials[0]!;
    const result = await channel.updateMessage(
      { serial, data: { v: 2 } },
      {
        description: 'why',
        metadata: { k: 'v' },
      },
    );
    const found = await channel.getMessage(serial);
    expect(found).toMatchObject({ name: 'n', data: { v: 2 }, action: 'message.update', serial });
    expect(found.version).toMatchObject({ serial: result.versionSerial, description: 'why' });
    expect(found.version?.timestamp).toBeGreaterThan(found.timestamp ?? Infinity);
    await channel.deleteMessage({ serial });
    expect((await channel.history()).items[0]).toMatchObject({
      action: 'message.delete',
      data: { v: 2 },
    });
    const versions = await channel.getMessageVersions(serial);
    expect(versions.items.map((item) => item.action)).toEqual([
      'message.create',
      'message.update',
      'message.delete',
    ]);
    expect((await received).map((item) => item.action)).toEqual(
      versions.items.map((v) => v.action),
    );
  });

  it('sends append fragments live and whole messages in history', async () => {
    const channel = ably.realtime({ useBinaryProtocol }).channels.get('mutable:append');
    const fullMode = ably
      .realtime({ useBinaryProtocol })
      .channels.get('mutable:append', { params: { appendMode: 'full' } });
    const fragments = collect<Message>(2, (listener) => channel.subscribe(listener));
    const fullMessages = collect<Message>(2, (listener) => fullMode.subscribe(listener));
    await Promise.all([channel.attach(), fullMode.attach()]);
    const { serials } = await channel.publish('n', 'Hello');
    await channel.appendMessage({ serial: serials[0], data: ', world' } as Message);
    expect((await fragments)[1]).toMatchObject({ action: 'message.append', data: ', world' });
    expect((await fullMessages)[1]).toMatchObject({
      action: 'message.update',
      data: 'Hello, world',
    });
    expect((await channel.history()).items[0]?.data).toBe('Hello, world');
  });

  it("refuses changes where messages are immutable, unknown or another's", async () => {
    const immutable = ably.rest({ useBinaryProtocol }).channels.get('plain');
    const { serials } = await immutable.publish('n', 'd');
    await expect(
      immutable.updateMessage({ serial: serials[0], data: 'x' } as Message),
    ).rejects.toMatchObject({ code: 93002 });
    const mutable = ably.rest({ useBinaryProtocol }).channels.get('mutable:others');
    await expect(mutable.updateMessage({ serial: '01', data: 'x' })).rejects.toMatchObject({
      code: 40400,
      statusCode: 404,
    });
    const foreign = await mutable.publish({ clientId: 'budi', data: 'mine' });
    const { token } = await ably.rest().auth.requestToken({
      clientId: 'ana',
      capability: { 'mutable:*': ['publish', 'message-update-own'] },
    });
    const ana = ably.rest({ token, useBinaryProtocol }).channels.get('mutable:others');
    await expect(
      ana.updateMessage({ serial: foreign.serials[0], data: 'x' } as Message),
    ).rejects.toMatchObject({ code: 40160 });
    const anas = await ana.publish('n', 'first');
    await ana.updateMessage({ serial: anas.serials[0], data: 'second' } as Message);
  });

  it('counts annotations by each method', async () => {
    const client = ably.realtime({ useBinaryProtocol, clientId: 'ana' });
    const channel = client.channels.get('mutable:notes', {
      modes: ['PUBLISH', 'SUBSCRIBE', 'ANNOTATION_PUBLISH', 'ANNOTATION_SUBSCRIBE'],
    });
    const raw = collect<Annotation>(6, (listener) => channel.annotations.subscribe(listener));
    await channel.attach();
    const { serials } = await channel.publish('n', 'd');
    const serial = serials[0]!;
    await channel.annotations.publish(serial, { type: 'r:total.v1' });
    await channel.annotations.publish(serial, { type: 'r:flag.v1' });
    await channel.annotations.publish(serial, { type: 'r:distinct.v1', name: '👍' });
    await channel.annotations.publish(serial, { type: 'r:unique.v1', name: 'a' });
    await channel.annotations.publish(serial, { type: 'r:unique.v1', name: 'b' });
    await channel.annotations.publish(serial, { type: 'r:multiple.v1', name: 'x', count: 3 });
    expect((await raw).map((one) => one.action)).toEqual(Array(6).fill('annotation.create'));
    const list = { total: 1, clientIds: ['ana'], clipped: false };
    expect((await channel.getMessage(serial)).annotations?.summary).toEqual({
      'r:total.v1': { total: 1 },
      'r:flag.v1': list,
      'r:distinct.v1': { '👍': list },
      'r:unique.v1': { b: list },
      'r:multiple.v1': {
        x: {
          total: 3,
          clientIds: { ana: 3 },
          totalUnidentified: 0,
          totalClientIds: 1,
          clipped: false,
        },
      },
    });
    await channel.annotations.delete(serial, { type: 'r:distinct.v1', name: '👍' });
    expect((await channel.history()).items[0]?.annotations?.summary['r:distinct.v1']).toEqual({});
    const events = await ably
      .rest({ useBinaryProtocol })
      .channels.get('mutable:notes')
      .annotations.get(serial, {});
    expect(events.items).toHaveLength(7);
  });
});
