import type { ApiError } from '../api/api-error';
import type { Message } from '../api/api-types';
import { CatchUp } from './catch-up';
import { readMessage, readMessageChange, readReceipt, readTyping } from './channel-events';
import { exclusively } from './exclusively';
import { KeptWords, openStore } from './kept-words';
import { later } from './later';
import { LinkWatch } from './link-watch';
import type { Link } from './link-watch';
import { hasOlder } from './message-log';
import { RoomMessages } from './message-acts';
import { ReadMarker } from './read-marker';
import type { RoomApi } from './room-api';
import type { RoomListener } from './room-channel';
import { takeChange, takeMessage, takeOlder, takeReadMark } from './room-feed';
import type { RoomFeed } from './room-feed';
import type { Line } from './room-line';
import type { RoomSubject, Told } from './room-subject';
import { SendQueue } from './send-queue';
import type { QueueItem, Written } from './send-queue';
import { TypingAnnouncer, TypingWatch } from './typing';
import type { Schedule } from './typing';
import { watchDevice } from './watch-device';

/** All that a room shows; a new object whenever any of it changed. */
export interface RoomView<Feed extends RoomFeed = RoomFeed> {
  feed: Feed;
  /** Own messages that the conversation does not show yet, in order. */
  items: readonly QueueItem[];
  link: Link;
  isOtherTyping: boolean;
  /** Unknown while Ably is away. */
  isOtherHere: boolean | undefined;
  older: 'none' | 'more' | 'loading' | 'failed';
  /** The conversation by the id that all kinds share; undefined: messages never change here. */
  conversationId: string | undefined;
  /** Why there is nothing to show, when that will not mend itself. */
  refusal: ApiError | undefined;
}

export interface RoomParts<Feed extends RoomFeed> {
  api: RoomApi;
  subject: RoomSubject<Feed>;
  line: (parts: { schedule: Schedule; listener: RoomListener }) => Line;
  personId: string;
  /** What its words are kept under in this browser. */
  roomId: string;
}

/** Many rooms open, close or reconnect in the same moment; they need not ask in the same one. */
const SPREAD_MS = 1_500;
const MISSED_SPREAD_MS = 400;

/**
 * One person's room of one conversation: feed, queue, line and marks brought together. It draws nothing;
 * `subscribe` and `read` are what React asks for. It works while somebody is subscribed, once.
 */
export class RoomStore<Feed extends RoomFeed> {
  view: RoomView<Feed>;
  readonly kept: KeptWords;
  /** Changes messages that are there, and finds what lies further up. */
  readonly messages: RoomMessages<Feed>;
  private feed: Feed;
  private older: 'idle' | 'loading' | 'failed' = 'idle';
  private present: ReadonlySet<string> | undefined;
  private isAnswered = true;
  private refusal: ApiError | undefined;
  private isLive = false;
  private readonly listeners = new Set<() => void>();
  private readonly link = new LinkWatch(() => this.publish(), later);
  private readonly typing = new TypingWatch(() => this.publish(), later);
  private readonly announcer: TypingAnnouncer;
  private readonly queue: SendQueue;
  private readonly catchUp: CatchUp<Feed>;
  private readonly marker: ReadMarker;
  private readonly line: Line;
  private unwatch: (() => void) | undefined;

  constructor(private readonly parts: RoomParts<Feed>) {
    const { api, subject } = parts;
    this.feed = subject.empty;
    this.kept = new KeptWords(openStore(), parts);
    this.marker = new ReadMarker((seq) => api.markRead(seq), later);
    this.line = parts.line({ schedule: later, listener: this.listener() });
    this.announcer = new TypingAnnouncer((isTyping) => void this.line.sayTyping(isTyping), later);
    this.messages = this.makeMessages();
    this.catchUp = this.makeCatchUp();
    this.queue = this.makeQueue();
    this.view = this.look();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.start();
    return () => {
      this.listeners.delete(listener);
      // React may leave and come back in one breath.
      later(() => this.listeners.size === 0 && this.stop(), 0);
    };
  };

  readonly read = (): RoomView<Feed> => this.view;

  private start(): void {
    if (this.unwatch) return;
    this.unwatch = watchDevice({
      online: (isOnline) => this.link.online(isOnline),
      woke: () => this.wake(),
      hidden: () => this.announcer.rest(),
      stored: (key) => this.kept.isOfQueue(key) && this.queue.storageChanged(),
    });
    this.link.online(navigator.onLine);
    void this.catchUp.now();
    void this.line.open();
  }

