import type { ApiError } from '../../api/api-error';
import type { Message } from '../../api/api-types';
import { CatchUp } from './catch-up';
import {
  parseMessage,
  parseMessageChange,
  parseReadReceipt,
  parseTyping,
} from '../transport/channel-events';
import { withTabLock } from './tab-lock';
import { UnsentStorage, openStorage } from './unsent-storage';
import { afterDelay } from '../after-delay';
import { ConnectionMonitor } from './connection-monitor';
import type { ConnectionStatus } from './connection-monitor';
import { hasOlder } from './message-log';
import { MessageCommands } from './message-commands';
import { ReadMarker } from './read-marker';
import type { ChatApi } from './kinds/session-api';
import type { TransportHandlers } from '../transport/ably-channels';
import { applyMessageChange, applyMessage, applyPageBefore, applyReadMark } from './chat-state';
import type { ChatState } from './chat-state';
import type { ChatTransport } from '../transport/ably-transport';
import type { ChatStrategy, StateUpdate } from './chat-strategy';
import { SendQueue } from './send-queue';
import type { OutgoingMessage, MessageInput } from './send-queue';
import { TypingSender, TypingMonitor } from './typing';
import type { Schedule } from './typing';
import { watchPage } from '../page-events';

/** All that a room shows; a new object whenever any of it changed. */
export interface ChatSnapshot<Feed extends ChatState = ChatState> {
  state: Feed;
  /** Own messages that the conversation does not show yet, in order. */
  outgoing: readonly OutgoingMessage[];
  connection: ConnectionStatus;
  isOtherTyping: boolean;
  /** Unknown while Ably is away. */
  isOtherPresent: boolean | undefined;
  older: 'none' | 'more' | 'loading' | 'failed';
  /** The conversation by the id that all kinds share; undefined: messages never change here. */
  conversationId: string | undefined;
  /** Why there is nothing to show, when that will not mend itself. */
  refusal: ApiError | undefined;
}

export interface ChatStoreDeps<Feed extends ChatState> {
  api: ChatApi;
  strategy: ChatStrategy<Feed>;
  createTransport: (parts: { schedule: Schedule; listener: TransportHandlers }) => ChatTransport;
  userId: string;
  /** What its words are kept under in this browser. */
  storageKey: string;
}

/** Many rooms open, close or reconnect in the same moment; they need not ask in the same one. */
const SPREAD_MS = 1_500;
const GAP_SPREAD_MS = 400;

/**
 * One person's room of one conversation: feed, queue, line and marks brought together. It draws nothing;
 * `subscribe` and `read` are what React asks for. It works while somebody is subscribed, once.
 */
export class ChatStore<Feed extends ChatState> {
  snapshot: ChatSnapshot<Feed>;
  readonly unsent: UnsentStorage;
  /** Changes messages that are there, and finds what lies further up. */
  readonly commands: MessageCommands<Feed>;
  private state: Feed;
  private older: 'idle' | 'loading' | 'failed' = 'idle';
  private present: ReadonlySet<string> | undefined;
  private isAnswered = true;
  private refusal: ApiError | undefined;
  private isLive = false;
  private readonly listeners = new Set<() => void>();
  private readonly link = new ConnectionMonitor(() => this.publish(), afterDelay);
  private readonly typing = new TypingMonitor(() => this.publish(), afterDelay);
  private readonly announcer: TypingSender;
  private readonly queue: SendQueue;
  private readonly catchUp: CatchUp<Feed>;
  private readonly marker: ReadMarker;
  private readonly line: ChatTransport;
  private unwatch: (() => void) | undefined;

  constructor(private readonly deps: ChatStoreDeps<Feed>) {
    const { api, strategy: subject } = deps;
    this.state = subject.initialState;
    this.unsent = new UnsentStorage(openStorage(), deps);
    this.marker = new ReadMarker((seq) => api.markRead(seq), afterDelay);
    this.line = deps.createTransport({ schedule: afterDelay, listener: this.listener() });
    this.announcer = new TypingSender(
      (isTyping) => void this.line.sendTyping(isTyping),
      afterDelay,
    );
    this.commands = this.makeMessages();
    this.catchUp = this.makeCatchUp();
    this.queue = this.makeQueue();
    this.snapshot = this.look();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.start();
    return () => {
      this.listeners.delete(listener);
      // React may leave and come back in one breath.
      afterDelay(() => this.listeners.size === 0 && this.stop(), 0);
    };
  };

  readonly getSnapshot = (): ChatSnapshot<Feed> => this.snapshot;

