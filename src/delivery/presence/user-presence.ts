import { orUnavailable } from '../../errors';
import type { Logger } from '../../logger';
import type { Device, OwnPresence, PresenceView } from './device';
import type { PresenceChannel } from './presence-channel';
import type { PresenceStore } from './presence-store';
import type { TypingStatuses } from './typing-statuses';

/*
 * Presence of users in four states, and when they were last seen (C-36). Every process sends a
 * heartbeat for the devices on its sockets every five seconds; a device without heartbeats expires
 * after its lifetime, so the devices of a killed process go offline on their own. Every process
 * expires devices.
 * Redis may be unavailable or lose all data: the next heartbeats restore everything. Until then users
 * appear offline and nothing else is affected.
 */

const HEARTBEAT_INTERVAL_MS = 5_000;
const EXPIRE_INTERVAL_MS = 1_000;
/** Corrects for lost notifications and for Redis losing its data. */
const REFRESH_INTERVAL_MS = 30_000;
const BATCH_SIZE = 200;

export interface DeviceConnection {
  /** Publishes the change immediately. */
  update(change: Partial<Pick<Device, 'status' | 'currentConversations'>>): void;
  disconnect(): void;
}

export interface PresenceWatch {
  /** Replaces the users whose changes are reported. */
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
  /** Last known status of watched users, and whether it was reported to the watchers. */
  private readonly cache = new Map<
    string,
    { status: PresenceView['status']; isReported: boolean }
  >();
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly deps: PresenceDeps) {}

  start(): void {
    const { channel, store } = this.deps;
    channel.subscribe({
      changed: (presence) => this.onChange(presence),
      reconnected: () =>
        this.runInBackground(this.sendHeartbeats().then(() => this.refreshWatched())),
    });
    this.timers.push(
      setInterval(() => this.runInBackground(this.sendHeartbeats()), HEARTBEAT_INTERVAL_MS),
      setInterval(() => this.runInBackground(store.expireDevices()), EXPIRE_INTERVAL_MS),
      setInterval(() => this.runInBackground(this.refreshWatched()), REFRESH_INTERVAL_MS),
    );
  }

  stop(): void {
    this.timers.forEach((timer) => clearInterval(timer));
    this.deps.channel.close();
  }

  /** The device is present until it disconnects or this process ends. */
  connect(device: Device): DeviceConnection {
    const { store } = this.deps;
    this.devices.set(device.id, device);
    this.runInBackground(store.recordHeartbeats([device]));
    return {
      update: (change) => {
        const current = this.devices.get(device.id);
        if (!current) return;
        const updated = { ...current, ...change };
        this.devices.set(device.id, updated);
        this.runInBackground(store.recordHeartbeats([updated]));
      },
      disconnect: () => {
        if (this.devices.delete(device.id)) this.runInBackground(store.recordLeaves([device]));
      },
    };
  }

  /** One heartbeat of a device without a socket. Rejects `unavailable`. */
  async report(device: Device): Promise<void> {
    await orUnavailable(this.deps.store.recordHeartbeats([device]));
  }

  /** Users appear offline while Redis is unavailable. */
  async find(userIds: string[]): Promise<Map<string, PresenceView>> {
    const views = await this.refresh(userIds).catch((error: unknown) => {
      this.logFailure(error);
      return userIds.map((userId) => ({ userId, status: 'offline' as const, lastSeen: null }));
    });
    return new Map(views.map((view) => [view.userId, view]));
  }

  /** Everything stored about a user. Rejects `unavailable`. */
  async findOwn(userId: string): Promise<OwnPresence> {
    const { store, typing } = this.deps;
    const [own, typingIn] = await orUnavailable(
      Promise.all([store.readOwn(userId), typing.find([userId])]),
    );
    return { ...own, typingIn: typingIn.get(userId) ?? null };
  }

  watch(handler: PresenceHandler): PresenceWatch {
    let watched = new Set<string>();
    return {
      setUsers: (userIds) => {
        const next = new Set(userIds);
        for (const id of watched) if (!next.has(id)) this.unwatch(id, handler);
        for (const id of next) this.watchersOf(id).add(handler);
        watched = next;
      },
      close: () => {
        for (const id of watched) this.unwatch(id, handler);
      },
    };
  }

  private watchersOf(userId: string): Set<PresenceHandler> {
    const handlers = this.watchers.get(userId) ?? new Set();
    this.watchers.set(userId, handlers);
    return handlers;
  }

  private unwatch(userId: string, handler: PresenceHandler): void {
    const handlers = this.watchers.get(userId);
    handlers?.delete(handler);
    if (handlers?.size !== 0) return;
    this.watchers.delete(userId);
    this.cache.delete(userId);
  }

  /** A refresh may have reported the change already. */
  private onChange(presence: PresenceView): void {
    const cached = this.cache.get(presence.userId);
    if (!cached?.isReported || cached.status !== presence.status) this.notify(presence);
  }

  private notify(presence: PresenceView): void {
    const { userId, status } = presence;
    const handlers = this.watchers.get(userId);
    if (!handlers) return;
    this.cache.set(userId, { status, isReported: true });
    for (const handler of handlers) handler(presence);
  }

  private async refreshWatched(): Promise<void> {
    const ids = [...this.watchers.keys()];
    for (let from = 0; from < ids.length; from += BATCH_SIZE) {
      await this.refresh(ids.slice(from, from + BATCH_SIZE));
    }
  }

  /** Reads users and reports changed ones, except those that changed during the read. */
  private async refresh(userIds: string[]): Promise<PresenceView[]> {
    const before = new Map(userIds.map((id) => [id, this.cache.get(id)]));
    const views = await this.deps.store.read(userIds);
    for (const view of views) {
      const { userId, status } = view;
      const cached = this.cache.get(userId);
      if (cached !== before.get(userId)) continue;
      if (cached && cached.status !== status) this.notify(view);
      else if (!cached && this.watchers.has(userId))
        this.cache.set(userId, { status, isReported: false });
    }
    return views;
  }

  private async sendHeartbeats(): Promise<void> {
    const devices = [...this.devices.values()];
    for (let from = 0; from < devices.length; from += BATCH_SIZE) {
      await this.deps.store.recordHeartbeats(devices.slice(from, from + BATCH_SIZE));
    }
  }

  private runInBackground(running: Promise<void>): void {
    running.catch((error: unknown) => this.logFailure(error));
  }

  private logFailure(error: unknown): void {
    this.deps.logger.warn({ err: error }, 'Presence store unavailable');
  }
}