  private stop(): void {
    this.announcer.rest();
    this.unwatch?.();
    this.catchUp.stop();
    this.marker.stop();
    this.queue.stop();
    this.link.stop();
    this.line.close();
  }

  send(text: string, replyTo?: string): void {
    this.kept.draft = '';
    this.put({ text, ...(replyTo === undefined ? {} : { replyTo }) });
  }

  /** Sends what is not in the composer; the draft stays. */
  put(written: Written): void {
    this.announcer.rest();
    this.queue.add(written);
  }

  retry(id: string): void {
    this.queue.retry(id);
  }

  discard(id: string): void {
    this.queue.discard(id);
  }

  /** The words in the composer, as they are now. */
  typed(text: string): void {
    this.kept.draft = text;
    if (text.trim() === '') this.announcer.rest();
    else this.announcer.typed();
  }

  restTyping(): void {
    this.announcer.rest();
  }

  /** Everything up to this seq was before the person's eyes. */
  seen(seq: number): void {
    this.change((feed) => takeReadMark(feed, this.parts.personId, seq));
    this.marker.seen(seq);
  }

  async loadOlder(): Promise<void> {
    const first = this.feed.log.messages[0];
    if (this.older === 'loading' || !first || !hasOlder(this.feed.log)) return;
    this.olderIs('loading');
    try {
      const page = await this.parts.api.older(first.id);
      this.older = 'idle';
      this.change((feed) => takeOlder(feed, first.seq, page));
    } catch {
      this.olderIs('failed');
    }
  }

  /** Loads everything back to a message further up. */
  async reach(seq: number): Promise<void> {
    if (this.older === 'loading') return;
    this.olderIs('loading');
    try {
      await this.messages.reach(seq);
      this.olderIs('idle');
    } catch {
      this.olderIs('failed');
    }
  }

  /** Does what is answered by how things stand; a refusal is the caller's to show. */
  async act(act: () => Promise<Told<Feed>>): Promise<void> {
    const asked = { heardEvents: this.feed.heardEvents, sentAt: Date.now() };
    const told = await act();
    this.change((feed) => told(feed, { ...asked, receivedAt: Date.now() }));
    void this.catchUp.now();
  }

  /** The person signed in anew, or asks to try again. */
  wake(): void {
    if (this.refusal) this.refusal = undefined;
    void this.catchUp.now();
    this.line.wake();
    this.queue.wake();
  }

  private change(next: (feed: Feed) => Feed): void {
    const feed = next(this.feed);
    if (feed === this.feed) return;
    const isOpenNow = this.parts.subject.stage(feed) === 'open';
    this.feed = feed;
    this.settle();
    this.publish();
    if (isOpenNow) {
      this.queue.open();
      this.line.roomOpened();
    }
  }

  /** What the conversation shows need not be shown as on its way. */
  private settle(): void {
    if (this.queue.items.length === 0) return;
    const own = this.feed.log.messages.filter((one) => one.senderId === this.parts.personId);
    this.queue.settle(new Set(own.flatMap(({ clientMessageId }) => clientMessageId ?? [])));
  }

  private posted(message: Message): void {
    this.change((feed) => takeMessage(feed, message));
    this.settle();
    const { isLoaded, low } = this.feed.log;
    const isFurtherUp = isLoaded && message.seq < low;
    if (isFurtherUp && message.clientMessageId !== undefined) {
      this.queue.settle(new Set([message.clientMessageId]));
    }
    this.fillGap();
  }

  private fillGap(): void {
    const { isLoaded, lastKnown, high } = this.feed.log;
    if (isLoaded && lastKnown > high) void this.catchUp.now();
  }

  private caughtUp(): void {
    this.refusal = undefined;
    this.marker.retry();
    this.queue.forgetTakenElsewhere();
    if (this.parts.subject.stage(this.feed) === 'over') {
      this.queue.finish();
      this.line.close();
    }
    this.publish();
  }

  private answered(isAnswered: boolean): void {
    this.link.answered(isAnswered);
    if (isAnswered && !this.isAnswered) this.queue.wake();
    this.isAnswered = isAnswered;
  }

  private refused(error: ApiError): void {
    this.refusal = error;
    this.publish();
  }