  private start(): void {
    if (this.unwatch) return;
    this.unwatch = watchPage({
      onOnlineChange: (isOnline) => this.link.setOnline(isOnline),
      onWake: () => this.refresh(),
      onHide: () => this.announcer.stop(),
      onStorage: (key) => this.unsent.isMessageKey(key) && this.queue.storageChanged(),
    });
    this.link.setOnline(navigator.onLine);
    void this.catchUp.run();
    void this.line.open();
  }

  private stop(): void {
    this.announcer.stop();
    this.unwatch?.();
    this.catchUp.stop();
    this.marker.stop();
    this.queue.stop();
    this.link.stop();
    this.line.close();
  }

  sendText(text: string, replyTo?: string): void {
    this.unsent.draft = '';
    this.sendMessage({ text, ...(replyTo === undefined ? {} : { replyTo }) });
  }

  /** Sends what is not in the composer; the draft stays. */
  sendMessage(written: MessageInput): void {
    this.announcer.stop();
    this.queue.add(written);
  }

  retry(id: string): void {
    this.queue.retry(id);
  }

  discard(id: string): void {
    this.queue.discard(id);
  }

  /** The words in the composer, as they are now. */
  setDraft(text: string): void {
    this.unsent.draft = text;
    if (text.trim() === '') this.announcer.stop();
    else this.announcer.keyPressed();
  }

  stopTyping(): void {
    this.announcer.stop();
  }

  /** Everything up to this seq was before the person's eyes. */
  markRead(seq: number): void {
    this.change((feed) => applyReadMark(feed, this.deps.userId, seq));
    this.marker.markRead(seq);
  }

  async loadOlder(): Promise<void> {
    const first = this.state.log.messages[0];
    if (this.older === 'loading' || !first || !hasOlder(this.state.log)) return;
    this.olderIs('loading');
    try {
      const page = await this.deps.api.listBefore(first.id);
      this.older = 'idle';
      this.change((feed) => applyPageBefore(feed, first.seq, page));
    } catch {
      this.olderIs('failed');
    }
  }

  /** Loads everything back to a message further up. */
  async loadBackTo(seq: number): Promise<void> {
    if (this.older === 'loading') return;
    this.olderIs('loading');
    try {
      await this.commands.loadBackTo(seq);
      this.olderIs('idle');
    } catch {
      this.olderIs('failed');
    }
  }

  /** Does what is answered by how things stand; a refusal is the caller's to show. */
  async runAction(act: () => Promise<StateUpdate<Feed>>): Promise<void> {
    const asked = { eventCount: this.state.eventCount, sentAt: Date.now() };
    const told = await act();
    this.change((feed) => told(feed, { ...asked, receivedAt: Date.now() }));
    void this.catchUp.run();
  }

  /** The person signed in anew, or asks to try again. */
  refresh(): void {
    if (this.refusal) this.refusal = undefined;
    void this.catchUp.run();
    this.line.reconnect();
    this.queue.retryNow();
  }

  private change(next: (feed: Feed) => Feed): void {
    const feed = next(this.state);
    if (feed === this.state) return;
    const isOpenNow = this.deps.strategy.phase(feed) === 'open';
    this.state = feed;
    this.settle();
    this.publish();
    if (isOpenNow) {
      this.queue.open();
      this.line.allowTyping();
    }
  }

  /** What the conversation shows need not be shown as on its way. */
  private settle(): void {
    if (this.queue.items.length === 0) return;
    const own = this.state.log.messages.filter((one) => one.senderId === this.deps.userId);
    this.queue.confirm(new Set(own.flatMap(({ clientMessageId }) => clientMessageId ?? [])));
  }

  private posted(message: Message): void {
    this.change((feed) => applyMessage(feed, message));
    this.settle();
    const { isLoaded, low } = this.state.log;
    const isFurtherUp = isLoaded && message.seq < low;
    if (isFurtherUp && message.clientMessageId !== undefined) {
      this.queue.confirm(new Set([message.clientMessageId]));
    }
    this.fillGap();
  }

  private fillGap(): void {
    const { isLoaded, highestKnown: lastKnown, high } = this.state.log;
    if (isLoaded && lastKnown > high) void this.catchUp.run();
  }

  private caughtUp(): void {
    this.refusal = undefined;
    this.marker.retry();
    this.queue.dropHandledElsewhere();
    if (this.deps.strategy.phase(this.state) === 'over') {
      this.queue.finish();
      this.line.close();
    }
    this.publish();
  }

  private answered(isAnswered: boolean): void {
    this.link.setServerReachable(isAnswered);
    if (isAnswered && !this.isAnswered) this.queue.retryNow();
    this.isAnswered = isAnswered;
  }

  private refused(error: ApiError): void {
    this.refusal = error;
    this.publish();
  }

