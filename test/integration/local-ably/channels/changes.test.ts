import type { InboundMessage, Message } from 'ably';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { collect, startAblyFixture } from '../../../support/servers/ably-fixture';

describe.each([
  ['json', false],
  ['msgpack', true],
])('message changes in %s', (format, useBinaryProtocol) => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture();
  });
  afterAll(() => ably.stop());

  const rest = (name: string, more = {}) =>
    ably.rest({ useBinaryProtocol, ...more }).channels.get(name);
  const patch = (name: string, serial: string, body: object) =>
    ably
      .rest({ useBinaryProtocol })
      .request('PATCH', `/channels/${name}/messages/${encodeURIComponent(serial)}`, 4, {}, body);

  it('replaces given fields and keeps the others', async () => {
    const channel = ably
      .realtime({ useBinaryProtocol, clientId: 'ana' })
      .channels.get('mutable:fields');
    const received = collect<InboundMessage>(4, (listener) => channel.subscribe(listener));
    await channel.attach();
    const { serials } = await channel.publish({
      name: 'n',
      data: { v: 1 },
      extras: { headers: { h: '1' } },
    });
    const serial = serials[0] ?? '';
    const updated = await channel.updateMessage(
      { serial, data: 'text' },
      {
        description: 'why',
        metadata: { k: 'v' },
      },
    );
    await channel.updateMessage({ serial, extras: { headers: { h: '2' } } });
    await channel.deleteMessage({ serial, name: 'gone' });
    const [created, first, second, third] = await received;
    expect(first).toMatchObject({
      action: 'message.update',
      name: 'n',
      data: 'text',
      extras: { headers: { h: '1' } },
      serial,
      timestamp: created?.timestamp,
      clientId: 'ana',
      version: {
        serial: updated.versionSerial,
        clientId: 'ana',
        description: 'why',
        metadata: { k: 'v' },
      },
    });
    expect(second).toMatchObject({ data: 'text', extras: { headers: { h: '2' } } });
    expect(second?.version).not.toHaveProperty('description');
    expect(third).toMatchObject({ action: 'message.delete', name: 'gone', data: 'text', serial });
    const versions = [created, first, second, third].map((message) => message?.version);
    const serialsOfVersions = versions.map((version) => version?.serial ?? '');
    expect([...new Set(serialsOfVersions)].sort()).toEqual(serialsOfVersions);
    const times = versions.map((version) => version?.timestamp ?? 0);
    expect([...new Set(times)].sort((a, b) => a - b)).toEqual(times);
  });

  it('keeps the position in history with the latest version, even when deleted', async () => {
    const channel = rest('mutable:place');
    const serials: string[] = [];
    for (const text of ['one', 'two', 'three']) {
      serials.push((await channel.publish('n', text)).serials[0] ?? '');
    }
    await channel.updateMessage({ serial: serials[0], data: 'ONE' });
    await channel.deleteMessage({ serial: serials[1] });
    const { items } = await channel.history({ direction: 'forwards' });
    expect(items.map(({ data, action }) => [data as unknown, action])).toEqual([
      ['ONE', 'message.update'],
      ['two', 'message.delete'],
      ['three', 'message.create'],
    ]);
    expect(items.map(({ serial }) => serial)).toEqual(serials);
    expect(await channel.getMessage(serials[1] ?? '')).toMatchObject({
      action: 'message.delete',
      data: 'two',
    });
  });

  it('lists versions oldest first in pages and returns the new version', async () => {
    const channel = rest('mutable:versions');
    const serial = (await channel.publish('n', '0')).serials[0] ?? '';
    const serials: string[] = [serial];
    for (const data of ['1', '2', '3']) {
      const { items, statusCode } = await patch('mutable:versions', serial, { data });
      expect(statusCode).toBe(200);
      serials.push((items[0] as { versionSerial: string }).versionSerial);
    }
    let page: Awaited<ReturnType<typeof channel.getMessageVersions>> | null =
      await channel.getMessageVersions(serial, { limit: 3 });
    const seen = [...page.items];
    page = await page.next();
    seen.push(...(page?.items ?? []));
    expect(seen.map((item) => item.data as unknown)).toEqual(['0', '1', '2', '3']);
    expect(seen.map((item) => item.version?.serial)).toEqual(serials);
    expect(page?.isLast()).toBe(true);
    expect(await patch('mutable:versions', '01-unknown@x:0', { data: '' })).toMatchObject({
      statusCode: 404,
      errorCode: 40400,
    });
    expect(await patch('mutable:versions', serial, { action: 4 })).toMatchObject({
      statusCode: 400,
      errorCode: 40000,
    });
  });

  it('appends text to text and bytes to bytes', async () => {
    const name = 'mutable:append-kinds';
    const channel = ably.realtime({ useBinaryProtocol }).channels.get(name);
    const live = collect<InboundMessage>(2, (listener) => channel.subscribe('bytes', listener));
    await channel.attach();
    const text = (await channel.publish('text', 'one')).serials[0];
    await channel.appendMessage({ serial: text, data: ' two' } as Message);
    await channel.appendMessage({ serial: text, data: ' three' } as Message, {
      description: 'more',
    });
    const bytes = (await channel.publish('bytes', Buffer.from([1]))).serials[0];
    await channel.appendMessage({ serial: bytes, data: Buffer.from([2]) } as Message);
    expect((await live)[1]).toMatchObject({ action: 'message.append', name: 'bytes' });
    expect(Buffer.from((await live)[1]?.data as Buffer)).toEqual(Buffer.from([2]));
    await expect(
      channel.appendMessage({ serial: bytes, data: 'text' } as Message),
    ).rejects.toMatchObject({ code: 40013 });
    const lateSubscriber = ably
      .realtime({ useBinaryProtocol })
      .channels.get(name, { params: { rewind: '2' } });
    const rewound = collect<InboundMessage>(2, (listener) => lateSubscriber.subscribe(listener));
    const [whole, both] = await rewound;
    expect(whole).toMatchObject({ action: 'message.update', data: 'one two three' });
    expect(whole?.version.description).toBe('more');
    expect(Buffer.from(both?.data as Buffer)).toEqual(Buffer.from([1, 2]));
    const overRest = rest(name);
    const result = await overRest.appendMessage({ serial: text, data: '!' } as Message);
    expect(result.versionSerial).toEqual(expect.any(String));
    expect((await overRest.getMessage(text ?? '')).data).toBe('one two three!');
  });

  const OWN = ['publish', 'message-update-own', 'message-delete-own'];
  it.each([
    ['update', 'own', OWN, 'ana', undefined],
    ['delete', 'own', OWN, 'ana', undefined],
    ['append', 'own', OWN, 'ana', undefined],
    ['update', 'foreign', OWN, 'ana', 40160],
    ['delete', 'foreign', OWN, 'ana', 40160],
    ['update', 'foreign', ['message-update-any'], 'ana', undefined],
    ['delete', 'foreign', ['message-update-any'], 'ana', 40160],
    ['delete', 'foreign', ['message-delete-any'], 'ana', undefined],
    ['append', 'foreign', ['message-delete-any'], 'ana', 40160],
    ['update', 'own', ['publish'], 'ana', 40160],
    ['update', 'anonymous', OWN, undefined, 40166],
    ['delete', 'anonymous', OWN, undefined, 40166],
  ] as const)(
    '%ss its %s message with %j: %s %s',
    async (operation, authorship, operations, clientId, code) => {
      const name = 'mutable:rights';
      const { token } = await ably.rest().auth.requestToken({
        capability: JSON.stringify({ 'mutable:*': operations }),
        ...(clientId ? { clientId } : {}),
      });
      const author = authorship === 'own' ? 'ana' : authorship === 'foreign' ? 'budi' : undefined;
      const message = { data: 'x', ...(author ? { clientId: author } : {}) };
      const serial = (await rest(name).publish(message)).serials[0] ?? '';
      const change = { serial, data: 'y' } as Message;
      const clients = [
        ably.rest({ token, useBinaryProtocol }).channels.get(name),
        ably.realtime({ token, useBinaryProtocol }).channels.get(name),
      ];
      for (const channel of clients) {
        const done =
          operation === 'update'
            ? channel.updateMessage(change)
            : operation === 'delete'
              ? channel.deleteMessage(change)
              : channel.appendMessage(change);
        if (code === undefined) await expect(done).resolves.toHaveProperty('versionSerial');
        else await expect(done).rejects.toMatchObject({ code, statusCode: 401 });
      }
    },
  );

  it('acknowledges changes with their version and rejects them beside new messages', async () => {
    const client = await ably.raw({ format });
    const channel = 'mutable:acks';
    const send = (msgSerial: number, messages: object[]): void =>
      client.send({ action: 15, channel, msgSerial, messages });
    send(0, [{ data: 'x' }]);
    const created = await client.waitForFrame(1);
    const [{ serials } = { serials: [] }] = created['res'] as { serials: string[] }[];
    send(1, [
      { action: 1, serial: serials[0], data: 'y' },
      { action: 5, serial: serials[0], data: 'z' },
    ]);
    const changed = (await client.waitForFrame(1))['res'] as { serials: string[] }[];
    expect(changed[0]?.serials).toHaveLength(2);
    expect((changed[0]?.serials[1] ?? '') > (changed[0]?.serials[0] ?? '')).toBe(true);
    expect((await rest(channel).getMessage(serials[0] ?? '')).version?.serial).toBe(
      changed[0]?.serials[1],
    );
    send(2, [{ data: 'new' }, { action: 1, serial: serials[0], data: 'y' }]);
    expect(await client.waitForFrame(2)).toMatchObject({ msgSerial: 2, error: { code: 40000 } });
    send(3, [{ action: 1, serial: 'unknown', data: 'y' }]);
    expect(await client.waitForFrame(2)).toMatchObject({ error: { code: 40400, statusCode: 404 } });
    send(4, [{ action: 1, serial: serials[0], data: 'x'.repeat(70_000) }]);
    expect(await client.waitForFrame(2)).toMatchObject({ error: { code: 40009 } });
    send(5, [
      { action: 2, serial: serials[0], version: { metadata: { text: 'x'.repeat(70_000) } } },
    ]);
    expect(await client.waitForFrame(2)).toMatchObject({ error: { code: 40009 } });
  });

  it('rejects changes in namespaces without mutable messages', async () => {
    const channel = ably.realtime({ useBinaryProtocol, clientId: 'ana' }).channels.get('fixed');
    const serial = (await channel.publish('n', 'd')).serials[0] ?? '';
    const refused = { code: 93002, statusCode: 400 };
    await expect(channel.updateMessage({ serial })).rejects.toMatchObject(refused);
    await expect(rest('fixed').deleteMessage({ serial })).rejects.toMatchObject(refused);
    await expect(channel.annotations.publish(serial, { type: 'r:flag.v1' })).rejects.toMatchObject(
      refused,
    );
  });
});
