import type { Redis } from 'ioredis';
import type { PresenceStatus } from '../../enums';
import type { Device, OwnPresence, PresenceView } from './device';
import { HEARTBEAT_SCRIPT, LEAVE_SCRIPT, EXPIRE_SCRIPT } from './presence-scripts';

const DAY_MS = 24 * 60 * 60 * 1000;
const LAST_SEEN_TTL_MS = 30 * DAY_MS;
/** A reloaded page or a reconnecting socket does not make a user offline. */
const LEAVE_GRACE_MS = 3_000;
const EXPIRE_BATCH_SIZE = 200;
const DEVICE_FIELD_PREFIX = 'device:';

/** Presence in Redis. Losing it is harmless: heartbeats restore it within seconds. */
export class PresenceStore {
  /** Sorted set of all devices by expiry. */
  private readonly devicesKey: string;
  private readonly userKeyPrefix: string;

  constructor(
    private readonly redis: Redis,
    prefix: string,
    private readonly channel: string,
  ) {
    this.devicesKey = `${prefix}:active_users`;
    this.userKeyPrefix = `${prefix}:presence:`;
  }

  /** Publishes the users whose status changed. */
  async recordHeartbeats(devices: Device[]): Promise<void> {
    if (devices.length === 0) return;
    const rows = devices.flatMap(({ userId, id, lifetime, status, ...rest }) => [
      ...[userId, id, lifetime, status],
      JSON.stringify(rest),
    ]);
    await this.redis.eval(HEARTBEAT_SCRIPT, 1, this.devicesKey, ...this.scriptArguments(), ...rows);
  }

  /** Users without another device go offline after the grace period. */
  async recordLeaves(devices: Pick<Device, 'userId' | 'id'>[]): Promise<void> {
    const members = devices.map(({ userId, id }) => `${userId}:${id}`);
    await this.redis.eval(LEAVE_SCRIPT, 1, this.devicesKey, LEAVE_GRACE_MS, ...members);
  }

  /** Removes expired devices and publishes the users whose status changed. */
  async expireDevices(): Promise<void> {
    let expired: unknown;
    do {
      expired = await this.redis.eval(
        EXPIRE_SCRIPT,
        1,
        this.devicesKey,
        ...this.scriptArguments(),
        EXPIRE_BATCH_SIZE,
      );
    } while (expired === EXPIRE_BATCH_SIZE);
  }

  async read(userIds: string[]): Promise<PresenceView[]> {
    if (userIds.length === 0) return [];
    const pipeline = this.redis.pipeline();
    for (const id of userIds) pipeline.hmget(this.userKeyPrefix + id, 'status', 'lastSeen');
    const replies = (await pipeline.exec()) ?? [];
    return userIds.map((userId, index) => {
      const [error, fields] = replies[index] ?? [];
      if (error) throw error;
      const [status, lastSeen] = (fields ?? []) as (string | null)[];
      return toPresenceView(userId, status, lastSeen);
    });
  }

  async readOwn(userId: string): Promise<Omit<OwnPresence, 'typingIn'>> {
    const { status, lastSeen, ...rest } = await this.redis.hgetall(this.userKeyPrefix + userId);
    const devices = Object.entries(rest).map(([field, text]) => ({
      socketId: field.slice(DEVICE_FIELD_PREFIX.length),
      ...(JSON.parse(text.slice(text.indexOf(' '))) as Omit<Device, 'id' | 'userId' | 'status'>),
    }));
    const conversations = devices.flatMap((device) => device.currentConversations);
    return {
      ...toPresenceView(userId, status, lastSeen),
      currentConversations: [...new Set(conversations)],
      devices: devices.map(({ currentConversations: _, ...device }) => device),
    };
  }

  private scriptArguments(): (string | number)[] {
    return [this.userKeyPrefix, this.channel, LAST_SEEN_TTL_MS];
  }
}

export function toPresenceView(
  userId: string,
  status: string | null | undefined,
  lastSeen: string | null | undefined,
): PresenceView {
  return {
    userId,
    status: (status ?? 'offline') as PresenceStatus,
    lastSeen: lastSeen ? new Date(Number(lastSeen)).toISOString() : null,
  };
}
