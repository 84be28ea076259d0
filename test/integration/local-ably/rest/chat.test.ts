import { ChatClient, ChatMessageEventType, type ChatMessageEvent, type Room } from '@ably/chat';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { collect, startAblyFixture, waitUntil } from '../../../support/servers/ably-fixture';

describe.each([
  ['json', false],
  ['msgpack', true],
])('@ably/chat in %s', (_format, useBinaryProtocol) => {
  let ably: AblyFixture;
  let room: Room;
  let otherRoom: Room;
  const chats: ChatClient[] = [];

  async function openRoom(clientId: string, name: string): Promise<Room> {
    const client = new ChatClient(ably.realtime({ clientId, useBinaryProtocol }));
    chats.push(client);
    const opened = await client.rooms.get(name, {
      occupancy: { enableEvents: true },
      messages: { rawMessageReactions: true },
    });
    await opened.attach();
    return opened;
  }

  beforeAll(async () => {
    ably = await startAblyFixture();
    room = await openRoom('ana', 'living');
    otherRoom = await openRoom('budi', 'living');
  });
  afterAll(async () => {
    await Promise.all(chats.map((chat) => chat.dispose()));
    await ably.stop();
  });

  it('sends, updates and deletes a message that another client receives', async () => {
    const seen = collect<ChatMessageEvent>(3, (listener) => otherRoom.messages.subscribe(listener));
    const sent = await room.messages.send({
      text: 'halo',
      metadata: { mood: 'calm' },
      headers: { lang: 'id' },
    });
    expect(sent).toMatchObject({ text: 'halo', clientId: 'ana', headers: { lang: 'id' } });
    const updated = await room.messages.update(
      sent.serial,
      { text: 'halo!' },
      { description: 'typo' },
    );
    expect(updated).toMatchObject({
      text: 'halo!',
      serial: sent.serial,
      metadata: {},
      headers: {},
    });
    expect(updated.version.description).toBe('typo');
    await room.messages.delete(sent.serial, { description: 'gone' });
    const events = await seen;
    expect(events.map((event) => event.type)).toEqual([
      ChatMessageEventType.Created,
      ChatMessageEventType.Updated,
      ChatMessageEventType.Deleted,
    ]);
    expect(events[0]?.message).toMatchObject({
      text: 'halo',
      metadata: { mood: 'calm' },
      headers: { lang: 'id' },
    });
    expect(events[1]?.message.text).toBe('halo!');
    expect(events[1]?.message.version.clientId).toBe('ana');
    expect(events[2]?.message).toMatchObject({ action: 'message.delete', text: '' });
  });

  it('lists history up to the point of subscription', async () => {
    const first = await openRoom('ana', 'history');
    for (const text of ['one', 'two', 'three']) await first.messages.send({ text });
    const second = await openRoom('budi', 'history');
    const subscription = second.messages.subscribe(() => undefined);
    await first.messages.send({ text: 'later' });
    const page = await subscription.historyBeforeSubscribe({ limit: 2 });
    expect(page.items.map((item) => item.text)).toEqual(['three', 'two']);
    expect((await page.next())?.items.map((item) => item.text)).toEqual(['one']);
    const message = await first.messages.get(page.items[0]!.serial);
    expect(message.text).toBe('three');
  });

  it('counts reactions and shows them in history', async () => {
    const message = await room.messages.send({ text: 'react to me' });
    const summaries = collect<{ reactions: { distinct?: Record<string, { total: number }> } }>(
      2,
      (listener) => otherRoom.messages.reactions.subscribe(listener),
    );
    await room.messages.reactions.send(message.serial, { name: '👍' });
    await otherRoom.messages.reactions.send(message.serial, { name: '👍' });
    await summaries;
    const again = await room.messages.get(message.serial);
    expect(again.reactions.distinct['👍']).toMatchObject({ total: 2, clientIds: ['ana', 'budi'] });
    const clientSummary = await room.messages.reactions.clientReactions(message.serial, 'budi');
    expect(clientSummary.distinct?.['👍']).toMatchObject({ clientIds: ['budi'] });
    await otherRoom.messages.reactions.delete(message.serial, { name: '👍' });
    await waitUntil(async () => {
      const now = await room.messages.get(message.serial);
      return now.reactions.distinct['👍']?.total === 1;
    });
  });

  it('shows typing, room reactions, presence and occupancy', async () => {
    const typing = collect<{ currentlyTyping: Set<string> }>(1, (listener) =>
      otherRoom.typing.subscribe(listener),
    );
    await room.typing.keystroke();
    expect((await typing)[0]?.currentlyTyping.has('ana')).toBe(true);
    const reactions = collect<{ reaction: { name: string } }>(1, (listener) =>
      otherRoom.reactions.subscribe(listener),
    );
    await room.reactions.send({ name: 'heart' });
    expect((await reactions)[0]?.reaction.name).toBe('heart');
    await room.presence.enter({ status: 'here' });
    await waitUntil(async () => (await otherRoom.presence.get()).length === 1);
    await waitUntil(() => otherRoom.occupancy.current?.presenceMembers === 1);
    expect(await room.occupancy.get()).toMatchObject({ connections: 2, presenceMembers: 1 });
  });
});
