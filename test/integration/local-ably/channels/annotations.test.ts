import type { Annotation, InboundMessage } from 'ably';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { collect, startAblyFixture } from '../../../support/servers/ably-fixture';

describe.each([
  ['json', false],
  ['msgpack', true],
])('annotations in %s', (format, useBinaryProtocol) => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture();
  });
  afterAll(() => ably.stop());

  const rest = (name: string, clientId?: string) =>
    ably.rest({ useBinaryProtocol, ...(clientId ? { clientId } : {}) }).channels.get(name);
  const list = (...clientIds: string[]): object => ({
    total: clientIds.length,
    clientIds,
    clipped: false,
  });

  async function published(name: string): Promise<string> {
    return (await rest(name).publish('target', 'd')).serials[0] ?? '';
  }

  it('reach clients with the mode, and their summaries all subscribers', async () => {
    const name = 'mutable:both';
    const serial = await published(name);
    const client = ably.realtime({ useBinaryProtocol, clientId: 'ana' });
    const channel = client.channels.get(name, {
      modes: ['SUBSCRIBE', 'ANNOTATION_PUBLISH', 'ANNOTATION_SUBSCRIBE'],
    });
    const raw = collect<Annotation>(2, (listener) =>
      channel.annotations.subscribe('r:distinct.v1', listener),
    );
    const subscriber = ably.realtime({ useBinaryProtocol }).channels.get(name);
    const sums = collect<InboundMessage>(2, (listener) => subscriber.subscribe(listener));
    await Promise.all([channel.attach(), subscriber.attach()]);
    await channel.annotations.publish(serial, {
      type: 'r:distinct.v1',
      name: 'like',
      data: { why: 'good' },
      extras: { headers: { h: 1 } },
    });
    await rest(name, 'budi').annotations.publish(serial, { type: 'r:distinct.v1', name: 'like' });
    const [first, second] = await raw;
    expect(first).toMatchObject({
      action: 'annotation.create',
      type: 'r:distinct.v1',
      name: 'like',
      messageSerial: serial,
      clientId: 'ana',
      connectionId: client.connection.id,
      data: { why: 'good' },
      extras: { headers: { h: 1 } },
    });
    expect(first?.id).toMatch(new RegExp(`^${client.connection.id}:0:0$`));
    expect((first?.serial ?? '') > serial).toBe(true);
    expect(second).toMatchObject({ clientId: 'budi' });
    expect((second?.serial ?? '') > (first?.serial ?? '')).toBe(true);
    const [one, two] = await sums;
    expect(one).toMatchObject({ action: 'message.summary', serial, name: 'target' });
    expect(two?.annotations.summary).toEqual({ 'r:distinct.v1': { like: list('ana', 'budi') } });
  });

  it('are not delivered without the mode', async () => {
    const name = 'mutable:no-mode';
    const serial = await published(name);
    const client = await ably.raw({ format, clientId: 'ana' });
    client.send({ action: 10, channel: name });
    client.send({
      action: 21,
      channel: name,
      msgSerial: 0,
      annotations: [{ action: 0, type: 'r:flag.v1', messageSerial: serial }],
    });
    const frames = await client.flush();
    expect(frames.map(({ action }) => action).sort()).toEqual([1, 11, 15]);
    expect(frames.find(({ action }) => action === 1)).toMatchObject({
      msgSerial: 0,
      count: 1,
      res: [{ serials: [expect.any(String)] }],
    });
    const channel = ably.realtime({ useBinaryProtocol }).channels.get(name);
    await expect(channel.annotations.subscribe(() => undefined)).rejects.toMatchObject({
      code: 93001,
    });
  });

  it.each([
    ['total.v1', {}, { total: 3 }, { total: 2 }],
    ['flag.v1', {}, list('ana', 'budi'), list('budi')],
    ['distinct.v1', { name: 'a' }, { a: list('ana', 'budi') }, { a: list('budi') }],
    ['unique.v1', { name: 'a' }, { a: list('ana', 'budi') }, { a: list('budi') }],
    [
      'multiple.v1',
      { name: 'a', count: 2 },
      {
        a: {
          total: 6,
          clientIds: { ana: 4, budi: 2 },
          totalUnidentified: 0,
          totalClientIds: 2,
          clipped: false,
        },
      },
      {
        a: {
          total: 2,
          clientIds: { budi: 2 },
          totalUnidentified: 0,
          totalClientIds: 1,
          clipped: false,
        },
      },
    ],
  ])('are counted and removed by %s', async (method, fields, counted, after) => {
    const name = 'mutable:methods';
    const serial = await published(name);
    const type = `r:${method}`;
    for (const clientId of ['ana', 'ana', 'budi']) {
      await rest(name, clientId).annotations.publish(serial, { type, ...fields });
    }
    const summary = async (): Promise<unknown> =>
      (await rest(name).getMessage(serial)).annotations?.summary[type];
    expect(await summary()).toEqual(counted);
    await rest(name, 'ana').annotations.delete(serial, { type, ...fields });
    expect(await summary()).toEqual(after);
    const [newest] = (await rest(name).history({ limit: 1 })).items;
    expect(newest?.annotations?.summary[type]).toEqual(after);
  });

  it('move a client to the new name with the method unique', async () => {
    const name = 'mutable:unique';
    const serial = await published(name);
    const { annotations } = rest(name, 'ana');
    await annotations.publish(serial, { type: 'r:unique.v1', name: 'a' });
    await annotations.publish(serial, { type: 'r:unique.v1', name: 'b' });
    await annotations.publish(serial, { type: 'r:distinct.v1', name: 'a' });
    await annotations.publish(serial, { type: 'r:distinct.v1', name: 'b' });
    expect((await rest(name).getMessage(serial)).annotations?.summary).toEqual({
      'r:unique.v1': { b: list('ana') },
      'r:distinct.v1': { a: list('ana'), b: list('ana') },
    });
    await annotations.delete(serial, { type: 'r:unique.v1' });
    const { summary } = (await rest(name).getMessage(serial)).annotations ?? {};
    expect(summary?.['r:unique.v1']).toEqual({});
  });

  it('count unidentified clients where the method allows it', async () => {
    const name = 'mutable:anonymous';
    const serial = await published(name);
    const { token } = await ably.rest().auth.requestToken();
    const { annotations } = ably.rest({ token, useBinaryProtocol }).channels.get(name);
    await annotations.publish(serial, { type: 'r:total.v1' });
    await annotations.publish(serial, { type: 'r:multiple.v1', name: 'x', count: 3 });
    for (const method of ['flag.v1', 'distinct.v1', 'unique.v1']) {
      await expect(
        annotations.publish(serial, { type: `r:${method}`, name: 'x' }),
      ).rejects.toMatchObject({ code: 40161, statusCode: 401 });
    }
    expect((await rest(name).getMessage(serial)).annotations?.summary).toMatchObject({
      'r:total.v1': { total: 1 },
      'r:multiple.v1': { x: { total: 3, clientIds: {}, totalUnidentified: 3, totalClientIds: 0 } },
    });
  });

  it('are listed oldest first in pages and summarized per client', async () => {
    const name = 'mutable:listed';
    const serial = await published(name);
    const type = 'r:distinct.v1';
    for (const [clientId, emoji] of [
      ['ana', 'a'],
      ['budi', 'a'],
      ['ana', 'b'],
    ] as const) {
      await rest(name, clientId).annotations.publish(serial, { type, name: emoji });
    }
    const first = await rest(name).annotations.get(serial, { limit: 2 });
    const second = await first.next();
    expect(
      [...first.items, ...(second?.items ?? [])].map((one) => [one.clientId, one.name]),
    ).toEqual([
      ['ana', 'a'],
      ['budi', 'a'],
      ['ana', 'b'],
    ]);
    const path = `/channels/${name}/messages/${encodeURIComponent(serial)}/client-summary`;
    const summary = await ably
      .rest({ useBinaryProtocol })
      .request('GET', path, 4, { forClientId: 'budi' });
    expect(summary.items[0]).toEqual({
      [type]: { a: { total: 2, clientIds: ['budi'], clipped: false } },
    });
  });

  it('are rejected without capability, message or required fields', async () => {
    const name = 'mutable:refused';
    const serial = await published(name);
    const { token } = await ably.rest().auth.requestToken({
      clientId: 'ana',
      capability: { 'mutable:*': ['subscribe', 'history'] },
    });
    const limited = [
      ably.rest({ token, useBinaryProtocol }).channels.get(name),
      ably.realtime({ token, useBinaryProtocol }).channels.get(name),
    ];
    for (const { annotations } of limited) {
      await expect(annotations.publish(serial, { type: 'r:flag.v1' })).rejects.toMatchObject({
        code: 40160,
        statusCode: 401,
      });
    }
    const { annotations } = rest(name, 'ana');
    await expect(annotations.publish('no-such', { type: 'r:flag.v1' })).rejects.toMatchObject({
      code: 40400,
      statusCode: 404,
    });
    for (const invalid of [
      { type: '' },
      { type: 'r:distinct.v1' },
      { type: 'r:multiple.v1', name: 'x', count: 1.5 },
    ]) {
      await expect(annotations.publish(serial, invalid)).rejects.toMatchObject({ code: 40000 });
    }
    const huge = { type: `r${'x'.repeat(70_000)}:flag.v1` };
    await expect(annotations.publish(serial, huge)).rejects.toMatchObject({ code: 40009 });
  });

  it('are counted once per id', async () => {
    const name = 'mutable:once';
    const serial = await published(name);
    const { annotations } = rest(name, 'ana');
    for (let i = 0; i < 2; i++) {
      await annotations.publish(serial, { id: 'once', type: 'r:multiple.v1', name: 'x' });
    }
    const { summary } = (await rest(name).getMessage(serial)).annotations ?? {};
    expect(summary?.['r:multiple.v1']).toMatchObject({ x: { total: 1 } });
  });
});
