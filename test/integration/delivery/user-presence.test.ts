import { systemClock } from '../../../src/clock';
import { loadConfig } from '../../../src/config/config';
import { createContext } from '../../../src/context';
import type { Context } from '../../../src/context';
import { createLogger } from '../../../src/logger';
import type { Device, PresenceView } from '../../../src/delivery/presence/device';
import { startSystem } from '../../support/harness/test-system';
import type { TestSystem } from '../../support/harness/test-system';
import { waitFor } from '../../support/harness/wait-for';

let system: TestSystem;
/** A second API process: another context on the same servers. */
let second: Context;
beforeAll(async () => {
  system = await startSystem({ worker: false });
  const { config, secrets } = loadConfig(system.env);
  const logger = createLogger('second', 'silent');
  second = await createContext({ config, secrets, clock: systemClock, logger });
  await waitFor('Redis', () => second.redis.status === 'ready');
  second.userPresence.start();
  for (const context of [system.context, second]) await waitFor('its ears', () => hears(context));
});
afterAll(async () => {
  await second.dispose();
  await system.stop();
});

/** Whether a change made now is heard there. */
async function hears(context: Context): Promise<boolean> {
  const id = personId();
  const heard = statusesOf(context, id);
  await context.userPresence.report(device(id, { lifetime: 100 }));
  await isSeen(id, 'offline');
  return heard.length === 2;
}

let people = 1_000;
let devices = 0;

const personId = (): string => String((people += 1));

function device(userId: string, more: Partial<Device> = {}): Device {
  const id = `device-${(devices += 1)}`;
  const plain = { platform: 'web', version: null, currentConversations: [] } as const;
  return { ...plain, id, userId, status: 'online', lifetime: 15_000, ...more } as Device;
}

/** Everything that a process tells of a person from now on. */
function statusesOf(at: Context, userId: string): PresenceView['status'][] {
  const heard: PresenceView['status'][] = [];
  at.userPresence.watch(({ status }) => heard.push(status)).setUsers([userId]);
  return heard;
}

async function seen(userId: string): Promise<PresenceView | undefined> {
  return (await second.userPresence.find([userId])).get(userId);
}

const isSeen = (userId: string, status: PresenceView['status']): Promise<unknown> =>
  waitFor(`${userId} to be ${status}`, async () => (await seen(userId))?.status === status);

describe('a person', () => {
  it('is offline and never seen until they come', async () => {
    const id = personId();
    expect(await seen(id)).toEqual({ userId: id, status: 'offline', lastSeen: null });
  });

  it('is seen at all processes in the four states, each told once', async () => {
    const id = personId();
    const heard = [statusesOf(system.context, id), statusesOf(second, id)];
    const seat = system.context.userPresence.connect(device(id));
    await isSeen(id, 'online');
    for (const status of ['away', 'away', 'busy', 'offline', 'online'] as const) {
      seat.update({ status });
      await isSeen(id, status);
    }
    seat.disconnect();
    await isSeen(id, 'offline');
    const told = ['online', 'away', 'busy', 'offline', 'online', 'offline'];
    await waitFor('all', () => heard.every((list) => list.length === told.length));
    expect(heard).toEqual([told, told]);
  });

  it('with several devices is as the busiest of them, and stays while one is left', async () => {
    const id = personId();
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

  it('who comes back at once was never gone', async () => {
    const id = personId();
    const heard = statusesOf(second, id);
    system.context.userPresence.connect(device(id)).disconnect();
    await isSeen(id, 'online');
    const again = system.context.userPresence.connect(device(id));
    const witness = personId();
    const left = system.context.userPresence.connect(device(witness));
    await isSeen(witness, 'online');
    left.disconnect();
    // Left later than the first line, and is gone: so the first line is gone as well.
    await isSeen(witness, 'offline');
    expect(heard).toEqual(['online']);
    again.disconnect();
  });

  it('who says no more that they are here is offline soon, with the time they were last seen', async () => {
    const id = personId();
    const heard = statusesOf(second, id);
    const before = Date.now();
    await system.context.userPresence.report(device(id, { lifetime: 500 }));
    await waitFor('the end', () => heard.length === 2);
    expect(heard).toEqual(['online', 'offline']);
    const { lastSeen } = (await seen(id)) ?? {};
    expect(Date.parse(lastSeen ?? '')).toBeGreaterThanOrEqual(before - 1_000);
    expect(Date.parse(lastSeen ?? '')).toBeLessThanOrEqual(Date.now());
  });

  it('who hides leaves no trace of having been here', async () => {
    const id = personId();
    await system.context.userPresence.report(device(id, { status: 'offline' }));
    expect(await seen(id)).toEqual({ userId: id, status: 'offline', lastSeen: null });
  });
});

describe('presence', () => {
  it('is whole again within seconds after Redis lost everything', async () => {
    const id = personId();
    const seat = system.context.userPresence.connect(device(id));
    await isSeen(id, 'online');
    const keys = await system.context.redis.keys(`${system.redisPrefix}:*`);
    await system.context.redis.del(...keys);
    expect((await seen(id))?.status).toBe('offline');
    await isSeen(id, 'online');
    seat.disconnect();
  });

  it('tells whoever watches also of a change that was lost and that somebody else saw', async () => {
    const id = personId();
    const heard = statusesOf(second, id);
    const seat = system.context.userPresence.connect(device(id));
    await waitFor('the first', () => heard.length === 1);
    // As after a call that was lost: nobody is told what Redis knows now.
    await system.context.redis.hset(`${system.redisPrefix}:presence:${id}`, 'status', 'busy');
    expect((await seen(id))?.status).toBe('busy');
    expect(heard).toEqual(['online', 'busy']);
    seat.disconnect();
  });

  it('forgets nothing of what it knows while Redis cannot be asked', async () => {
    const id = personId();
    const heard = statusesOf(second, id);
    const key = `${system.redisPrefix}:presence:${id}`;
    const seat = system.context.userPresence.connect(device(id));
    await waitFor('the first', () => heard.length === 1);
    const kept = (await system.context.redis.dumpBuffer(key)) ?? Buffer.alloc(0);
    await system.context.redis.set(key, 'no hash');
    expect((await seen(id))?.status).toBe('offline');
    await system.context.redis.restore(key, 0, kept, 'REPLACE');
    expect((await seen(id))?.status).toBe('online');
    seat.update({ status: 'away' });
    await waitFor('the change', () => heard.at(-1) === 'away');
    expect(heard).toEqual(['online', 'away']);
    seat.disconnect();
  });

  it('tells nobody who stopped watching', async () => {
    const id = personId();
    const heard: string[] = [];
    const watch = second.userPresence.watch(({ status }) => heard.push(status));
    watch.setUsers([id]);
    const seat = system.context.userPresence.connect(device(id));
    await waitFor('the first', () => heard.length === 1);
    watch.setUsers([]);
    const witness = statusesOf(second, id);
    seat.update({ status: 'busy' });
    await waitFor('the witness', () => witness.length === 1);
    expect(heard).toEqual(['online']);
    watch.close();
    seat.disconnect();
  });
});
