import { afterTest } from '../../support/harness/after-test';
import { z } from 'zod';
import { beatResponse, ownPresenceResponse } from '../../../src/api/tutoring/presence-routes';
import { presenceResponse } from '../../../src/api/tutoring/tutoring-schemas';
import type { HubClient } from '../../support/clients/hub-client';
import { connectHubClient } from '../../support/clients/hub-client';
import { startSystem } from '../../support/harness/test-system';
import type { TestUser, TestSystem } from '../../support/harness/test-system';
import { TutoringFixture } from '../../support/fixtures/tutoring-fixture';
import { waitFor } from '../../support/harness/wait-for';

const presenceList = z.array(presenceResponse);

let system: TestSystem;
let fixture: TutoringFixture;
let student: TestUser;
let tutor: TestUser;
let id: string;
let opened: HubClient[];
beforeAll(async () => {
  system = await startSystem({ env: { PRESENCE_LOCATION: 'true', TRUST_PROXY: '1' } });
  fixture = new TutoringFixture(system);
});
beforeEach(async () => {
  opened = [];
  student = await system.addUser('client');
  tutor = await system.addUser('psychologist');
  id = await fixture.createDirect(tutor, student);
});
afterEach(async () => {
  for (const client of opened) if (!client.closed) await client.close();
});
afterAll(() => system.stop());

async function connect(as: TestUser, more = ''): Promise<HubClient> {
  const client = await connectHubClient(system, as, more);
  opened.push(client);
  return client;
}

async function follow(as: TestUser): Promise<HubClient> {
  const client = await connect(as);
  await client.join(id);
  return client;
}

/** The received statuses of a user, each change once. */
function statuses(client: HubClient, { id: userId }: TestUser): string[] {
  const all = client.eventsOf('user_presence').filter((one) => one.userId === userId);
  return all.map(({ status }) => status).filter((one, n, list) => one !== list[n - 1]);
}

async function ownPresence(as: TestUser) {
  const call = { as, reply: ownPresenceResponse };
  return (await system.call('GET', '/api/presence/me', call)).body.data;
}

async function listed(as: TestUser, ...users: TestUser[]) {
  const path = `/api/presence?userIds=${users.map((user) => user.id).join()}`;
  return (await system.call('GET', path, { as, reply: presenceList })).body.data;
}

describe('typing and receipts', () => {
  it('tutoring-10 show who is typing, until they send, stop or pause for six seconds', async () => {
    const [here, there] = [await follow(student), await follow(tutor)];
    const began = Date.now();
    here.send('typing', { conversationId: id, isTyping: true });
    await there.waitForEvent('user_typing', ({ isTyping }) => isTyping);
    const lateMember = await follow(tutor);
    expect(await lateMember.waitForEvent('user_typing')).toMatchObject({
      userId: student.id,
      isTyping: true,
    });
    await there.waitForEvent('user_typing', ({ isTyping }) => !isTyping);
    expect(Date.now() - began).toBeGreaterThan(5_500);
  });

  it('tutoring-11 show what was read, to connected members and to those who connect later', async () => {
    const [here, there] = [await follow(student), await follow(tutor)];
    const { id: messageId } = await here.sendMessage(id, 'Halo');
    there.send('mark_read', { conversationId: id, messageId });
    await here.waitForEvent('message_status', ({ status }) => status === 'read');
    const [message] = await fixture.messages(student, id);
    expect(message?.readBy).toEqual([{ userId: tutor.id, readAt: expect.any(String) }]);
  });
});