  private postRefused(code: string): void {
    if (code !== 'unauthenticated') this.catchUp.soon(0);
  }

  private heard(name: string, data: unknown): void {
    if (name === 'message') this.heardMessage(readMessage(data));
    else if (name === 'message_changed') {
      const news = readMessageChange(data);
      if (news) this.change((feed) => takeChange(feed, news));
    } else if (name === 'read_receipt') {
      const mark = readReceipt(data);
      if (mark) this.change((feed) => takeReadMark(feed, mark.userId, mark.lastReadSeq));
    } else this.heardOfSubject(name, data);
  }

  private heardMessage(message: Message | undefined): void {
    if (!message) return;
    if (message.senderId !== this.parts.personId) this.typing.heard(false);
    this.change((feed) => takeMessage(feed, message));
    this.fillGap();
  }

  private heardOfSubject(name: string, data: unknown): void {
    const before = this.feed;
    this.change((feed) => this.parts.subject.hear(feed, name, data));
    if (this.feed !== before) this.catchUp.soon(SPREAD_MS);
  }

  private heardTyping(data: unknown): void {
    const event = readTyping(data);
    if (event && event.userId !== this.parts.personId) this.typing.heard(event.isTyping);
  }

  private olderIs(older: 'idle' | 'loading' | 'failed'): void {
    this.older = older;
    this.publish();
  }

  private liveIs(isLive: boolean): void {
    if (isLive === this.isLive) return;
    this.isLive = isLive;
    if (!isLive) this.present = undefined;
    this.link.live(isLive);
    this.catchUp.plan();
    this.publish();
  }

  private look(): RoomView<Feed> {
    const { feed, refusal, older } = this;
    return {
      feed,
      refusal,
      items: this.queue.items,
      link: this.link.link,
      isOtherTyping: this.typing.isTyping,
      isOtherHere: this.isOtherHere(),
      conversationId: this.parts.subject.conversationId(feed),
      older: older !== 'idle' ? older : hasOlder(feed.log) ? 'more' : 'none',
    };
  }

  private isOtherHere(): boolean | undefined {
    const others = this.parts.subject.others(this.feed, this.parts.personId);
    if (others.length === 0 || !this.present) return undefined;
    return others.some((id) => this.present?.has(id));
  }

  private publish(): void {
    this.view = this.look();
    for (const listener of this.listeners) listener();
  }

  private listener(): RoomListener {
    return {
      heard: (name, data) => this.heard(name, data),
      typing: (data) => this.heardTyping(data),
      present: (people) => {
        if (!this.isLive) return;
        this.present = people;
        this.publish();
      },
      live: (isLive) => this.liveIs(isLive),
      mayHaveMissed: () => this.catchUp.soon(MISSED_SPREAD_MS),
    };
  }

  private makeMessages(): RoomMessages<Feed> {
    return new RoomMessages({
      missed: (afterSeq) => this.parts.api.missed(afterSeq),
      conversationId: () => this.parts.subject.conversationId(this.feed),
      read: () => this.feed,
      change: (next) => this.change(next),
      onChanged: () => void this.catchUp.now(),
    });
  }

  private makeCatchUp(): CatchUp<Feed> {
    return new CatchUp({
      api: this.parts.api,
      changes: (after) => this.messages.member.changes(after),
      subject: this.parts.subject,
      schedule: later,
      read: () => this.feed,
      change: (next) => this.change(next),
      isLive: () => this.isLive,
      isVisible: () => document.visibilityState === 'visible',
      onAnswered: (isAnswered) => this.answered(isAnswered),
      onRefused: (error) => this.refused(error),
      onCaughtUp: () => this.caughtUp(),
    });
  }

  private makeQueue(): SendQueue {
    const { api, personId, roomId } = this.parts;
    return new SendQueue({
      name: `ruang-diri.send.${personId}.${roomId}`,
      kept: this.kept,
      // Plain words go the contract's own way.
      post: (message) =>
        message.replyTo !== undefined || message.isSticker
          ? this.messages.member.post(message)
          : api.post(message),
      exclusively,
      schedule: later,
      onPosted: (message) => this.posted(message),
      onRefused: (code) => this.postRefused(code),
      onTakenElsewhere: () => this.catchUp.soon(0),
      onChange: () => this.queueChanged(),
    });
  }

  /** Also called while the queue is being made. */
  private queueChanged(): void {
    if (this.view) this.publish();
  }
}
