import { AppError } from '../errors';
import type { Logger } from '../logger';
import type { Device, OwnPresence, PresenceView } from './device';
import type { PresenceLine } from './presence-line';
import type { PresenceStore } from './presence-store';
import type { TypingStatuses } from './typing-statuses';

/*
 * Who is here, in four states, and since when they are not (C-36). Each process says every five
 * seconds which devices are at its sockets; what is not said again lapses after fifteen, so that
 * those of a killed process are offline soon, whoever notices. All processes look for what lapsed.
 * Redis may be away, or lose everything: who is here is said again within five seconds; meanwhile
 * people seem to be offline, and nothing else suffers.
 */

const BEAT_EVERY_MS = 5_000;
const SWEEP_EVERY_MS = 1_000;
/** Calls may be lost without a word, and Redis may forget. */
const LOOK_EVERY_MS = 30_000;
const BATCH = 200;

export interface Seat {
  /** Says at once what has changed about the device. */
  change(part: Partial<Pick<Device, 'status' | 'currentConversations'>>): void;
  leave(): void;
}

export interface Watch {
  /** Whose changes are told from now on, and nobody else's. */
  follow(userIds: Iterable<string>): void;
  close(): void;
}

type Told = (presence: PresenceView) => void;

interface Needs {
  store: PresenceStore;
  line: PresenceLine;
  typing: TypingStatuses;
  logger: Logger;
}

export class UserPresence {
  private readonly here = new Map<string, Device>();
  private readonly watchers = new Map<string, Set<Told>>();
  /** Of those who are watched, what this process knows, and whether it has told that. */
  private readonly known = new Map<string, { status: PresenceView['status']; isTold: boolean }>();
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly needs: Needs) {}

  start(): void {
    this.needs.line.listen({
      changed: (presence) => this.hear(presence),
      back: () => this.attempt(this.beatAll().then(() => this.lookAgain())),
    });
    this.timers.push(
      setInterval(() => this.attempt(this.beatAll()), BEAT_EVERY_MS),
      setInterval(() => this.attempt(this.needs.store.sweep()), SWEEP_EVERY_MS),
      setInterval(() => this.attempt(this.lookAgain()), LOOK_EVERY_MS),
    );
  }

  stop(): void {
    this.timers.forEach((timer) => clearInterval(timer));
    this.needs.line.close();
  }

  /** Somebody is here with a device until they leave, or this process ends. */
  arrive(device: Device): Seat {
    this.here.set(device.id, device);
    this.attempt(this.needs.store.beat([device]));
    return {
      change: (part) => {
        const now = this.here.get(device.id);
        if (!now) return;
        const changed = { ...now, ...part };
        this.here.set(device.id, changed);
        this.attempt(this.needs.store.beat([changed]));
      },
      leave: () => {
        if (this.here.delete(device.id)) this.attempt(this.needs.store.leave([device]));
      },
    };
  }

  /** Somebody says themselves that they are here, for the device's lifetime; rejects `unavailable`. */
  async say(device: Device): Promise<void> {
    await reach(this.needs.store.beat([device]));
  }

  /** How people are seen; all as offline while it cannot be known. */
  async of(userIds: string[]): Promise<Map<string, PresenceView>> {
    const views = await this.look(userIds).catch((error: unknown) => {
      this.warn(error);
      return userIds.map((userId) => ({ userId, status: 'offline' as const, lastSeen: null }));
    });
    return new Map(views.map((view) => [view.userId, view]));
  }

  /** The whole of what is kept of a person; rejects `unavailable`. */
  async ownOf(userId: string): Promise<OwnPresence> {
    const [own, typing] = await reach(
      Promise.all([this.needs.store.readOwn(userId), this.needs.typing.of([userId])]),
    );
    return { ...own, typingIn: typing.get(userId) ?? null };
  }

  watch(told: Told): Watch {
    let followed = new Set<string>();
    const unfollow = (ids: Iterable<string>): void => {
      for (const id of ids) this.unfollow(id, told);
    };
    return {
      follow: (userIds) => {
        const next = new Set(userIds);
        unfollow([...followed].filter((id) => !next.has(id)));
        for (const id of next) this.followersOf(id).add(told);
        followed = next;
      },
      close: () => unfollow(followed),
    };
  }

  private followersOf(userId: string): Set<Told> {
    const followers = this.watchers.get(userId) ?? new Set();
    this.watchers.set(userId, followers);
    return followers;
  }

  private unfollow(userId: string, told: Told): void {
    const followers = this.watchers.get(userId);
    followers?.delete(told);
    if (followers?.size !== 0) return;
    this.watchers.delete(userId);
    this.known.delete(userId);
  }

  /** A change that is told; whoever looked meanwhile may know of it already. */
  private hear(presence: PresenceView): void {
    const known = this.known.get(presence.userId);
    if (!known?.isTold || known.status !== presence.status) this.tell(presence);
  }

  private tell(presence: PresenceView): void {
    const { userId, status } = presence;
    const watchers = this.watchers.get(userId);
    if (!watchers) return;
    this.known.set(userId, { status, isTold: true });
    for (const told of watchers) told(presence);
  }

  private async lookAgain(): Promise<void> {
    const ids = [...this.watchers.keys()];
    for (let from = 0; from < ids.length; from += BATCH) {
      await this.look(ids.slice(from, from + BATCH));
    }
  }

  /** How people are; whoever is otherwise than was known is told of, unless that changed meanwhile. */
  private async look(userIds: string[]): Promise<PresenceView[]> {
    const before = new Map(userIds.map((id) => [id, this.known.get(id)]));
    const views = await this.needs.store.read(userIds);
    for (const view of views) {
      const { userId, status } = view;
      const known = this.known.get(userId);
      if (known !== before.get(userId)) continue;
      if (known && known.status !== status) this.tell(view);
      else if (!known && this.watchers.has(userId))
        this.known.set(userId, { status, isTold: false });
    }
    return views;
  }

  private async beatAll(): Promise<void> {
    const devices = [...this.here.values()];
    for (let from = 0; from < devices.length; from += BATCH) {
      await this.needs.store.beat(devices.slice(from, from + BATCH));
    }
  }

  private attempt(done: Promise<void>): void {
    done.catch((error: unknown) => this.warn(error));
  }

  private warn(error: unknown): void {
    this.needs.logger.warn({ err: error }, 'Who is here cannot be kept or known');
  }
}

async function reach<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new AppError('unavailable', { cause: error });
  }
}
