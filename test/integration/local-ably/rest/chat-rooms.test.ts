import {
  ChatClient,
  LogLevel,
  MessageReactionRawEventType,
  MessageReactionType,
  OrderBy,
  RoomStatus,
  type ChatMessageEvent,
  type MessageReactionRawEvent,
  type MessageReactionSummaryEvent,
  type PresenceEvent,
  type Room,
  type TypingSetEvent,
} from '@ably/chat';
import { sign } from 'jsonwebtoken';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { collect, startAblyFixture, waitUntil } from '../../../support/servers/ably-fixture';

describe.each([
  ['json', false],
  ['msgpack', true],
])('chat rooms in %s', (format, useBinaryProtocol) => {
  let ably: AblyFixture;
  const chats: ChatClient[] = [];
  beforeAll(async () => {
    ably = await startAblyFixture();
  });
  afterAll(async () => {
    await Promise.all(chats.map((chat) => chat.dispose()));
    await ably.stop();
  });

  const claims = { 'x-ably-capability': '{"[*]*":["*"],"*":["*"]}', 'ably.room.*': 'participant' };
  const jwt = (clientId: string, more: object = {}): string =>
    sign({ ...claims, 'x-ably-clientId': clientId, ...more }, 's3cret', {
      keyid: 'testapp.first',
      expiresIn: 60,
    });

  async function open(name: string, clientId: string, token?: string): Promise<Room> {
    const realtime = ably.realtime({ useBinaryProtocol, ...(token ? { token } : { clientId }) });
    const chat = new ChatClient(realtime, { logLevel: LogLevel.Silent });
    chats.push(chat);
    const room = await chat.rooms.get(name, {
      occupancy: { enableEvents: true },
      messages: { rawMessageReactions: true },
      typing: { heartbeatThrottleMs: 200 },
    });
    await room.attach();
    return room;
  }

  const both = (name: string) => Promise.all([open(name, 'ana'), open(name, 'budi')]);
  const rest = (method: string, path: string, body?: object, params = {}) =>
    ably
      .rest({ useBinaryProtocol, clientId: 'ana' })
      .request(method, `/chat/v4/rooms/${path}`, 4, params, body);

  it('return whole messages and broadcast each change on the room channel', async () => {
    const name = `whole ${format}/1?`;
    const path = encodeURIComponent(name);
    const channel = ably.realtime({ useBinaryProtocol }).channels.get(`${name}::$chat`);
    const frames = collect<Record<string, unknown>>(3, (listener) =>
      channel.subscribe(listener as never),
    );
    await channel.attach();
    const body = { text: 'halo', metadata: { a: { b: 1 } }, headers: { h: 'x' } };
    const sent = await rest('POST', `${path}/messages`, body);
    expect(sent.statusCode).toBe(201);
    const message = sent.items[0] as { serial: string; timestamp: number };
    const { serial, timestamp } = message;
    expect(message).toEqual({
      serial,
      clientId: 'ana',
      ...body,
      action: 'message.create',
      timestamp,
      version: { serial, timestamp },
      reactions: { unique: {}, distinct: {}, multiple: {} },
    });
    const one = `${path}/messages/${encodeURIComponent(serial)}`;
    const updated = await rest('PUT', one, {
      message: { text: 'halo!' },
      description: 'why',
      metadata: { m: 'v' },
    });
    expect(updated.items[0]).toMatchObject({
      serial,
      text: 'halo!',
      metadata: {},
      headers: {},
      action: 'message.update',
      timestamp,
      version: { clientId: 'ana', description: 'why', metadata: { m: 'v' } },
    });
    const deleted = await rest('POST', `${one}/delete`, {});
    expect(deleted.items[0]).toMatchObject({ serial, text: '', action: 'message.delete' });
    const received = await frames;
    expect(
      received.map(({ name: event, data, extras, action }) => ({ event, data, extras, action })),
    ).toEqual([
      {
        event: 'chat.message',
        data: { text: 'halo', metadata: { a: { b: 1 } } },
        extras: { headers: { h: 'x' } },
        action: 'message.create',
      },
      {
        event: 'chat.message',
        data: { text: 'halo!', metadata: {} },
        extras: { headers: {} },
        action: 'message.update',
      },
      {
        event: 'chat.message',
        data: { text: '', metadata: {} },
        extras: { headers: {} },
        action: 'message.delete',
      },
    ]);
    expect(new Set(received.map((one) => one['serial']))).toEqual(new Set([serial]));
    expect((await rest('GET', one)).items).toMatchObject([{ action: 'message.delete' }]);
    const versions = await rest('GET', `${one}/versions`);
    expect(versions.items.map((item) => (item as { text: string }).text)).toEqual([
      'halo',
      'halo!',
      '',
    ]);
    const list = await rest('GET', `${path}/messages`);
    expect(list.items).toMatchObject([{ serial, text: '', action: 'message.delete' }]);
  });

  it('apply a request once per idempotency key', async () => {
    const path = `once-${format}`;
    const send = () => rest('POST', `${path}/messages`, { text: 'a' }, { idempotencyKey: 'k1' });
    const [first, again] = [await send(), await send()].map(
      ({ items }) => items[0] as { serial: string },
    );
    expect(again?.serial).toBe(first?.serial);
    const one = `${path}/messages/${encodeURIComponent(first?.serial ?? '')}`;
    const update = () => rest('PUT', one, { message: { text: 'b' } }, { idempotencyKey: 'k2' });
    await update();
    expect((await update()).items[0]).toMatchObject({ text: 'b', action: 'message.update' });
    await rest('POST', `${one}/delete`, {}, { idempotencyKey: 'k3' });
    await rest('POST', `${one}/delete`, {}, { idempotencyKey: 'k3' });
    expect((await rest('GET', `${one}/versions`)).items).toHaveLength(3);
  });

  it('list messages by direction, page, time and serial', async () => {
    const [room] = await both(`listed-${format}`);
    const texts = ['1', '2', '3', '4'];
    const sent = [];
    for (const text of texts) sent.push(await room.messages.send({ text }));
    const oldest = await room.messages.history({ orderBy: OrderBy.OldestFirst, limit: 3 });
    expect(oldest.items.map(({ text }) => text)).toEqual(['1', '2', '3']);
    expect((await oldest.next())?.items.map(({ text }) => text)).toEqual(['4']);
    const newest = await room.messages.history({ orderBy: OrderBy.NewestFirst, limit: 2 });
    expect(newest.items.map(({ text }) => text)).toEqual(['4', '3']);
    expect((await newest.first()).items.map(({ text }) => text)).toEqual(['4', '3']);
    const start = sent[1]?.timestamp.getTime();
    const since = await room.messages.history({ start });
    expect(since.items.map(({ text }) => text)).toEqual(expect.arrayContaining(['2', '3', '4']));
    const versions = await room.messages.getVersions(sent[0]?.serial ?? '');
    expect(versions.items.map(({ text }) => text)).toEqual(['1']);
    const unknown = room.messages.get('01700000000000-000@x:0');
    await expect(unknown).rejects.toMatchObject({ code: 40400, statusCode: 404 });
  });

  it('count reactions of three types, in total and per client', async () => {
    const [ana, budi] = await both(`reactions-${format}`);
    const { serial } = await ana.messages.send({ text: 'react' });
    const summaries = collect<MessageReactionSummaryEvent>(6, (listener) =>
      budi.messages.reactions.subscribe(listener),
    );
    const raw = collect<MessageReactionRawEvent>(6, (listener) =>
      budi.messages.reactions.subscribeRaw(listener),
    );
    const { Unique, Distinct, Multiple } = MessageReactionType;
    await ana.messages.reactions.send(serial, { type: Unique, name: 'a' });
    await ana.messages.reactions.send(serial, { type: Unique, name: 'b' });
    await budi.messages.reactions.send(serial, { type: Distinct, name: 'a' });
    await budi.messages.reactions.send(serial, { type: Multiple, name: 'a', count: 5 });
    await ana.messages.reactions.send(serial, { type: Multiple, name: 'a' });
    await ana.messages.reactions.delete(serial, { type: Unique });
    const list = (...clientIds: string[]): object => ({
      total: clientIds.length,
      clientIds,
      clipped: false,
    });
    const multiple = {
      a: {
        total: 6,
        clientIds: { budi: 5, ana: 1 },
        totalUnidentified: 0,
        totalClientIds: 2,
        clipped: false,
      },
    };
    const seen = await summaries;
    expect(seen[1]).toMatchObject({
      messageSerial: serial,
      reactions: { unique: { b: list('ana') } },
    });
    expect(seen[5]?.reactions).toEqual({ unique: {}, distinct: { a: list('budi') }, multiple });
    expect((await ana.messages.get(serial)).reactions).toEqual(seen[5]?.reactions);
    const clientSummary = await ana.messages.reactions.clientReactions(serial, 'budi');
    expect(clientSummary).toMatchObject({
      unique: {},
      distinct: { a: { clientIds: ['budi'] } },
      multiple: { a: { clientIds: { budi: 5 }, total: 6 } },
    });
    const events = await raw;
    expect(
      events.map(({ type, reaction }) => [type, reaction.type, reaction.name, reaction.clientId]),
    ).toEqual([
      [MessageReactionRawEventType.Create, Unique, 'a', 'ana'],
      [MessageReactionRawEventType.Create, Unique, 'b', 'ana'],
      [MessageReactionRawEventType.Create, Distinct, 'a', 'budi'],
      [MessageReactionRawEventType.Create, Multiple, 'a', 'budi'],
      [MessageReactionRawEventType.Create, Multiple, 'a', 'ana'],
      [MessageReactionRawEventType.Delete, Unique, '', 'ana'],
    ]);
    expect(events[3]?.reaction.count).toBe(5);
    const path = `reactions-${format}/messages/${encodeURIComponent(serial)}/reactions`;
    const response = await rest('POST', path, { type: 'distinct', name: 'x' });
    expect([response.statusCode, response.items]).toEqual([201, [{ serial: expect.any(String) }]]);
    for (const invalid of [{ type: 'other', name: 'x' }, { type: 'distinct' }, { name: 'x' }]) {
      expect(await rest('POST', path, invalid)).toMatchObject({
        statusCode: 400,
        errorCode: 40000,
      });
    }
  });

  it('deliver typing, room reactions, presence and occupancy', async () => {
    const name = `live-${format}`;
    const [ana, budi] = await both(name);
    const typing: TypingSetEvent[] = [];
    budi.typing.subscribe((event) => typing.push(event));
    await ana.typing.keystroke();
    await waitUntil(() => typing.length === 1);
    await ana.typing.stop();
    await waitUntil(() => typing.length === 2);
    expect(
      typing.map(({ change, currentlyTyping }) => [change.type, [...currentlyTyping]]),
    ).toEqual([
      ['typing.started', ['ana']],
      ['typing.stopped', []],
    ]);
    const reaction = collect<{ reaction: object }>(1, (listener) =>
      budi.reactions.subscribe(listener),
    );
    await ana.reactions.send({ name: 'like', metadata: { m: 1 }, headers: { h: 'x' } });
    expect((await reaction)[0]?.reaction).toMatchObject({
      name: 'like',
      clientId: 'ana',
      metadata: { m: 1 },
      headers: { h: 'x' },
    });
    const presence = collect<PresenceEvent>(3, (listener) => budi.presence.subscribe(listener));
    await ana.presence.enter({ mood: 'calm' });
    await ana.presence.update({ mood: 'busy' });
    await ana.presence.leave();
    expect(
      (await presence).map(({ type, member }) => [type, member.clientId, member.data as unknown]),
    ).toEqual([
      ['enter', 'ana', { mood: 'calm' }],
      ['update', 'ana', { mood: 'busy' }],
      ['leave', 'ana', expect.anything()],
    ]);
    await budi.presence.enter();
    expect(await budi.presence.isUserPresent('budi')).toBe(true);
    expect(await ana.occupancy.get()).toEqual({ connections: 2, presenceMembers: 1 });
    await waitUntil(() => ana.occupancy.current?.presenceMembers === 1);
    const history = await ably.rest().channels.get(`${name}::$chat`).history();
    expect(history.items).toEqual([]);
  });

  it('carry the user claim of the sender', async () => {
    const name = `claimed-${format}`;
    const more = { [`ably.room.${name}`]: 'host' };
    const host = await open(name, 'ana', jwt('ana', more));
    const participant = await open(name, 'budi');
    const received = collect<ChatMessageEvent>(1, (listener) =>
      participant.messages.subscribe(listener),
    );
    const reacted = collect<MessageReactionRawEvent>(1, (listener) =>
      participant.messages.reactions.subscribeRaw(listener),
    );
    const sent = await host.messages.send({ text: 'halo' });
    await host.messages.reactions.send(sent.serial, { name: 'x' });
    await host.presence.enter();
    expect(sent.userClaim).toBe('host');
    expect((await received)[0]?.message.userClaim).toBe('host');
    expect((await reacted)[0]?.reaction.userClaim).toBe('host');
    await waitUntil(async () => (await participant.presence.get())[0]?.userClaim === 'host');
    expect((await participant.messages.history({})).items[0]?.userClaim).toBe('host');
  });

  it('reject operations without the capability', async () => {
    const name = `guarded-${format}`;
    const [ana] = await both(name);
    const { serial } = await ana.messages.send({ text: 'mine' });
    const rights = (operations: string[]): string =>
      jwt('budi', { 'x-ably-capability': JSON.stringify({ [name]: operations }) });
    const reader = await open(name, 'budi', rights(['subscribe', 'history']));
    const denied = { code: 40160, statusCode: 401 };
    await expect(reader.messages.send({ text: '' })).rejects.toMatchObject(denied);
    await expect(reader.messages.reactions.send(serial, { name: 'x' })).rejects.toMatchObject(
      denied,
    );
    const own = await open(name, 'budi', rights(['*']));
    await own.messages.update(serial, { text: 'changed' });
    const limited = await open(
      name,
      'budi',
      rights(['subscribe', 'publish', 'message-update-own']),
    );
    await expect(limited.messages.update(serial, { text: 'x' })).rejects.toMatchObject(denied);
    await expect(limited.messages.delete(serial)).rejects.toMatchObject(denied);
    const path = `${name}/messages`;
    for (const invalid of [
      {},
      { text: 7 },
      { text: 'x', metadata: 'y' },
      { text: 'x', headers: [] },
    ]) {
      expect(await rest('POST', path, invalid)).toMatchObject({
        statusCode: 400,
        errorCode: 40000,
      });
    }
    const long = { text: 'x'.repeat(70_000) };
    expect(await rest('POST', path, long)).toMatchObject({ statusCode: 400, errorCode: 40009 });
  });

  it('report lost continuity', async () => {
    const room = await open(`gap-${format}`, 'ana');
    const gap = new Promise<unknown>((resolve) =>
      room.onDiscontinuity((reason) => resolve([reason.code, room.status])),
    );
    ably.server.faults.loseState();
    expect(await gap).toEqual([102100, RoomStatus.Attached]);
    await room.messages.send({ text: 'still here' });
  });
});
