import type { Redis } from 'ioredis';
import type { PresenceStatus } from '../../enums';
import type { Device, OwnPresence, PresenceView } from './device';
import { HEARTBEAT_SCRIPT, LEAVE_SCRIPT, EXPIRE_SCRIPT } from './presence-scripts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** For so long it is known when somebody was last here. */
const LAST_SEEN_TTL_MS = 30 * DAY_MS;
/** A page that is loaded again, or a line that breaks and comes back, is no absence. */
const LEAVE_GRACE_MS = 3_000;
const EXPIRE_BATCH_SIZE = 200;
const DEVICE_FIELD_PREFIX = 'device:';

/** Who is here, in Redis: worth nothing a minute later, and whole again a moment after a loss. */
export class PresenceStore {
  /** All devices, by the moment at which they lapse. */
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

  /** Says that devices are there; tells everybody of those whose status changed. */
  async recordHeartbeats(devices: Device[]): Promise<void> {
    if (devices.length === 0) return;
    const rows = devices.flatMap(({ userId, id, lifetime, status, ...rest }) => [
      ...[userId, id, lifetime, status],
      JSON.stringify(rest),
    ]);
    await this.redis.eval(HEARTBEAT_SCRIPT, 1, this.devicesKey, ...this.scriptArguments(), ...rows);
  }

  /** Devices that left; whoever has no other is offline a moment later. */
  async recordLeaves(devices: Pick<Device, 'userId' | 'id'>[]): Promise<void> {
    const members = devices.map(({ userId, id }) => `${userId}:${id}`);
    await this.redis.eval(LEAVE_SCRIPT, 1, this.devicesKey, LEAVE_GRACE_MS, ...members);
  }

  /** Lets go of devices that were not heard of in time; tells everybody of those it concerns. */
  async expireDevices(): Promise<void> {
    let lapsed: unknown;
    do {
      lapsed = await this.redis.eval(
        EXPIRE_SCRIPT,
        1,
        this.devicesKey,
        ...this.scriptArguments(),
        EXPIRE_BATCH_SIZE,
      );
    } while (lapsed === EXPIRE_BATCH_SIZE);
  }

  async read(userIds: string[]): Promise<PresenceView[]> {
    if (userIds.length === 0) return [];
    const asked = this.redis.pipeline();
    for (const id of userIds) asked.hmget(this.userKeyPrefix + id, 'status', 'lastSeen');
    const answers = (await asked.exec()) ?? [];
    return userIds.map((userId, index) => {
      const [error, fields] = answers[index] ?? [];
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
