import type { Redis } from 'ioredis';
import type { PresenceStatus } from '../words';
import type { Device, OwnPresence, PresenceView } from './device';
import { BEAT, LEAVE, SWEEP } from './presence-scripts';

const DAY = 24 * 60 * 60 * 1000;
/** For so long it is known when somebody was last here. */
const KEPT_MS = 30 * DAY;
/** A page that is loaded again, or a line that breaks and comes back, is no absence. */
const GRACE_MS = 3_000;
const SWEEP_AT_ONCE = 200;
const DEVICE = 'device:';

/** Who is here, in Redis: worth nothing a minute later, and whole again a moment after a loss. */
export class PresenceStore {
  /** All devices, by the moment at which they lapse. */
  private readonly active: string;
  private readonly people: string;

  constructor(
    private readonly redis: Redis,
    prefix: string,
    private readonly channel: string,
  ) {
    this.active = `${prefix}:active_users`;
    this.people = `${prefix}:presence:`;
  }

  /** Says that devices are there; tells everybody of those whose status changed. */
  async beat(devices: Device[]): Promise<void> {
    if (devices.length === 0) return;
    const rows = devices.flatMap(({ userId, id, lifetime, status, ...rest }) => [
      ...[userId, id, lifetime, status],
      JSON.stringify(rest),
    ]);
    await this.redis.eval(BEAT, 1, this.active, ...this.common(), ...rows);
  }

  /** Devices that left; whoever has no other is offline a moment later. */
  async leave(devices: Pick<Device, 'userId' | 'id'>[]): Promise<void> {
    const members = devices.map(({ userId, id }) => `${userId}:${id}`);
    await this.redis.eval(LEAVE, 1, this.active, GRACE_MS, ...members);
  }

  /** Lets go of devices that were not heard of in time; tells everybody of those it concerns. */
  async sweep(): Promise<void> {
    let lapsed: unknown;
    do {
      lapsed = await this.redis.eval(SWEEP, 1, this.active, ...this.common(), SWEEP_AT_ONCE);
    } while (lapsed === SWEEP_AT_ONCE);
  }

  async read(userIds: string[]): Promise<PresenceView[]> {
    if (userIds.length === 0) return [];
    const asked = this.redis.pipeline();
    for (const id of userIds) asked.hmget(this.people + id, 'status', 'lastSeen');
    const answers = (await asked.exec()) ?? [];
    return userIds.map((userId, index) => {
      const [error, fields] = answers[index] ?? [];
      if (error) throw error;
      const [status, lastSeen] = (fields ?? []) as (string | null)[];
      return presenceView(userId, status, lastSeen);
    });
  }

  async readOwn(userId: string): Promise<Omit<OwnPresence, 'typingIn'>> {
    const { status, lastSeen, ...rest } = await this.redis.hgetall(this.people + userId);
    const devices = Object.entries(rest).map(([field, text]) => ({
      socketId: field.slice(DEVICE.length),
      ...(JSON.parse(text.slice(text.indexOf(' '))) as Omit<Device, 'id' | 'userId' | 'status'>),
    }));
    const conversations = devices.flatMap((device) => device.currentConversations);
    return {
      ...presenceView(userId, status, lastSeen),
      currentConversations: [...new Set(conversations)],
      devices: devices.map(({ currentConversations: _, ...device }) => device),
    };
  }

  private common(): (string | number)[] {
    return [this.people, this.channel, KEPT_MS];
  }
}

export function presenceView(
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
