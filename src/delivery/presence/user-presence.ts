import { AppError } from '../../errors';
import type { Logger } from '../../logger';
import type { Device, OwnPresence, PresenceView } from './device';
import type { PresenceChannel } from './presence-channel';
import type { PresenceStore } from './presence-store';
import type { TypingStatuses } from './typing-statuses';

/*
 * Who is here, in four states, and since when they are not (C-36). Each process says every five
 * seconds which devices are at its sockets; what is not said again lapses after fifteen, so that
 * those of a killed process are offline soon, whoever notices. All processes look for what lapsed.
 * Redis may be away, or lose everything: who is here is said again within five seconds; meanwhile
 * people seem to be offline, and nothing else suffers.
 */

const HEARTBEAT_INTERVAL_MS = 5_000;
const EXPIRE_INTERVAL_MS = 1_000;
/** Calls may be lost without a word, and Redis may forget. */
const REFRESH_INTERVAL_MS = 30_000;
const BATCH_SIZE = 200;

export interface DeviceConnection {
  /** Says at once what has changed about the device. */
  update(part: Partial<Pick<Device, 'status' | 'currentConversations'>>): void;
  disconnect(): void;
}

export interface PresenceWatch {
  /** Whose changes are told from now on, and nobody else's. */
  setUsers(userIds: Iterable<string>): void;
  close(): void;
}

type PresenceHandler = (presence: PresenceView) => void;

interface PresenceDeps {
  store: PresenceStore;
  channel: PresenceChannel;
  typing: TypingStatuses;
  logger: Logger;
}

export class UserPresence {
  private readonly devices = new Map<string, Device>();
  private readonly watchers = new Map<string, Set<PresenceHandler>>();
  /** Of those who are watched, what this process knows, and whether it has told that. */
  private readonly cache = new Map<string, { status: PresenceView['status']; isTold: boolean }>();
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly deps: PresenceDeps) {}

  start(): void {
    this.deps.channel.subscribe({
      changed: (presence) => this.onChange(presence),
      reconnected: () =>
        this.runInBackground(this.sendHeartbeats().then(() => this.refreshWatched())),
    });
    this.timers.push(
      setInterval(() => this.runInBackground(this.sendHeartbeats()), HEARTBEAT_INTERVAL_MS),
      setInterval(() => this.runInBackground(this.deps.store.expireDevices()), EXPIRE_INTERVAL_MS),
      setInterval(() => this.runInBackground(this.refreshWatched()), REFRESH_INTERVAL_MS),
    );
  }

  stop(): void {
    this.timers.forEach((timer) => clearInterval(timer));
    this.deps.channel.close();
  }

  /** Somebody is here with a device until they leave, or this process ends. */
  connect(device: Device): DeviceConnection {
    this.devices.set(device.id, device);
    this.runInBackground(this.deps.store.recordHeartbeats([device]));
    return {
      update: (part) => {
        const now = this.devices.get(device.id);
        if (!now) return;
        const changed = { ...now, ...part };
        this.devices.set(device.id, changed);
        this.runInBackground(this.deps.store.recordHeartbeats([changed]));
      },
      disconnect: () => {
        if (this.devices.delete(device.id))
          this.runInBackground(this.deps.store.recordLeaves([device]));
      },
    };
  }

  /** Somebody says themselves that they are here, for the device's lifetime; rejects `unavailable`. */
  async report(device: Device): Promise<void> {
    await orUnavailable(this.deps.store.recordHeartbeats([device]));
  }

  /** How people are seen; all as offline while it cannot be known. */
  async find(userIds: string[]): Promise<Map<string, PresenceView>> {
    const views = await this.refresh(userIds).catch((error: unknown) => {
      this.logFailure(error);
      return userIds.map((userId) => ({ userId, status: 'offline' as const, lastSeen: null }));
    });
    return new Map(views.map((view) => [view.userId, view]));
  }

  /** The whole of what is kept of a person; rejects `unavailable`. */
  async findOwn(userId: string): Promise<OwnPresence> {
    const [own, typing] = await orUnavailable(
      Promise.all([this.deps.store.readOwn(userId), this.deps.typing.find([userId])]),
    );
    return { ...own, typingIn: typing.get(userId) ?? null };
  }

  watch(told: PresenceHandler): PresenceWatch {
    let followed = new Set<string>();
    const unfollow = (ids: Iterable<string>): void => {
      for (const id of ids) this.unwatch(id, told);
    };
    return {
      setUsers: (userIds) => {
        const next = new Set(userIds);
        unfollow([...followed].filter((id) => !next.has(id)));
        for (const id of next) this.watchersOf(id).add(told);
        followed = next;
      },
      close: () => unfollow(followed),
    };
  }

  private watchersOf(userId: string): Set<PresenceHandler> {
    const followers = this.watchers.get(userId) ?? new Set();
    this.watchers.set(userId, followers);
    return followers;
  }

  private unwatch(userId: string, told: PresenceHandler): void {
    const followers = this.watchers.get(userId);
    followers?.delete(told);
    if (followers?.size !== 0) return;
    this.watchers.delete(userId);
    this.cache.delete(userId);
  }

  /** A change that is told; whoever looked meanwhile may know of it already. */
  private onChange(presence: PresenceView): void {
    const known = this.cache.get(presence.userId);
    if (!known?.isTold || known.status !== presence.status) this.notify(presence);
  }

  private notify(presence: PresenceView): void {
    const { userId, status } = presence;
    const watchers = this.watchers.get(userId);
    if (!watchers) return;
    this.cache.set(userId, { status, isTold: true });
    for (const told of watchers) told(presence);
  }

  private async refreshWatched(): Promise<void> {
    const ids = [...this.watchers.keys()];
    for (let from = 0; from < ids.length; from += BATCH_SIZE) {
      await this.refresh(ids.slice(from, from + BATCH_SIZE));
    }
  }

  /** How people are; whoever is otherwise than was known is told of, unless that changed meanwhile. */
  private async refresh(userIds: string[]): Promise<PresenceView[]> {
    const before = new Map(userIds.map((id) => [id, this.cache.get(id)]));
    const views = await this.deps.store.read(userIds);
    for (const view of views) {
      const { userId, status } = view;
      const known = this.cache.get(userId);
      if (known !== before.get(userId)) continue;
      if (known && known.status !== status) this.notify(view);
      else if (!known && this.watchers.has(userId))
        this.cache.set(userId, { status, isTold: false });
    }
    return views;
  }

  private async sendHeartbeats(): Promise<void> {
    const devices = [...this.devices.values()];
    for (let from = 0; from < devices.length; from += BATCH_SIZE) {
      await this.deps.store.recordHeartbeats(devices.slice(from, from + BATCH_SIZE));
    }
  }

  private runInBackground(done: Promise<void>): void {
    done.catch((error: unknown) => this.logFailure(error));
  }

  private logFailure(error: unknown): void {
    this.deps.logger.warn({ err: error }, 'Who is here cannot be kept or known');
  }
}

async function orUnavailable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new AppError('unavailable', { cause: error });
  }
}
