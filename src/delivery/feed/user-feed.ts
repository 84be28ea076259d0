import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { ChangeEvent } from '../../chat/changes/change-event';
import { readChanges } from '../../chat/changes/read-changes';
import type { ChangeServices } from '../../chat/changes/read-changes-since';
import { AppError } from '../../errors';
import type { Logger } from '../../logger';
import { HIGH_WATER_MARK, waitForCapacity } from './back-pressure';
import type { Subscriber } from './back-pressure';
import { isOffsetAfter } from './user-channel';
import type { UserChannel, UserChannelEntry } from './user-channel';

/*
 * The user feed delivers the changes of all direct conversations of a user over one connection. The
 * order is that of the user channel, a Redis stream of ids; contents are read from the database.
 * Every event is delivered with its offset, and everything before it was delivered before. A client
 * that reconnects to any process with its last offset receives the rest of the stream.
 * A subscriber that is new, reconnects or was too slow catches up by reading the stream itself and
 * turns live in the same tick in which its offset reaches the offset of the process.
 * When Redis loses the stream, entries may be missing between an offset and the next one read: their
 * subscribers are dropped, and their clients fetch everything.
 */

export type UserEvent = ChangeEvent & { userIds: string[] };

export interface UserFeedSubscriber extends Subscriber {
  /** Must not block. `offset`: how far the client has read once it has the event. */
  write(event: UserEvent, offset: string): void;
  /** Reports how far the client has read when there is no event. */
  sendOffset(offset: string): void;
}

export interface UserFeedSubscription {
  /** Reports the current offset, so that a later reconnect has less to catch up. */
  sendOffset(): void;
  close(): void;
}

interface SubscriptionState {
  userId: string;
  subscriber: UserFeedSubscriber;
  /** Empty: starts at the offset of the process. */
  offset: string;
  isLive: boolean;
  isOpen: boolean;
}

interface UserFeedDeps extends ChangeServices {
  channel: UserChannel;
  logger: Logger;
  slowTimeoutMs: number;
}

const BATCH_SIZE = 200;
const BLOCK_MS = 1_000;
const RETRY_DELAY_MS = 500;

export class UserFeed {
  private readonly subscriptions = new Map<string, Set<SubscriptionState>>();
  private connection: Redis | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;
  /** Everything up to here was delivered; undefined until the stream was reached. */
  private offset: string | undefined;

  constructor(private readonly deps: UserFeedDeps) {}

  start(): void {
    const { channel, logger } = this.deps;
    this.connection = channel.connect(BLOCK_MS);
    this.connection.on('error', (error) =>
      logger.warn({ err: error }, 'Redis connection error (user feed)'),
    );
    this.running = this.run(this.connection);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.connection?.disconnect();
    for (const states of this.subscriptions.values()) {
      for (const state of states) state.isOpen = false;
    }
    this.subscriptions.clear();
    await this.running;
  }

  count(): number {
    return [...this.subscriptions.values()].reduce((sum, states) => sum + states.size, 0);
  }

  /**
   * Delivers every change for the user after an offset, by default every change from now on. The
   * subscriber first receives its starting offset.
   */
  subscribe(userId: string, subscriber: UserFeedSubscriber, after = ''): UserFeedSubscription {
    const state = { userId, subscriber, offset: after, isLive: false, isOpen: true };
    const states = this.subscriptions.get(userId) ?? new Set();
    this.subscriptions.set(userId, states.add(state));
    if (this.offset !== undefined) this.startSubscription(state, this.offset);
    return {
      sendOffset: () => {
        if (!state.isLive || this.offset === undefined) return;
        // Catching up may have read ahead of the process.
        if (isOffsetAfter(this.offset, state.offset)) state.offset = this.offset;
        subscriber.sendOffset(state.offset);
      },
      close: () => this.unsubscribe(state),
    };
  }

  private async run(connection: Redis): Promise<void> {
    while (!this.stopped) {
      try {
        const offset = this.offset ?? (await this.begin());
        const options = { count: BATCH_SIZE, blockMs: BLOCK_MS };
        const entries = await this.deps.channel.readNext(connection, offset, options);
        if (await this.mayMiss(entries, offset)) this.restart();
        else await this.deliverAll(entries);
      } catch (error) {
        if (this.stopped) return;
        this.deps.logger.warn({ err: error }, 'User feed read failed; retrying');
        await pause(RETRY_DELAY_MS);
      }
    }
  }

