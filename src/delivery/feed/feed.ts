import { setTimeout as pause } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Cursor } from '../../chat/changes/change-event';
import {
  readCursors,
  readChangesSince,
  readMessageRefs,
} from '../../chat/changes/read-changes-since';
import type { ChangeServices } from '../../chat/changes/read-changes-since';
import { AppError } from '../../errors';
import type { Logger } from '../../logger';
import { HIGH_WATER_MARK, waitForCapacity } from './back-pressure';
import type { FeedChannel } from './feed-channel';
import type { FeedSubscriber, FeedSubscription } from './feed-event';
import { deliver, FeedTopic, isBehind, maxCursor, minCursor } from './feed-topic';
import { LostMessages } from './lost-messages';
import type { StoredMessages } from './recent-messages';
import type { TopicSubscription } from './feed-topic';

/*
 * The feed delivers changes of conversations to the subscribers of this process. Its only source is
 * the database: messages have a seq and all other changes a revision, both gapless under the
 * conversation's row lock, so "changes after this cursor" is well defined.
 * A topic is one conversation with its subscribers. The relay publishes over Redis which
 * conversations changed; each is read once and the topic advances. A subscriber with an older cursor
 * catches up with separate reads and turns live in the same tick in which its cursor reaches the
 * topic's: no gap, no duplicate.
 * Notifications carry ids and may be lost: all topics are polled every two seconds and whenever
 * Redis is back. While the database is down subscribers stay connected.
 * Back-pressure: a subscriber whose buffer is full is paused until it has drained most of it, then
 * catches up; one that reads nothing for `slowTimeoutMs` is dropped as `too-slow`.
 */

const POLL_INTERVAL_MS = 2_000;
const BATCH_SIZE = 500;
const RETRY_DELAY_MS = 500;
/** A database that is lost takes connections of clients with it: they come back after its replacement. */
const CLOSED_TOPICS = { max: 500, ttl: 10 * 60_000 };

interface FeedDeps extends ChangeServices {
  channel: FeedChannel;
  logger: Logger;
  slowTimeoutMs: number;
}

/** Receives the ids of all conversations that changed; undefined: some may have been missed. */
type Watcher = (changedIds: string[] | undefined) => void;

