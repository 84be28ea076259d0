import { randomUUID } from 'node:crypto';
import { readEvents } from '../../chat/changes/read-events';
import type { ChatEvent } from '../../chat/changes/read-events';
import type { ChangeServices } from '../../chat/changes/read-changes-since';
import { AppError } from '../../errors';
import type { Logger } from '../../logger';
import { createUserFeedAdapter } from './user-feed-adapter';
import type { UserFeedAdapter } from './user-feed-adapter';
import type { UserChannel, UserEventEntry } from './user-channel';
import { HIGH_WATER_MARK, waitForDrain } from './back-pressure';
import { isOffsetAfter } from './stream-offset';

/*
 * The feed of persons: what happens in any conversation of theirs, for doors at which one line stands
 * for all of them. Its order is that of a stream with one writer, the relay; its words come from the
 * database, for the stream holds ids alone. An entry is told once to every reader it concerns, with
 * its offset, and all that came before it was told before. So an offset says exactly what a reader
 * has, and who comes back with it is told the rest of the stream, at whatever process.
 * The process begins where it hears itself: the adapter reads from "now", and only what comes after
 * a mark of our own is sure to be read without a gap.
 * A reader that comes, comes back or was too slow is brought up by reading the stream for it, and
 * turns live in the very moment in which it stands where the process stands.
 */

export type UserEvent = ChatEvent & { people: string[] };

export interface UserFeedSubscriber {
  /** Takes an event at once, with the offset at which the reader stands then. */
  write(event: UserEvent, offset: string): void;
  /** Says where the reader stands though nothing happened. */
  sendOffset(offset: string): void;
  /** Bytes that were written and that the far side has not taken. */
  backlog(): number;
  /** The feed gives this reader up and says why; nothing follows. */
  drop(error: AppError): void;
}

export interface UserFeedSubscription {
  /** Says again where the reader stands, so that it need not be brought up from long ago. */
  sendOffset(): void;
  /** Nothing is written any more. */
  close(): void;
}

interface SubscriptionState {
  userId: string;
  subscriber: UserFeedSubscriber;
  offset: string;
  isLive: boolean;
  isOpen: boolean;
}

interface UserFeedDeps extends ChangeServices {
  channel: UserChannel;
  logger: Logger;
  /** How long a reader may take nothing before it is dropped; milliseconds. */
  patience: number;
}

const BATCH_SIZE = 200;
const RETRY_DELAY_MS = 500;
const MARK_INTERVAL_MS = 200;

export class UserFeed {
  private readonly subscriptions = new Map<string, Set<SubscriptionState>>();
  private queue: UserEventEntry[] = [];
  private isProcessing = false;
  private processing: Promise<void> = Promise.resolve();
  private openAdapter: UserFeedAdapter | undefined;
  private stopped = false;
  private readonly markId = randomUUID();
  private markTimer: NodeJS.Timeout | undefined;
  /** Everything up to here was told; undefined until the process has heard itself. */
  private deliveredOffset: string | undefined;

  constructor(private readonly deps: UserFeedDeps) {}

