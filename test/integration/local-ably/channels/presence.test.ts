import type { PresenceMessage } from 'ably';
import type { AblyFixture } from '../../../support/servers/ably-fixture';
import { collect, startAblyFixture, waitUntil } from '../../../support/servers/ably-fixture';

describe.each([
  ['json', false],
  ['msgpack', true],
])('presence in %s', (_format, useBinaryProtocol) => {
  let ably: AblyFixture;
  beforeAll(async () => {
    ably = await startAblyFixture({ limits: { maxPresenceMembers: 250 } });
  });
  afterAll(() => ably.stop());

  it('delivers enter, update and leave to all subscribers', async () => {
    const watcher = ably.realtime({ useBinaryProtocol }).channels.get('room');
    const received = collect<PresenceMessage>(3, (listener) =>
      watcher.presence.subscribe(listener),
    );
    await watcher.attach();
    const member = ably.realtime({ useBinaryProtocol, clientId: 'ana' }).channels.get('room');
    await member.presence.enter({ mood: 'calm' });
    await member.presence.update('typing');
    await member.presence.leave();
    const events = await received;
    expect(events.map((event) => event.action)).toEqual(['enter', 'update', 'leave']);
    expect(events[0]?.data).toEqual({ mood: 'calm' });
    expect(events[2]?.data).toBe('typing');
    expect(events[0]?.clientId).toBe('ana');
  });

  it('syncs all members to a new subscriber in several pages', async () => {
    const crowd = ably.realtime({ useBinaryProtocol }).channels.get('crowd');
    await Promise.all(
      Array.from({ length: 230 }, (_, i) => crowd.presence.enterClient(`c${i}`, String(i))),
    );
    const lateSubscriber = ably.realtime({ useBinaryProtocol }).channels.get('crowd');
    expect(await lateSubscriber.presence.get()).toHaveLength(230);
    const rest = ably.rest({ useBinaryProtocol }).channels.get('crowd');
    const page = await rest.presence.get({ limit: 200 });
    expect(page.items).toHaveLength(200);
    expect((await page.next())?.items).toHaveLength(30);
    expect((await rest.presence.history({ limit: 1000 })).items).toHaveLength(230);
  });

  it('removes members immediately when their connection closes', async () => {
    const watcher = ably.realtime({ useBinaryProtocol }).channels.get('leaving');
    await watcher.attach();
    const client = ably.realtime({ useBinaryProtocol, clientId: 'budi' });
    await client.channels.get('leaving').presence.enter();
    await waitUntil(async () => (await watcher.presence.get()).length === 1);
    client.close();
    await waitUntil(async () => (await watcher.presence.get()).length === 0);
  });

  it('reads presence history up to the attachment', async () => {
    const early = ably.realtime({ useBinaryProtocol, clientId: 'early' }).channels.get('until');
    await early.presence.enter();
    const lateSubscriber = ably
      .realtime({ useBinaryProtocol, clientId: 'late' })
      .channels.get('until');
    await lateSubscriber.attach();
    await lateSubscriber.presence.enter();
    const page = await lateSubscriber.presence.history({ untilAttach: true });
    expect(page.items.map((item) => item.clientId)).toEqual(['early']);
  });

  it('rejects members above the limit with 91003', async () => {
    const full = ably.realtime({ useBinaryProtocol }).channels.get('full');
    await Promise.all(Array.from({ length: 250 }, (_, i) => full.presence.enterClient(`c${i}`)));
    await expect(full.presence.enterClient('one too many')).rejects.toMatchObject({ code: 91003 });
  });
});