  /** Whether entries between the offset and these are gone: Redis lost its data, or trimmed them. */
  private async mayMiss(entries: unknown[], offset: string): Promise<boolean> {
    return entries.length > 0 && !(await this.deps.channel.holdsAllAfter(offset));
  }

  /** Every client connects again with its offset, which cannot be recovered, and reads everything. */
  private restart(): void {
    this.deps.logger.warn({ offset: this.offset }, 'User feed lost entries; clients reconnect');
    const states = [...this.subscriptions.values()].flatMap((one) => [...one]);
    this.offset = undefined;
    for (const state of states) this.dropAfterLoss(state);
  }

  private dropAfterLoss(state: SubscriptionState): void {
    this.unsubscribe(state);
    const message = 'Events may have been lost. Connect again and fetch the missed messages';
    state.subscriber.drop(new AppError('unavailable', { message }));
  }

  private async begin(): Promise<string> {
    const offset = await this.deps.channel.latestOffset();
    this.offset = offset;
    for (const states of this.subscriptions.values()) {
      for (const state of states) this.startSubscription(state, offset);
    }
    return offset;
  }

  private startSubscription(state: SubscriptionState, offset: string): void {
    if (state.offset === '') {
      state.offset = offset;
      state.subscriber.sendOffset(offset);
    }
    this.startCatchUp(state);
  }

  private async deliverAll(entries: UserChannelEntry[]): Promise<void> {
    const subscribed = entries.filter(({ userIds = [] }) =>
      userIds.some((id) => this.subscriptions.has(id)),
    );
    for (const { event, offset } of await this.loadEvents(subscribed)) {
      for (const userId of event.userIds) {
        for (const state of this.subscriptions.get(userId) ?? []) {
          if (!state.isLive) continue;
          deliver(state, event, offset);
          if (state.subscriber.backlog() > HIGH_WATER_MARK) this.startCatchUp(state);
        }
      }
    }
    this.offset = entries.at(-1)?.offset ?? this.offset;
  }

  private async loadEvents(
    entries: UserChannelEntry[],
  ): Promise<{ event: UserEvent; offset: string }[]> {
    if (entries.length === 0) return [];
    const refs = entries.flatMap(({ ref, userIds = [], offset }) =>
      ref ? [{ ref, userIds, offset }] : [],
    );
    const changes = await readChanges(
      this.deps,
      refs.map(({ ref }) => ref),
    );
    return refs.flatMap(({ userIds, offset }, index) => {
      const change = changes[index];
      return change ? [{ event: { ...change, userIds }, offset }] : [];
    });
  }

  private startCatchUp(state: SubscriptionState): void {
    state.isLive = false;
    this.catchUp(state).catch((error: unknown) => {
      if (!state.isOpen) return;
      this.deps.logger.warn({ err: error }, 'User feed catch-up failed; retrying');
      setTimeout(() => this.startCatchUp(state), RETRY_DELAY_MS);
    });
  }

  private async catchUp(state: SubscriptionState): Promise<void> {
    while (await this.waitForCapacity(state)) {
      const range = { after: state.offset, count: BATCH_SIZE };
      const found = await this.deps.channel.readFor(state.userId, range);
      if (found.last !== range.after && !(await this.deps.channel.holdsAllAfter(range.after))) {
        this.dropAfterLoss(state);
        return;
      }
      for (const { event, offset } of await this.loadEvents(found.entries)) {
        const isFull = state.subscriber.backlog() > HIGH_WATER_MARK;
        if (isFull && !(await this.waitForCapacity(state))) return;
        deliver(state, event, offset);
      }
      state.offset = found.last;
      // No await after the comparison: the next event of the process is the first one missing here.
      if (found.isComplete && !isOffsetAfter(this.offset ?? '', found.last)) {
        state.isLive = state.isOpen;
        return;
      }
    }
  }

  private waitForCapacity(state: SubscriptionState): Promise<boolean> {
    return waitForCapacity(state, this.deps.slowTimeoutMs, () => this.unsubscribe(state));
  }

  private unsubscribe(state: SubscriptionState): void {
    state.isOpen = false;
    const states = this.subscriptions.get(state.userId);
    states?.delete(state);
    if (states?.size === 0) this.subscriptions.delete(state.userId);
  }
}

/** Writes an event unless the subscriber already has it. */
function deliver(state: SubscriptionState, event: UserEvent, offset: string): void {
  if (!state.isOpen || !isOffsetAfter(offset, state.offset)) return;
  state.offset = offset;
  state.subscriber.write(event, offset);
}