  /** Opens the adapter by which Socket.IO's servers hear of each other, and begins to read. */
  adapter(): UserFeedAdapter['create'] {
    this.openAdapter = createUserFeedAdapter(this.deps.channel, {
      onEvent: (call) => this.enqueue(call),
      onMark: (text, offset) => this.onMark(text, offset),
    });
    const mark = (): void => {
      this.deps.channel.appendMark(this.markId).catch(() => undefined);
    };
    this.markTimer = setInterval(mark, MARK_INTERVAL_MS);
    mark();
    return this.openAdapter.create;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.markTimer);
    this.openAdapter?.close();
    for (const seats of this.subscriptions.values()) for (const seat of seats) seat.isOpen = false;
    this.subscriptions.clear();
    await this.processing;
  }

  /** How many readers there are. */
  count(): number {
    return [...this.subscriptions.values()].reduce((sum, seats) => sum + seats.size, 0);
  }

  /**
   * Writes to the reader what concerns a person after an offset and everything from then on; without
   * an offset, what happens from now on. The reader is told first where it stands.
   */
  subscribe(personId: string, reader: UserFeedSubscriber, after?: string): UserFeedSubscription {
    const seat: SubscriptionState = {
      userId: personId,
      subscriber: reader,
      offset: after ?? '',
      isLive: false,
      isOpen: true,
    };
    const seats = this.subscriptions.get(personId) ?? new Set();
    this.subscriptions.set(personId, seats.add(seat));
    if (this.deliveredOffset !== undefined) this.startSubscription(seat, this.deliveredOffset);
    return {
      sendOffset: () => {
        if (!seat.isLive || this.deliveredOffset === undefined) return;
        // It may have read ahead of the process.
        if (isOffsetAfter(this.deliveredOffset, seat.offset)) seat.offset = this.deliveredOffset;
        reader.sendOffset(seat.offset);
      },
      close: () => this.unsubscribe(seat),
    };
  }

  private onMark(mark: string, offset: string): void {
    if (mark !== this.markId || this.deliveredOffset !== undefined) return;
    clearInterval(this.markTimer);
    this.deliveredOffset = offset;
    for (const seats of this.subscriptions.values())
      for (const seat of seats) this.startSubscription(seat, offset);
  }

  private startSubscription(seat: SubscriptionState, offset: string): void {
    if (seat.offset === '') {
      seat.offset = offset;
      seat.subscriber.sendOffset(offset);
    }
    this.startCatchUp(seat);
  }

  private enqueue(call: UserEventEntry): void {
    if (this.deliveredOffset === undefined || this.stopped) return;
    this.queue.push(call);
    if (!this.isProcessing) this.processing = this.processQueue();
  }

  private async processQueue(): Promise<void> {
    this.isProcessing = true;
    while (this.queue.length > 0 && !this.stopped) {
      const batch = this.queue.slice(0, BATCH_SIZE);
      try {
        const concern = batch.filter(({ people }) =>
          people.some((id) => this.subscriptions.has(id)),
        );
        const events = await this.loadEvents(concern);
        this.queue = this.queue.slice(batch.length);
        for (const event of events) this.deliverToAll(event);
        this.deliveredOffset = batch.at(-1)?.offset ?? this.deliveredOffset;
      } catch (error) {
        this.deps.logger.warn({ err: error }, 'The feed of persons could not read; trying again');
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
      }
    }
    // At once with the last look at what waits: whatever comes next begins anew.
    this.isProcessing = false;
  }

  private async loadEvents(
    calls: UserEventEntry[],
  ): Promise<{ event: UserEvent; offset: string }[]> {
    if (calls.length === 0) return [];
    const found = await readEvents(
      this.deps,
      calls.map(({ happening }) => happening),
    );
    return calls.flatMap(({ people, offset }, index) => {
      const news = found[index];
      return news ? [{ event: { ...news, people }, offset }] : [];
    });
  }

  private deliverToAll(told: { event: UserEvent; offset: string }): void {
    for (const personId of told.event.people) {
      for (const seat of this.subscriptions.get(personId) ?? []) {
        if (!seat.isLive) continue;
        deliver(seat, told);
        if (seat.subscriber.backlog() > HIGH_WATER_MARK) this.startCatchUp(seat);
      }
    }
  }

  /** Brings a reader up, however often it takes. */
  private startCatchUp(seat: SubscriptionState): void {
    seat.isLive = false;
    this.catchUp(seat).catch((error: unknown) => {
      if (!seat.isOpen) return;
      this.deps.logger.warn({ err: error }, 'A reader could not be brought up; trying again');
      setTimeout(() => this.startCatchUp(seat), RETRY_DELAY_MS);
    });
  }

  private async catchUp(seat: SubscriptionState): Promise<void> {
    const { channel: line } = this.deps;
    while (await this.waitForCapacity(seat)) {
      const span = { after: seat.offset, count: BATCH_SIZE };
      const { calls, last, isAll } = await line.readFor(seat.userId, span);
      for (const one of await this.loadEvents(calls)) {
        if (seat.subscriber.backlog() > HIGH_WATER_MARK && !(await this.waitForCapacity(seat)))
          return;
        deliver(seat, one);
      }
      seat.offset = last;
      // Nothing is awaited after the comparison: what the process tells next is what is missing.
      if (isAll && !isOffsetAfter(this.deliveredOffset ?? '', last)) {
        seat.isLive = seat.isOpen;
        return;
      }
    }
  }

  private async waitForCapacity(seat: SubscriptionState): Promise<boolean> {
    if (!(await waitForDrain(seat, this.deps.patience)) && seat.isOpen) {
      this.unsubscribe(seat);
      seat.subscriber.drop(new AppError('too-slow'));
    }
    return seat.isOpen;
  }

  private unsubscribe(seat: SubscriptionState): void {
    seat.isOpen = false;
    const seats = this.subscriptions.get(seat.userId);
    seats?.delete(seat);
    if (seats?.size === 0) this.subscriptions.delete(seat.userId);
  }
}

function deliver(
  seat: SubscriptionState,
  { event, offset }: { event: UserEvent; offset: string },
): void {
  if (!seat.isOpen || !isOffsetAfter(offset, seat.offset)) return;
  seat.offset = offset;
  seat.subscriber.write(event, offset);
}