describe('presence', () => {
  it('tutoring-12 shows who is online only to users who share a conversation', async () => {
    const here = await follow(student);
    const stranger = await system.addUser('psychologist');
    const strangerClient = await connect(stranger);
    await waitFor('the status offline', () => statuses(here, tutor).join() === 'offline');
    const there = await connect(tutor);
    await waitFor('the status online', () => statuses(here, tutor).join() === 'offline,online');
    const [conversation] = await fixture.list(student);
    expect(conversation?.isOnline).toBe(true);
    expect(await listed(student, tutor, stranger)).toMatchObject([
      { userId: tutor.id, status: 'online' },
    ]);
    await there.close();
    await waitFor(
      'the status offline',
      () => statuses(here, tutor).join() === 'offline,online,offline',
    );
    expect((await fixture.list(student))[0]?.isOnline).toBe(false);
    expect(strangerClient.eventsOf('user_presence')).toEqual([]);
    expect(await listed(stranger, tutor, student)).toEqual([]);
  });

  it('tutoring-32 stores active users, typing and other short-lived state in Redis, with an expiry each', async () => {
    const here = await follow(student);
    here.send('typing', { conversationId: id, isTyping: true });
    await system.call('POST', '/api/v1/auth/ticket', { as: student });
    const { redis } = system.context;
    const key = (name: string): string => `${system.redisPrefix}:${name}`;
    const typing = key(`typing_status:${student.id}`);
    await waitFor('typing', async () => (await redis.get(typing)) === id);
    expect(await redis.pttl(typing)).toBeGreaterThan(0);
    expect(await redis.pttl(typing)).toBeLessThanOrEqual(6_000);
    const devices = await redis.zrange(key('active_users'), 0, '-1', 'WITHSCORES');
    const at = devices.findIndex((member) => member.startsWith(`${student.id}:`));
    expect(Number(devices[at + 1])).toBeLessThanOrEqual(Date.now() + 16_000);
    expect(await redis.pttl(key(`presence:${student.id}`))).toBeGreaterThan(0);
    const [ticket = ''] = await redis.keys(key('ticket:*'));
    expect(await redis.ttl(ticket)).toBeGreaterThan(0);
  });

  it('tutoring-78 has four statuses (C-36)', async () => {
    const there = await follow(tutor);
    const here = await follow(student);
    const expected = ['online'];
    for (const status of ['away', 'busy', 'offline', 'online']) {
      there.send('set_presence', { status });
      expected.push(status);
      await waitFor(status, () => statuses(here, tutor).join() === expected.join());
      expect(await ownPresence(tutor)).toMatchObject({ userId: tutor.id, status });
    }
  });

  it('tutoring-79 reports when a user was last seen', async () => {
    const [here, there] = [await follow(student), await follow(tutor)];
    await there.close();
    const offline = await here.waitForEvent(
      'user_presence',
      (one) => one.userId === tutor.id && one.status === 'offline' && one.lastSeen !== null,
    );
    expect(offline.lastSeen).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Math.abs(Date.now() - Date.parse(offline.lastSeen ?? ''))).toBeLessThan(20_000);
    expect(await listed(student, tutor)).toMatchObject([{ lastSeen: offline.lastSeen }]);
  });

  it("tutoring-80 reports a user's open conversations and where they are typing", async () => {
    const here = await follow(student);
    const isSeen = (typingIn: string | null, ...conversations: string[]): Promise<unknown> =>
      waitFor('the activity', async () => {
        const seen = await ownPresence(student);
        const expected = JSON.stringify([typingIn, conversations]);
        return JSON.stringify([seen.typingIn, seen.currentConversations]) === expected;
      });
    await isSeen(null, id);
    here.send('typing', { conversationId: id, isTyping: true });
    await isSeen(id, id);
    here.send('typing', { conversationId: id, isTyping: false });
    await isSeen(null, id);
    here.send('leave_conversation', { conversationId: id });
    await isSeen(null);
    expect((await ownPresence(student)).currentConversations).toEqual([]);
  });

  it('tutoring-81 reports the devices: platform, version and socket', async () => {
    await connect(tutor, '&platform=android&version=1.4.2');
    const body = { deviceId: 'page-1', status: 'away' };
    const call = { as: tutor, body, reply: beatResponse };
    const beat = await system.call('POST', '/api/presence', call);
    expect(beat.body.data.nextBeatIn).toBeLessThan(16);
    await waitFor('both devices', async () => (await ownPresence(tutor)).devices.length === 2);
    const { devices, status } = await ownPresence(tutor);
    expect(status).toBe('online');
    expect(devices).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          platform: 'android',
          version: '1.4.2',
          socketId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        }),
        expect.objectContaining({ platform: 'web', version: null, socketId: 'page-1' }),
      ]),
    );
  });

  it('tutoring-82 stores country and time zone where enabled, for the user only (C-35)', async () => {
    const here = await follow(student);
    const there = await connect(tutor, '&timezone=Asia/Jakarta');
    await waitFor('the device', async () => (await ownPresence(tutor)).devices.length === 1);
    const [device] = (await ownPresence(tutor)).devices;
    expect(device?.location).toEqual({ country: null, timezone: 'Asia/Jakarta' });
    await there.join(id);
    await here.waitForEvent('user_presence', ({ status }) => status === 'online');
    const others = [...here.frames, ...(await listed(student, tutor))];
    expect(JSON.stringify(others)).not.toMatch(/Jakarta|location|country/);
    const defaultSystem = await startSystem({ worker: false });
    afterTest(() => defaultSystem.stop());
    const user = await defaultSystem.addUser('client');
    const client = await connectHubClient(defaultSystem, user, '&timezone=Asia/Jakarta');
    const stored = await waitFor('the device', async () => {
      const call = { as: user, reply: ownPresenceResponse };
      const response = await defaultSystem.call('GET', '/api/presence/me', call);
      return response.body.data.devices.length === 1 && response.text;
    });
    expect(stored).not.toContain('Jakarta');
    await client.close();
  });

  it('tutoring-132 announces a change with user, status and last activity', async () => {
    const here = await follow(student);
    await connect(tutor);
    const expected = await here.waitForEvent('user_presence', ({ status }) => status === 'online');
    expect(expected).toEqual({
      userId: tutor.id,
      status: 'online',
      lastSeen: expect.stringMatching(/Z$/),
    });
  });
});