  private postRefused(code: string): void {
    if (code !== 'unauthenticated') this.catchUp.runWithin(0);
  }

  private heard(name: string, data: unknown): void {
    if (name === 'message') this.heardMessage(parseMessage(data));
    else if (name === 'message_changed') {
      const news = parseMessageChange(data);
      if (news) this.change((feed) => applyMessageChange(feed, news));
    } else if (name === 'read_receipt') {
      const mark = parseReadReceipt(data);
      if (mark) this.change((feed) => applyReadMark(feed, mark.userId, mark.lastReadSeq));
    } else this.heardOfSubject(name, data);
  }

  private heardMessage(message: Message | undefined): void {
    if (!message) return;
    if (message.senderId !== this.deps.userId) this.typing.receive(false);
    this.change((feed) => applyMessage(feed, message));
    this.fillGap();
  }

  private heardOfSubject(name: string, data: unknown): void {
    const before = this.state;
    this.change((feed) => this.deps.strategy.applyEvent(feed, name, data));
    if (this.state !== before) this.catchUp.runWithin(SPREAD_MS);
  }

  private heardTyping(data: unknown): void {
    const event = parseTyping(data);
    if (event && event.userId !== this.deps.userId) this.typing.receive(event.isTyping);
  }

  private olderIs(older: 'idle' | 'loading' | 'failed'): void {
    this.older = older;
    this.publish();
  }

  private liveIs(isLive: boolean): void {
    if (isLive === this.isLive) return;
    this.isLive = isLive;
    if (!isLive) this.present = undefined;
    this.link.setLive(isLive);
    this.catchUp.scheduleNext();
    this.publish();
  }

  private look(): ChatSnapshot<Feed> {
    const { state: feed, refusal, older } = this;
    return {
      state: feed,
      refusal,
      outgoing: this.queue.items,
      connection: this.link.status,
      isOtherTyping: this.typing.isTyping,
      isOtherPresent: this.isOtherHere(),
      conversationId: this.deps.strategy.conversationId(feed),
      older: older !== 'idle' ? older : hasOlder(feed.log) ? 'more' : 'none',
    };
  }

  private isOtherHere(): boolean | undefined {
    const others = this.deps.strategy.otherMemberIds(this.state, this.deps.userId);
    if (others.length === 0 || !this.present) return undefined;
    return others.some((id) => this.present?.has(id));
  }

  private publish(): void {
    this.snapshot = this.look();
    for (const listener of this.listeners) listener();
  }

  private listener(): TransportHandlers {
    return {
      onEvent: (name, data) => this.heard(name, data),
      onTyping: (data) => this.heardTyping(data),
      onPresence: (people) => {
        if (!this.isLive) return;
        this.present = people;
        this.publish();
      },
      onLiveChange: (isLive) => this.liveIs(isLive),
      onGap: () => this.catchUp.runWithin(GAP_SPREAD_MS),
    };
  }

  private makeMessages(): MessageCommands<Feed> {
    return new MessageCommands({
      listAfter: (afterSeq) => this.deps.api.listAfter(afterSeq),
      conversationId: () => this.deps.strategy.conversationId(this.state),
      getState: () => this.state,
      update: (next) => this.change(next),
      onChanged: () => void this.catchUp.run(),
    });
  }

  private makeCatchUp(): CatchUp<Feed> {
    return new CatchUp({
      api: this.deps.api,
      listChanges: (after) => this.commands.api.listChanges(after),
      strategy: this.deps.strategy,
      schedule: afterDelay,
      getState: () => this.state,
      update: (next) => this.change(next),
      isLive: () => this.isLive,
      isVisible: () => document.visibilityState === 'visible',
      onReachable: (isAnswered) => this.answered(isAnswered),
      onRefused: (error) => this.refused(error),
      onCaughtUp: () => this.caughtUp(),
    });
  }

  private makeQueue(): SendQueue {
    const { api, userId: personId, storageKey: roomId } = this.deps;
    return new SendQueue({
      name: `ruang-diri.send.${personId}.${roomId}`,
      storage: this.unsent,
      // Plain words go the contract's own way.
      sendMessage: (message) =>
        message.replyTo !== undefined || message.isSticker
          ? this.commands.api.sendMessage(message)
          : api.sendMessage(message),
      withLock: withTabLock,
      schedule: afterDelay,
      onSent: (message) => this.posted(message),
      onRefused: (code) => this.postRefused(code),
      onHandledElsewhere: () => this.catchUp.runWithin(0),
      onChange: () => this.queueChanged(),
    });
  }

  /** Also called while the queue is being made. */
  private queueChanged(): void {
    if (this.snapshot) this.publish();
  }
}
