import type { InboundMessage } from 'ably';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { collect, startAblyFixture } from '../../../support/servers/ably-fixture';

const MESSAGES = [
  { name: 'news', data: 'a', extras: { headers: { number: 7, 'with space': 'yes', flag: true } } },
  { name: 'news', data: 'b' },
  { name: 'news', data: 'c', extras: { headers: { number: '7' } } },
  { name: 'other', data: 'd', extras: { headers: { number: 7 } } },
];

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const dataOf = (messages: { data?: unknown }[]): unknown[] => messages.map(({ data }) => data);

describe.each([
  ['json', false],
  ['msgpack', true],
])('filtered channels in %s', (format, useBinaryProtocol) => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture();
  });
  afterAll(() => ably.stop());

  it.each([
    ['name == `"news"`', ['a', 'b', 'c']],
    ["name == 'other'", ['d']],
    ['headers.number == `7`', ['a', 'd']],
    ['name == `"news"` && headers.number == `7`', ['a']],
    ['headers.number == `"7"`', ['c']],
    ['headers."with space"==\'yes\'&&headers.flag==`true`', ['a']],
    ['name == `"nothing"`', []],
  ])('deliver only what %s holds for', async (filter, expected) => {
    const name = `filtered:${base64(filter)}`;
    const client = ably.realtime({ useBinaryProtocol });
    const derived = client.channels.getDerived(name, { filter });
    const received: InboundMessage[] = [];
    await derived.subscribe((message) => received.push(message));
    const plain = client.channels.get(name);
    const all = collect<InboundMessage>(5, (listener) => plain.subscribe(listener));
    await plain.attach();
    await ably.rest().channels.get(name).publish(MESSAGES);
    await plain.publish('last', 'everyone');
    // One connection receives its frames in order: the derived channel had its own before.
    expect(dataOf(await all)).toEqual(['a', 'b', 'c', 'd', 'everyone']);
    expect(dataOf(received)).toEqual(expected);
    const ids = new Map((await all).map(({ data, id }) => [data as string, id]));
    for (const { data, id } of received) expect(id).toBe(ids.get(data as string));
  });

  it('rewind, and deliver what matches of it', async () => {
    const name = `rewound:${format}`;
    await ably.rest().channels.get(name).publish(MESSAGES);
    const client = ably.realtime({ useBinaryProtocol });
    const derived = client.channels.getDerived(`[?rewind=10]${name}`, { filter: "name == 'news'" });
    const matching = collect<InboundMessage>(3, (listener) => derived.subscribe(listener));
    expect(dataOf(await matching)).toEqual(['a', 'b', 'c']);
    const last = client.channels.get(`[?rewind=1]${name}`);
    const rewound = collect<InboundMessage>(2, (listener) => last.subscribe(listener));
    await last.attach();
    expect(last.params).toEqual({ rewind: '1' });
    await last.publish('n', 'through the qualified name');
    expect(dataOf(await rewound)).toEqual(['d', 'through the qualified name']);
  });

  it('are for subscribing only, within the capability on the channel', async () => {
    const filter = "name == 'news'";
    const name = `readonly:${format}`;
    const client = ably.realtime({ useBinaryProtocol, clientId: 'ana' });
    const derived = client.channels.getDerived(name, { filter });
    await derived.attach();
    expect(derived.modes).toEqual(['subscribe']);
    await expect(derived.publish('news', '')).rejects.toMatchObject({ code: 40010 });
    const { token } = await ably.rest().auth.requestToken({ capability: { elsewhere: ['*'] } });
    const stranger = ably.realtime({ useBinaryProtocol, token });
    await expect(stranger.channels.getDerived(name, { filter }).attach()).rejects.toMatchObject({
      code: 40160,
    });
  });

  it('keep the presence of a plain attachment when they detach', async () => {
    const name = `present:${format}`;
    const client = ably.realtime({ useBinaryProtocol, clientId: 'ana' });
    const plain = client.channels.get(name);
    await plain.presence.enter('here');
    const derived = client.channels.getDerived(name, { filter: "name == 'x'" });
    await derived.attach();
    await derived.detach();
    const members = await ably.rest().channels.get(name).presence.get();
    expect(dataOf(members.items)).toEqual(['here']);
    await plain.detach();
    expect((await ably.rest().channels.get(name).presence.get()).items).toEqual([]);
  });

  it.each([
    '',
    'name',
    "name == 'a' || name == 'b'",
    'name == `{`',
    'length(name) == `1`',
    "name == 'a' &&",
  ])('reject the filter %j on the channel, not the connection', async (filter) => {
    const client = await ably.raw({ format });
    const channel = `[filter=${base64(filter)}]plain`;
    client.send({ action: 10, channel });
    const error = { code: 40010, statusCode: 400 };
    expect(await client.waitForFrame(9)).toMatchObject({ channel, error });
    expect(await client.flush()).toEqual([]);
  });
});
