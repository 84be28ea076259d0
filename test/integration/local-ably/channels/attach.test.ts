import type { ChannelStateChange } from 'ably';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { collect, startAblyFixture, waitUntil } from '../../../support/servers/ably-fixture';
import type { Frame } from '../../../support/clients/raw-ably-client';

const BIT = {
  HAS_PRESENCE: 1 << 0,
  HAS_BACKLOG: 1 << 1,
  RESUMED: 1 << 2,
  ATTACH_RESUME: 1 << 5,
  PRESENCE: 1 << 16,
  PUBLISH: 1 << 17,
  SUBSCRIBE: 1 << 18,
  PRESENCE_SUBSCRIBE: 1 << 19,
  ANNOTATION_PUBLISH: 1 << 21,
  ANNOTATION_SUBSCRIBE: 1 << 22,
};
const DEFAULTS =
  BIT.PRESENCE | BIT.PUBLISH | BIT.SUBSCRIBE | BIT.PRESENCE_SUBSCRIBE | BIT.ANNOTATION_PUBLISH;

describe.each([
  ['json', false],
  ['msgpack', true],
])('attaching in %s', (format, useBinaryProtocol) => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture();
  });
  afterAll(() => ably.stop());

  const connect = (more: Record<string, string> = {}) => ably.raw({ format, ...more });
  const tokenWith = async (capability: Record<string, string[]>): Promise<string> =>
    (await ably.rest().auth.requestToken({ capability: JSON.stringify(capability) })).token;

  async function attach(frame: object, query: Record<string, string> = {}): Promise<Frame> {
    const client = await connect(query);
    client.send({ action: 10, ...frame });
    const [reply] = await client.flush();
    return reply as Frame;
  }

  it('returns channel, channelSerial, flags and params', async () => {
    const reply = await attach({ channel: 'plain' });
    expect(reply).toEqual({
      action: 11,
      channel: 'plain',
      channelSerial: expect.stringMatching(/^\d{14}-\d{3}@\w+$/) as string,
      flags: DEFAULTS,
      params: {},
    });
  });

  it.each([
    ['nothing asked', {}, {}, DEFAULTS],
    ['flags', { flags: BIT.SUBSCRIBE | BIT.HAS_PRESENCE }, {}, BIT.SUBSCRIBE],
    [
      'annotation_subscribe on request',
      { flags: BIT.PUBLISH | BIT.ANNOTATION_SUBSCRIBE },
      {},
      BIT.PUBLISH | BIT.ANNOTATION_SUBSCRIBE,
    ],
    [
      'params.modes before flags',
      { flags: BIT.PUBLISH, params: { modes: 'presence,subscribe' } },
      {},
      BIT.PRESENCE | BIT.SUBSCRIBE,
    ],
    [
      'only what the capability allows',
      { flags: BIT.PUBLISH | BIT.SUBSCRIBE },
      { modes: ['subscribe', 'history'] },
      BIT.SUBSCRIBE,
    ],
    [
      'all that the capability allows',
      {},
      { modes: ['subscribe', 'presence'] },
      BIT.SUBSCRIBE | BIT.PRESENCE_SUBSCRIBE | BIT.PRESENCE,
    ],
  ])('grants modes: %s', async (_title, frame, capability, flags) => {
    const limited = Object.keys(capability).length > 0;
    const query = limited ? { access_token: await tokenWith(capability) } : {};
    const reply = await attach({ channel: 'modes', ...frame }, query as Record<string, string>);
    expect(reply['flags']).toBe(flags);
  });

  it('echoes known params as sent', async () => {
    const params = {
      modes: 'subscribe, presence',
      rewind: '1',
      delta: 'vcdiff',
      occupancy: 'metrics.publishers',
      appendMode: 'full',
    };
    const reply = await attach({
      channel: 'echoed',
      params: { ...params, agent: 'x', other: 'y' },
    });
    expect(reply['params']).toEqual(params);
    const channel = ably
      .realtime({ useBinaryProtocol })
      .channels.get('delta', { params: { delta: 'vcdiff' } });
    const received = collect<{ data?: unknown }>(2, (listener) => channel.subscribe(listener));
    await channel.attach();
    expect(channel.params).toEqual({ delta: 'vcdiff' });
    await channel.publish('n', 'a long text that a delta would shorten');
    await channel.publish('n', 'a long text that a delta would shorten!');
    expect((await received)[1]?.data).toBe('a long text that a delta would shorten!');
  });

  it.each([
    ['', 40010],
    [':leading', 40010],
    ['[leading', 40010],
    ['new\nline', 40010],
    ['x'.repeat(3_000), 40010],
  ])('rejects the channel name %j on the channel, not the connection', async (channel, code) => {
    const client = await connect();
    client.send({ action: 10, channel });
    const error = await client.waitForFrame(9);
    expect(error).toMatchObject({ channel, error: { code, statusCode: 400 } });
    client.send({ action: 15, channel, msgSerial: 0, messages: [{ data: '' }] });
    expect(await client.waitForFrame(2)).toMatchObject({ msgSerial: 0, error: { code } });
    expect(await client.flush()).toEqual([]);
  });

  it('fails a channel without capability and keeps the connection', async () => {
    const token = await tokenWith({ mine: ['*'] });
    const reply = await attach({ channel: 'theirs' }, { access_token: token });
    expect(reply).toMatchObject({
      action: 9,
      channel: 'theirs',
      error: { code: 40160, statusCode: 401 },
    });
  });

  it('distinguishes a missing capability from a mode that was not requested', async () => {
    const client = ably.realtime({ useBinaryProtocol, clientId: 'ana' });
    const channel = client.channels.get('mode:asked', { modes: ['SUBSCRIBE'] });
    await channel.attach();
    const notRequested = { code: 40165, statusCode: 401 };
    await expect(channel.publish('n', '')).rejects.toMatchObject(notRequested);
    await expect(channel.presence.enter()).rejects.toMatchObject(notRequested);
    const token = await tokenWith({ 'mode:*': ['subscribe'] });
    const reader = ably.realtime({ useBinaryProtocol, token }).channels.get('mode:read');
    await reader.attach();
    await expect(reader.publish('n', '')).rejects.toMatchObject({ code: 40160, statusCode: 401 });
  });

  it('responds to a repeated attach without presence events', async () => {
    const client = ably.realtime({ useBinaryProtocol, clientId: 'ana' });
    const channel = client.channels.get('again');
    await channel.presence.enter('here');
    const watcher = ably.realtime({ useBinaryProtocol }).channels.get('again');
    const events: string[] = [];
    await watcher.presence.subscribe((event) => events.push(event.action));
    await watcher.presence.get();
    await channel.setOptions({ modes: ['SUBSCRIBE', 'PRESENCE'] });
    expect(channel.modes?.sort()).toEqual(['presence', 'subscribe']);
    await channel.setOptions({ params: { occupancy: 'metrics' } });
    expect(channel.params).toEqual({ occupancy: 'metrics' });
    expect(channel.state).toBe('attached');
    await channel.presence.update('still');
    await waitUntil(() => events.includes('update'));
    expect(events).toEqual(['present', 'update']);
  });

  it('detaches, and its members leave immediately', async () => {
    const member = await connect({ clientId: 'ana' });
    const watcher = await connect();
    watcher.send({ action: 10, channel: 'detach' });
    member.send({ action: 10, channel: 'detach' });
    member.send({
      action: 14,
      channel: 'detach',
      msgSerial: 0,
      presence: [{ action: 2, data: 1 }],
    });
    member.send({
      action: 14,
      channel: 'detach',
      msgSerial: 1,
      presence: [{ action: 2, data: 'x' }],
    });
    member.send({ action: 12, channel: 'detach' });
    expect(await member.waitForFrame(13)).toEqual({ action: 13, channel: 'detach' });
    const entered = await watcher.waitForFrame(14);
    const left = await watcher.waitForFrame(14);
    expect([entered, left]).toMatchObject([
      { presence: [{ action: 2, data: 'x' }] },
      { presence: [{ action: 3, data: 'x', clientId: 'ana' }] },
    ]);
    const again = await attach({ channel: 'detach' });
    expect((again['flags'] as number) & BIT.HAS_PRESENCE).toBe(0);
  });

  it('publishes without attaching, with the publish capability only', async () => {
    const token = await tokenWith({ unattached: ['publish'] });
    const listener = ably.realtime({ useBinaryProtocol }).channels.get('unattached');
    const received = collect<{ data?: unknown }>(1, (listen) => listener.subscribe(listen));
    await listener.attach();
    const channel = ably.realtime({ useBinaryProtocol, token }).channels.get('unattached');
    await channel.publish('n', 'from afar');
    expect((await received)[0]?.data).toBe('from afar');
    expect(channel.state).toBe('initialized');
  });

  it.each([
    ['2', ['two', 'three']],
    ['15s', ['one', 'two', 'three']],
    ['2m', ['one', 'two', 'three']],
    ['1000m', ['one', 'two', 'three']],
    ['0', []],
  ])('rewinds by %s', async (rewind, expected) => {
    const name = `rewind:${format}:${rewind}`;
    const rest = ably.rest({ useBinaryProtocol }).channels.get(name);
    for (const text of ['one', 'two', 'three']) await rest.publish('n', text);
    const client = await connect();
    client.send({ action: 10, channel: name, params: { rewind } });
    const [attached, ...frames] = await client.flush();
    expect((attached?.['flags'] as number) & BIT.HAS_BACKLOG).toBe(
      expected.length > 0 ? BIT.HAS_BACKLOG : 0,
    );
    expect(
      frames.flatMap(({ messages }) => (messages as { data: string }[]).map(({ data }) => data)),
    ).toEqual(expected);
    client.send({ action: 12, channel: name });
    client.send({
      action: 10,
      channel: name,
      params: { rewind },
      channelSerial: attached?.['channelSerial'],
    });
    const [detached, again, ...more] = await client.flush();
    expect([detached?.action, again?.action, more]).toEqual([13, 11, []]);
  });

  it('rewinds by at most 100 messages and rejects invalid values', async () => {
    const rest = ably.rest({ useBinaryProtocol }).channels.get('rewind:many');
    await rest.publish(Array.from({ length: 130 }, (_, i) => ({ data: String(i) })));
    const client = await connect();
    client.send({ action: 10, channel: 'rewind:many', params: { rewind: '1000' } });
    const frames = (await client.flush()).slice(1);
    expect(frames.flatMap(({ messages }) => messages as unknown[])).toHaveLength(100);
    for (const rewind of ['soon', '-1', '1h', '1.5', '']) {
      const refused = await attach({ channel: 'rewind:many', params: { rewind } });
      expect(refused).toMatchObject({ action: 9, error: { code: 40000, statusCode: 400 } });
    }
  });

  it('does not rewind for a client that was attached before and has no channelSerial', async () => {
    await ably.rest().channels.get('rewind:resumed').publish('n', 'seen before');
    const client = await connect();
    const frame = { action: 10, channel: 'rewind:resumed', params: { rewind: '1' } };
    client.send({ ...frame, flags: BIT.ATTACH_RESUME });
    const frames = await client.flush();
    expect(frames).toMatchObject([{ action: 11, flags: DEFAULTS, params: { rewind: '1' } }]);
    const other = await connect();
    other.send({ ...frame, flags: 0 });
    expect(await other.flush()).toMatchObject([{ action: 11 }, { action: 15 }]);
  });

  it('assigns increasing serials to frames and their messages', async () => {
    const client = await connect({ clientId: 'ana' });
    client.send({
      action: 10,
      channel: 'mutable:order',
      flags: DEFAULTS | BIT.ANNOTATION_SUBSCRIBE,
    });
    const publish = { action: 15, channel: 'mutable:order' };
    client.send({ ...publish, msgSerial: 0, messages: [{ data: 'a' }, { data: 'b' }] });
    const message = await client.waitForFrame(15);
    const [first, second] = message['messages'] as { serial: string }[];
    client.send({ action: 14, channel: 'mutable:order', msgSerial: 1, presence: [{ action: 2 }] });
    client.send({
      action: 21,
      channel: 'mutable:order',
      msgSerial: 2,
      annotations: [{ action: 0, type: 'r:flag.v1', messageSerial: first?.serial }],
    });
    client.send({ ...publish, msgSerial: 3, messages: [{ data: 'c' }] });
    await client.flush();
    const serials = client.frames
      .filter(({ action }) => [11, 14, 15, 21].includes(action))
      .map(({ channelSerial }) => String(channelSerial));
    expect(serials).toHaveLength(6);
    expect([...new Set(serials)].sort()).toEqual(serials);
    expect(first?.serial).toBe(`${String(message['channelSerial'])}:000`);
    expect((second?.serial ?? '') > (first?.serial ?? '')).toBe(true);
    expect(serials.every((serial) => serial > (serials[0] ?? '') || serial === serials[0])).toBe(
      true,
    );
  });

  it('reports each channel state change to the SDK', async () => {
    const channel = ably.realtime({ useBinaryProtocol }).channels.get('states');
    const changes: ChannelStateChange[] = [];
    channel.on((change) => changes.push(change));
    await channel.attach();
    await channel.detach();
    expect(changes.map(({ previous, current }) => [previous, current])).toEqual([
      ['initialized', 'attaching'],
      ['attaching', 'attached'],
      ['attached', 'detaching'],
      ['detaching', 'detached'],
    ]);
    expect(changes[1]).toMatchObject({ resumed: false, hasBacklog: false });
    await expect(ably.realtime().channels.get('[meta]x').attach()).rejects.toMatchObject({
      code: 40010,
    });
  });
});
