import { loadConfig } from '../../../src/config/config';
import { createContext } from '../../../src/context';
import type { Context } from '../../../src/context';
import { createLogger } from '../../../src/logger';
import type { Device, PresenceView } from '../../../src/delivery/presence/device';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
/** A second API process: another context on the same databases. */
let second: Context;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  const { config, secrets } = loadConfig(system.env);
  const logger = createLogger('second', 'silent');
  second = await createContext({ config, secrets, logger });
  await waitFor('Redis', () => second.redis.status === 'ready');
  second.userPresence.start();
  for (const context of [system.context, second])
    await waitFor('its subscription', () => isSubscribed(context));
});
afterAll(async () => {
  await second.dispose();
  await system.stop();
});

/** Whether the process receives a change made now. */
async function isSubscribed(context: Context): Promise<boolean> {
  const id = newUserId();
  const received = statusesOf(context, id);
  await context.userPresence.report(device(id, { lifetime: 100 }));
  await isSeen(id, 'offline');
  return received.length === 2;
}

let userCount = 1_000;
let devices = 0;

const newUserId = (): string => String((userCount += 1));

function device(userId: string, more: Partial<Device> = {}): Device {
  const id = `device-${(devices += 1)}`;
  const defaults = { platform: 'web', version: null, currentConversations: [] } as const;
  return { ...defaults, id, userId, status: 'online', lifetime: 15_000, ...more } as Device;
}

/** Records the statuses of a user that a process reports from now on. */
function statusesOf(at: Context, userId: string): PresenceView['status'][] {
  const received: PresenceView['status'][] = [];
  at.userPresence.watch(({ status }) => received.push(status)).setUsers([userId]);
  return received;
}

async function presenceOf(userId: string): Promise<PresenceView | undefined> {
  return (await second.userPresence.find([userId])).get(userId);
}

const isSeen = (userId: string, status: PresenceView['status']): Promise<unknown> =>
  waitFor(`${userId} to be ${status}`, async () => (await presenceOf(userId))?.status === status);

describe('a user', () => {
  it('is offline and never seen before the first heartbeat', async () => {
    const id = newUserId();
    expect(await presenceOf(id)).toEqual({ userId: id, status: 'offline', lastSeen: null });
  });

  it('is seen by all processes in the four states, each reported once', async () => {
    const id = newUserId();
    const received = [statusesOf(system.context, id), statusesOf(second, id)];
    const connection = system.context.userPresence.connect(device(id));
    await isSeen(id, 'online');
    for (const status of ['away', 'away', 'busy', 'offline', 'online'] as const) {
      connection.update({ status });
      await isSeen(id, status);
    }
    connection.disconnect();
    await isSeen(id, 'offline');
    const expected = ['online', 'away', 'busy', 'offline', 'online', 'offline'];
    await waitFor('all', () => received.every((list) => list.length === expected.length));
    expect(received).toEqual([expected, expected]);
  });

  it('has the highest status of several devices and stays present while one is left', async () => {
    const id = newUserId();
    const phone = system.context.userPresence.connect(device(id, { status: 'away' }));
    const page = second.userPresence.connect(device(id));
    await isSeen(id, 'online');
    page.disconnect();
    await isSeen(id, 'away');
    phone.update({ status: 'busy' });
    await isSeen(id, 'busy');
    phone.disconnect();
    await isSeen(id, 'offline');
  });

  it('does not go offline when reconnecting at once', async () => {
    const id = newUserId();
    const received = statusesOf(second, id);
    system.context.userPresence.connect(device(id)).disconnect();
    await isSeen(id, 'online');
    const reconnected = system.context.userPresence.connect(device(id));
    const otherId = newUserId();
    const otherConnection = system.context.userPresence.connect(device(otherId));
    await isSeen(otherId, 'online');
    otherConnection.disconnect();
    // This device left after the first one and has expired, so the first one has as well.
    await isSeen(otherId, 'offline');
    expect(received).toEqual(['online']);
    reconnected.disconnect();
  });

  it('goes offline without heartbeats, with the time they were last seen', async () => {
    const id = newUserId();
    const received = statusesOf(second, id);
    const before = Date.now();
    await system.context.userPresence.report(device(id, { lifetime: 500 }));
    await waitFor('the end', () => received.length === 2);
    expect(received).toEqual(['online', 'offline']);
    const { lastSeen } = (await presenceOf(id)) ?? {};
    expect(Date.parse(lastSeen ?? '')).toBeGreaterThanOrEqual(before - 1_000);
    expect(Date.parse(lastSeen ?? '')).toBeLessThanOrEqual(Date.now());
  });

  it('leaves no last-seen time while invisible', async () => {
    const id = newUserId();
    await system.context.userPresence.report(device(id, { status: 'offline' }));
    expect(await presenceOf(id)).toEqual({ userId: id, status: 'offline', lastSeen: null });
  });
});

describe('presence', () => {
  it('recovers within seconds after Redis lost all data', async () => {
    const id = newUserId();
    const connection = system.context.userPresence.connect(device(id));
    await isSeen(id, 'online');
    const keys = await system.context.redis.keys(`${system.redisPrefix}:*`);
    await system.context.redis.del(...keys);
    expect((await presenceOf(id))?.status).toBe('offline');
    await isSeen(id, 'online');
    connection.disconnect();
  });

  it('reports a change whose notification was lost', async () => {
    const id = newUserId();
    const received = statusesOf(second, id);
    const connection = system.context.userPresence.connect(device(id));
    await waitFor('the first', () => received.length === 1);
    // As after a lost notification: the status is stored but was not published.
    await system.context.redis.hset(`${system.redisPrefix}:presence:${id}`, 'status', 'busy');
    expect((await presenceOf(id))?.status).toBe('busy');
    expect(received).toEqual(['online', 'busy']);
    connection.disconnect();
  });

  it('keeps the last known statuses while Redis is unavailable', async () => {
    const id = newUserId();
    const received = statusesOf(second, id);
    const key = `${system.redisPrefix}:presence:${id}`;
    const connection = system.context.userPresence.connect(device(id));
    await waitFor('the first', () => received.length === 1);
    const stored = (await system.context.redis.dumpBuffer(key)) ?? Buffer.alloc(0);
    await system.context.redis.set(key, 'no hash');
    expect((await presenceOf(id))?.status).toBe('offline');
    await system.context.redis.restore(key, 0, stored, 'REPLACE');
    expect((await presenceOf(id))?.status).toBe('online');
    connection.update({ status: 'away' });
    await waitFor('the change', () => received.at(-1) === 'away');
    expect(received).toEqual(['online', 'away']);
    connection.disconnect();
  });

  it('reports nothing after a watch has ended', async () => {
    const id = newUserId();
    const received: string[] = [];
    const watch = second.userPresence.watch(({ status }) => received.push(status));
    watch.setUsers([id]);
    const connection = system.context.userPresence.connect(device(id));
    await waitFor('the first', () => received.length === 1);
    watch.setUsers([]);
    const control = statusesOf(second, id);
    connection.update({ status: 'busy' });
    await waitFor('the second watcher', () => control.length === 1);
    expect(received).toEqual(['online']);
    watch.close();
    connection.disconnect();
  });
});