export class Feed {
  private readonly topics = new Map<string, FeedTopic>();
  /** Topics whose last subscriber left a short time ago. */
  private readonly closed = new LRUCache<string, FeedTopic>(CLOSED_TOPICS);
  private readonly lost = new LostMessages();
  private readonly opening = new Map<string, Promise<void>>();
  private readonly changed = new Set<string>();
  private readonly watchers = new Set<Watcher>();
  private polling: Promise<void> | undefined;
  private rewinding: Promise<void> | undefined;
  /** Raised by each rewind: what was read before belongs to cursors that are outdated. */
  private rewinds = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly deps: FeedDeps) {}

  start(): void {
    const pollAll = (): void => this.schedulePoll([...this.topics.keys()]);
    this.deps.channel.subscribe({
      changed: (ids) => {
        this.schedulePoll(ids.filter((id) => this.topics.has(id)));
        for (const watcher of this.watchers) watcher(ids);
      },
      typing: (id, typing) => this.topics.get(id)?.publishTyping(typing),
      reconnected: () => {
        pollAll();
        for (const watcher of this.watchers) watcher(undefined);
      },
    });
    this.timer = setInterval(pollAll, POLL_INTERVAL_MS);
  }

  /** Subscribers stay connected: their sockets belong to the API. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    this.deps.channel.close();
    for (const topic of this.topics.values()) topic.close();
    this.topics.clear();
    await this.polling;
  }

  /**
   * The database was restored: it may end before the cursors of subscribers, or have other messages
   * there already. They receive what it has after the last message that they have in common; a
   * subscriber of a conversation that it lacks is dropped.
   */
  rewind(): void {
    this.rewinds += 1;
    this.rewinding = this.rewindUntilDone(this.rewinds);
  }

  /** A later rewind takes over. */
  private async rewindUntilDone(rewinds: number): Promise<void> {
    while (!this.stopped && rewinds === this.rewinds) {
      try {
        await this.rewindTopics([...new Set([...this.closed.keys(), ...this.topics.keys()])]);
        for (const watcher of this.watchers) watcher(undefined);
        return;
      } catch (error) {
        this.deps.logger.warn({ err: error }, 'Feed rewind failed; retrying');
        await pause(RETRY_DELAY_MS);
      }
    }
  }

  private async rewindTopics(ids: string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += BATCH_SIZE) {
      const batch = ids.slice(at, at + BATCH_SIZE);
      const heads = await readCursors(this.deps, batch);
      const ranges = batch.flatMap((conversationId) => {
        const range = this.topicOf(conversationId)?.recent.range();
        return range ? [{ conversationId, ...range }] : [];
      });
      const refs = await readMessageRefs(this.deps, ranges);
      const ends = new Map(ranges.map(({ conversationId, to }) => [conversationId, to]));
      for (const id of batch) {
        const messages = { stored: refs.get(id) ?? [], to: ends.get(id) ?? 0 };
        this.rewindTopic(id, heads.get(id), messages);
      }
    }
  }

  private rewindTopic(id: string, head: Cursor | undefined, messages: StoredMessages): void {
    const topic = this.topicOf(id);
    if (!topic) return;
    if (head) {
      const to = Math.max(topic.cursor.seq, messages.to);
      this.lost.record(id, { common: topic.rewind(head, messages), to });
      if (this.topics.has(id)) this.schedulePoll([id]);
      return;
    }
    for (const subscription of topic.subscriptions) {
      this.unsubscribe(topic, subscription);
      subscription.subscriber.drop(new AppError('conversation-not-found'));
    }
  }

  private topicOf(id: string): FeedTopic | undefined {
    return this.topics.get(id) ?? this.closed.get(id);
  }

  /**
   * The cursor for a client that received everything up to `from`, which may be of a database that was
   * restored since. `head` is the conversation's current one.
   */
  async resume(conversationId: string, cursors: { from: Cursor; head: Cursor }): Promise<Cursor> {
    await this.rewinding;
    return this.lost.resume(conversationId, cursors);
  }

  /** Reports every changed conversation until the returned function is called. */
  watch(watcher: Watcher): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  counts(): { subscribers: number; conversations: number } {
    const topics = [...this.topics.values()];
    const subscribers = topics.reduce((sum, { subscriptions }) => sum + subscriptions.size, 0);
    return { subscribers, conversations: topics.length };
  }

  /**
   * Delivers every change after `from`, by default every change from now on. The caller checks
   * access. Resolves once the subscriber is live; rejects when the database cannot be read.
   */
  async subscribe(
    conversationId: string,
    subscriber: FeedSubscriber,
    from: Partial<Cursor> = {},
  ): Promise<FeedSubscription> {
    let topic = this.topics.get(conversationId);
    while (!topic) {
      await this.waitForTopic(conversationId);
      topic = this.topics.get(conversationId);
    }
    const cursor = { ...topic.cursor, ...from };
    const subscription: TopicSubscription = { subscriber, cursor, isLive: false, isOpen: true };
    topic.subscriptions.add(subscription);
    try {
      await this.limitToHead(topic, subscription);
      await this.catchUp(topic, subscription);
    } catch (error) {
      this.unsubscribe(topic, subscription);
      throw error;
    }
    return {
      get cursor() {
        return subscription.cursor;
      },
      close: () => this.unsubscribe(topic, subscription),
    };
  }

  /** A client may have read further at another process than this one, but no further than the database. */
  private async limitToHead(topic: FeedTopic, subscription: TopicSubscription): Promise<void> {
    if (!isBehind(topic.cursor, subscription.cursor)) return;
    const { conversationId } = topic;
    const head = (await readCursors(this.deps, [conversationId])).get(conversationId);
    if (!head) throw new AppError('conversation-not-found');
    subscription.cursor = minCursor(subscription.cursor, maxCursor(head, topic.cursor));
  }

  private async waitForTopic(id: string): Promise<void> {
    if (this.stopped) throw new AppError('unavailable');
    const opening =
      this.opening.get(id) ?? this.openTopic(id).finally(() => this.opening.delete(id));
    this.opening.set(id, opening);
    await opening;
  }

  private async openTopic(id: string): Promise<void> {
    const cursor = (await readCursors(this.deps, [id])).get(id);
    if (!cursor) throw new AppError('conversation-not-found');
    if (this.stopped) return;
    const onBackPressure = (topic: FeedTopic, one: TopicSubscription) =>
      this.startCatchUp(topic, one);
    const recent = this.closed.get(id)?.recent;
    this.closed.delete(id);
    this.topics.set(id, new FeedTopic(id, { cursor, recent }, onBackPressure));
  }

  private startCatchUp(topic: FeedTopic, subscription: TopicSubscription): void {
    if (this.stopped || !subscription.isOpen) return;
    this.catchUp(topic, subscription).catch((error: unknown) => {
      this.deps.logger.warn({ err: error }, 'Feed catch-up failed; retrying');
      setTimeout(() => this.startCatchUp(topic, subscription), RETRY_DELAY_MS);
    });
  }

  private async catchUp(topic: FeedTopic, subscription: TopicSubscription): Promise<void> {
    subscription.isLive = false;
    const { conversationId } = topic;
    while (await this.waitForCapacity(topic, subscription)) {
      await this.rewinding;
      if (!isBehind(subscription.cursor, topic.cursor)) {
        // No await since the comparison: the topic's next event is the first one missing here.
        subscription.isLive = true;
        return;
      }
      const { rewinds } = this;
      const cursor = { conversationId, ...subscription.cursor };
      const [changes] = await readChangesSince(this.deps, [cursor]);
      if (rewinds !== this.rewinds) continue;
      if (!changes) {
        subscription.cursor = maxCursor(subscription.cursor, topic.cursor);
        continue;
      }
      for (const event of changes.events) {
        const isFull = subscription.subscriber.backlog() > HIGH_WATER_MARK;
        if (isFull && !(await this.waitForCapacity(topic, subscription))) return;
        if (rewinds !== this.rewinds) break;
        deliver(subscription, event);
      }
      if (rewinds !== this.rewinds) continue;
      subscription.cursor = maxCursor(subscription.cursor, changes.cursor);
    }
  }

  private waitForCapacity(topic: FeedTopic, subscription: TopicSubscription): Promise<boolean> {
    const close = (): void => this.unsubscribe(topic, subscription);
    return waitForCapacity(subscription, this.deps.slowTimeoutMs, close);
  }

  private unsubscribe(topic: FeedTopic, subscription: TopicSubscription): void {
    subscription.isOpen = false;
    topic.subscriptions.delete(subscription);
    if (topic.subscriptions.size > 0 || this.topics.get(topic.conversationId) !== topic) return;
    topic.close();
    this.topics.delete(topic.conversationId);
    if (topic.recent.range()) this.closed.set(topic.conversationId, topic);
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
        this.deps.logger.warn({ err: error }, 'Feed poll failed; retrying');
        for (const id of batch) this.changed.add(id);
        await pause(RETRY_DELAY_MS);
      }
    }
  }

  private async advance(ids: string[]): Promise<void> {
    await this.rewinding;
    const { rewinds } = this;
    const cursors = ids.flatMap((conversationId) => {
      const topic = this.topics.get(conversationId);
      return topic ? [{ conversationId, ...topic.cursor }] : [];
    });
    if (cursors.length === 0) return;
    const read = await readChangesSince(this.deps, cursors);
    if (rewinds !== this.rewinds) return this.schedulePoll(ids);
    for (const changes of read) {
      this.topics.get(changes.conversationId)?.advance(changes);
      if (!changes.isComplete) this.changed.add(changes.conversationId);
    }
  }
}
