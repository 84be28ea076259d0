import type { ConversationKeys } from '../../chat/conversation-keys';
import { readCursors, readChangesSince } from '../../chat/changes/read-changes-since';
import type { Position } from '../../chat/changes/read-changes-since';
import type { Db } from '../../database/db';
import { AppError } from '../../errors';
import type { Logger } from '../../logger';
import type { FeedSubscriber, FeedSubscription } from './feed-event';
import type { FeedChannel } from './feed-channel';
import { toFeedEvents, FeedTopic, isBehind, maxCursor, deliver } from './feed-topic';
import type { TopicSubscription } from './feed-topic';
import { HIGH_WATER_MARK, waitForDrain } from './back-pressure';

/*
 * The feed tells the readers at sockets of this process what happens in their conversations. Its one
 * source is the database: a message has its seq and every other change a revision, both without gaps
 * under the conversation's row lock, so "what comes after this position" has one answer.
 * A strand is a conversation with all who read it here. The relay calls over Redis which
 * conversations moved; each is read once, whoever reads it, and the strand and its readers move on.
 * A reader that comes with an older position is brought up by reads of its own and turns live in the
 * very moment in which it stands where the strand stands: no gap, and nothing twice.
 * Calls carry ids and may be lost: every two seconds, and when Redis is back, all strands are looked
 * at together. While the database is away readers stay and wait. Typing comes over Redis alone.
 * Nobody waits for a reader: one whose buffer is full is told no more until it has taken most of it,
 * and is brought up then; one that takes nothing for fifteen seconds is dropped as too slow.
 */

const POLL_INTERVAL_MS = 2_000;
const BATCH_SIZE = 500;
const RETRY_DELAY_MS = 500;

interface FeedDeps {
  db: Db;
  keys: ConversationKeys;
  channel: FeedChannel;
  logger: Logger;
  /** How long a reader may take nothing before it is dropped; milliseconds. */
  patience: number;
}

/** Told of every conversation that moved, of whatever kind; undefined: some may have been missed. */
type Watcher = (moved: string[] | undefined) => void;

export class Feed {
  private readonly topics = new Map<string, FeedTopic>();
  private readonly opening = new Map<string, Promise<void>>();
  private readonly changed = new Set<string>();
  private readonly watchers = new Set<Watcher>();
  private polling: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly deps: FeedDeps) {}

  /** Begins to listen for calls. */
  start(): void {
    const lookAtAll = (): void => this.schedulePoll([...this.topics.keys()]);
    this.deps.channel.subscribe({
      changed: (ids) => {
        this.schedulePoll(ids.filter((id) => this.topics.has(id)));
        for (const watcher of this.watchers) watcher(ids);
      },
      typing: (id, typing) => this.topics.get(id)?.publishTyping(typing),
      reconnected: () => {
        lookAtAll();
        for (const watcher of this.watchers) watcher(undefined);
      },
    });
    this.timer = setInterval(lookAtAll, POLL_INTERVAL_MS);
  }

  /** Ends everything; readers are left to whoever owns their sockets. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    this.deps.channel.close();
    for (const strand of this.topics.values()) strand.close();
    this.topics.clear();
    await this.polling;
  }

  /** Hears of all that moves until the answer is called. */
  watch(watcher: Watcher): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** How many readers there are, and of how many conversations. */
  counts(): { readers: number; conversations: number } {
    const strands = [...this.topics.values()];
    const readers = strands.reduce((sum, { subscriptions: seats }) => sum + seats.size, 0);
    return { readers, conversations: strands.length };
  }

  /**
   * Writes to the reader what happened after `from` and everything from then on; without `from`,
   * what happens from now on. Whoever calls has let the person in. Resolves once the reader is
   * live; rejects when the database cannot be read.
   */
  async subscribe(
    conversationId: string,
    reader: FeedSubscriber,
    from: Partial<Position> = {},
  ): Promise<FeedSubscription> {
    let strand = this.topics.get(conversationId);
    while (!strand) {
      await this.waitForTopic(conversationId);
      strand = this.topics.get(conversationId);
    }
    const { seq, revision } = strand.cursor;
    const seat: TopicSubscription = {
      subscriber: reader,
      cursor: {
        seq: Math.min(from.seq ?? seq, seq),
        revision: Math.min(from.revision ?? revision, revision),
      },
      isLive: false,
      isOpen: true,
    };
    strand.subscriptions.add(seat);
    try {
      await this.catchUp(strand, seat);
    } catch (error) {
      this.unsubscribe(strand, seat);
      throw error;
    }
    return {
      get cursor() {
        return seat.cursor;
      },
      close: () => this.unsubscribe(strand, seat),
    };
  }

  /** Resolves when the strand has been opened, by this call or another one. */
  private async waitForTopic(id: string): Promise<void> {
    if (this.stopped) throw new AppError('unavailable');
    const opening =
      this.opening.get(id) ?? this.openTopic(id).finally(() => this.opening.delete(id));
    this.opening.set(id, opening);
    await opening;
  }

  private async openTopic(id: string): Promise<void> {
    const position = (await readCursors(this.deps, [id])).get(id);
    if (!position) throw new AppError('conversation-not-found');
    if (this.stopped) return;
    this.topics.set(
      id,
      new FeedTopic(id, position, (strand, seat) => this.retryCatchUp(strand, seat)),
    );
  }

  /** Brings a reader up again that could not take more for a while. */
  private retryCatchUp(strand: FeedTopic, seat: TopicSubscription): void {
    this.catchUp(strand, seat).catch((error: unknown) => {
      this.deps.logger.warn({ err: error }, 'A reader could not be brought up; trying again');
      setTimeout(() => this.retryCatchUp(strand, seat), RETRY_DELAY_MS);
    });
  }

  private async catchUp(strand: FeedTopic, seat: TopicSubscription): Promise<void> {
    seat.isLive = false;
    const { conversationId } = strand;
    while (await this.waitForCapacity(strand, seat)) {
      if (!isBehind(seat.cursor, strand.cursor)) {
        // Nothing was awaited since the comparison: what the strand tells next is what is missing.
        seat.isLive = true;
        return;
      }
      const [news] = await readChangesSince(this.deps, [{ conversationId, ...seat.cursor }]);
      if (!news) {
        seat.cursor = strand.cursor;
        continue;
      }
      for (const event of toFeedEvents(news, seat.cursor)) {
        if (
          seat.subscriber.backlog() > HIGH_WATER_MARK &&
          !(await this.waitForCapacity(strand, seat))
        )
          return;
        deliver(seat, event);
      }
      seat.cursor = maxCursor(seat.cursor, news.cursor);
    }
  }

  /** Waits until a reader has taken most of what it was given; drops it when it takes nothing. */
  private async waitForCapacity(strand: FeedTopic, seat: TopicSubscription): Promise<boolean> {
    if (!(await waitForDrain(seat, this.deps.patience)) && seat.isOpen) {
      this.unsubscribe(strand, seat);
      seat.subscriber.drop(new AppError('too-slow'));
    }
    return seat.isOpen;
  }

  private unsubscribe(strand: FeedTopic, seat: TopicSubscription): void {
    seat.isOpen = false;
    strand.subscriptions.delete(seat);
    if (strand.subscriptions.size > 0 || this.topics.get(strand.conversationId) !== strand) return;
    strand.close();
    this.topics.delete(strand.conversationId);
  }

  private schedulePoll(ids: string[]): void {
    for (const id of ids) this.changed.add(id);
    if (this.changed.size === 0 || this.stopped) return;
    this.polling ??= this.poll().finally(() => (this.polling = undefined));
  }

  private async poll(): Promise<void> {
    while (this.changed.size > 0 && !this.stopped) {
      const batch = [...this.changed].slice(0, BATCH_SIZE);
      for (const id of batch) this.changed.delete(id);
      try {
        await this.advance(batch);
      } catch (error) {
        this.deps.logger.warn({ err: error }, 'The feed could not read; trying again');
        for (const id of batch) this.changed.add(id);
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
      }
    }
  }

  private async advance(ids: string[]): Promise<void> {
    const wants = ids.flatMap((conversationId) => {
      const strand = this.topics.get(conversationId);
      return strand ? [{ conversationId, ...strand.cursor }] : [];
    });
    if (wants.length === 0) return;
    for (const news of await readChangesSince(this.deps, wants)) {
      this.topics.get(news.conversationId)?.advance(news);
      if (!news.isComplete) this.changed.add(news.conversationId);
    }
  }
}
