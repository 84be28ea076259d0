import type { ApiError } from '../../api/api-error';
import type { Message } from '../../api/api-types';
import { onDatabaseReplaced } from '../../api/database-epoch';
import { watchPage } from '../page-events';
import { afterDelay } from '../schedule';
import {
  parseMessage,
  parseMessageChange,
  parseReadReceipt,
  parseTyping,
} from '../transport/channel-events';
import type { ChatTransport, TransportHandlers } from '../transport/chat-transport';
import { CatchUp } from './catch-up';
import type { ChatSnapshot } from './chat-snapshot';
import { applyMessage, applyMessageChange, applyReadMark, emptyChat } from './chat-state';
import type { ChatState } from './chat-state';
import type { ChatPhase, ChatStrategy, StateUpdate } from './chat-strategy';
import { ConnectionMonitor } from './connection-monitor';
import { HistoryLoader } from './history-loader';
import { MessageCommands } from './message-commands';
import { isContradicted } from './message-log';
import { ReadMarker } from './read-marker';
import { SendQueue, withTabLock } from './send-queue';
import type { MessageInput } from './send-queue';
import { TypingMonitor, TypingSender } from './typing';
import { UnsentStorage, clearUnsentOfOtherUsers, openStorage } from './unsent-storage';

/** What components call; independent of the kind of conversation. */
export type ChatControls = Pick<
  ChatStore<unknown>,
  | 'canChangeMessages'
  | 'commands'
  | 'discard'
  | 'draft'
  | 'loadBackTo'
  | 'loadOlder'
  | 'markRead'
  | 'refresh'
  | 'retry'
  | 'sendMessage'
  | 'sendText'
  | 'setDraft'
  | 'stopTyping'
>;

/** Spreads the requests of pages that receive an event or reconnect at the same moment. */
const EVENT_SPREAD_MS = 1_500;
const GAP_SPREAD_MS = 400;

/**
 * One user's view of one conversation: state, send queue, transport and read marks behind
 * `subscribe` and `getSnapshot`. It starts with the first subscriber and stops permanently after the last.
 */
export class ChatStore<Details> {
  /** Changes messages of the conversation. */
  readonly commands: MessageCommands;
  private snapshot: ChatSnapshot<Details>;
  private state: ChatState<Details> = emptyChat;
  private presentUserIds: ReadonlySet<string> | undefined;
  private isReachable = true;
  private isLive = false;
  private refusal: ApiError | undefined;
  private readonly subscribers = new Set<() => void>();
  private readonly unsent: UnsentStorage;
  private readonly connection = new ConnectionMonitor(() => this.publish(), afterDelay);
  private readonly typing = new TypingMonitor(() => this.publish(), afterDelay);
  private readonly typingSender: TypingSender;
  private readonly queue: SendQueue;
  private readonly catchUp: CatchUp<Details>;
  private readonly history: HistoryLoader;
  private readonly readMarker: ReadMarker;
  private readonly transport: ChatTransport;
  private unwatch: (() => void) | undefined;
  private unwatchDatabase: (() => void) | undefined;

  constructor(
    private readonly strategy: ChatStrategy<Details>,
    private readonly userId: string,
  ) {
    const { api } = strategy;
    this.unsent = new UnsentStorage(openStorage(), { userId, storageKey: strategy.storageKey });
    this.readMarker = new ReadMarker((seq) => api.markRead(seq), afterDelay);
    this.transport = strategy.createTransport(this.createHandlers());
    this.typingSender = new TypingSender(
      (isTyping) => void this.transport.sendTyping(isTyping),
      afterDelay,
    );
    this.commands = new MessageCommands({
      conversationId: () => this.conversationId(),
      update: (next) => this.update(next),
      onChanged: () => void this.catchUp.run(),
    });
    this.history = new HistoryLoader({
      api,
      getLog: () => this.state.log,
      update: (next) => this.update(next),
      onChange: () => this.publish(),
    });
    this.catchUp = this.createCatchUp();
    this.queue = this.createQueue();
    this.snapshot = this.createSnapshot();
  }

  readonly subscribe = (subscriber: () => void): (() => void) => {
    this.subscribers.add(subscriber);
    this.start();
    return () => {
      this.subscribers.delete(subscriber);
      // React may unsubscribe and subscribe again in the same task.
      afterDelay(() => this.subscribers.size === 0 && this.stop(), 0);
    };
  };

  readonly getSnapshot = (): ChatSnapshot<Details> => this.snapshot;

  get draft(): string {
    return this.unsent.draft;
  }

  /** False in support rooms: no replies, stickers, edits or reactions. */
  get canChangeMessages(): boolean {
    return this.conversationId() !== undefined;
  }

  sendText(text: string, replyTo?: string): void {
    this.unsent.draft = '';
    this.sendMessage({ text, replyTo });
  }

  /** Sends a message that is not in the composer; the draft stays. */
  sendMessage(input: MessageInput): void {
    this.typingSender.stop();
    this.queue.add(input);
  }

  retry(id: string): void {
    this.queue.retry(id);
  }

  discard(id: string): void {
    this.queue.discard(id);
  }

  setDraft(text: string): void {
    this.unsent.draft = text;
    if (text.trim() === '') this.typingSender.stop();
    else this.typingSender.keyPressed();
  }

  stopTyping(): void {
    this.typingSender.stop();
  }

  /** Everything up to `seq` was in view. */
  markRead(seq: number): void {
    this.update((state) => applyReadMark(state, this.userId, seq));
    this.readMarker.markRead(seq);
  }

  loadOlder(): Promise<void> {
    return this.history.loadOlder();
  }

  loadBackTo(seq: number): Promise<void> {
    return this.history.loadBackTo(seq);
  }

  /** Applies the response of an action; rejects with the API's refusal. */
  async runAction(action: () => Promise<StateUpdate<Details>>): Promise<void> {
    const context = { eventCount: this.state.eventCount, sentAt: Date.now() };
    const apply = await action();
    this.update((state) => apply(state, { ...context, receivedAt: Date.now() }));
    void this.catchUp.run();
  }

  /** After a new sign-in, or when the user asks to try again. */
  refresh(): void {
    this.refusal = undefined;
    void this.catchUp.run();
    this.transport.reconnect();
    this.queue.retryNow();
  }

  private start(): void {
    if (this.unwatch) return;
    clearUnsentOfOtherUsers(this.userId);
    this.unwatch = watchPage({
      onOnlineChange: (isOnline) => this.connection.setOnline(isOnline),
      onWake: () => this.refresh(),
      onHide: () => this.typingSender.stop(),
      onStorage: (key) => this.unsent.isMessageKey(key) && this.queue.storageChanged(),
    });
    this.unwatchDatabase = onDatabaseReplaced(() => this.catchUp.startOver());
    this.connection.start(navigator.onLine);
    void this.catchUp.run();
    void this.transport.open();
  }

  private stop(): void {
    this.typingSender.stop();
    this.unwatch?.();
    this.unwatchDatabase?.();
    this.catchUp.stop();
    this.readMarker.stop();
    this.queue.stop();
    this.connection.stop();
    this.transport.close();
  }

  private update(next: (state: ChatState<Details>) => ChatState<Details>): void {
    const state = next(this.state);
    if (state === this.state) return;
    this.state = state;
    this.confirmSent();
    this.publish();
    if (this.phase() === 'open') {
      this.queue.open();
      this.transport.allowTyping();
    }
  }

  private phase(): ChatPhase | undefined {
    return this.state.details && this.strategy.phase(this.state.details);
  }

  private conversationId(): string | undefined {
    return this.state.details && this.strategy.conversationId(this.state.details);
  }

  /** Messages in the log leave the send queue. */
  private confirmSent(): void {
    if (this.queue.items.length === 0) return;
    const own = this.state.log.messages.filter(({ senderId }) => senderId === this.userId);
    this.queue.confirm(new Set(own.flatMap(({ clientMessageId }) => clientMessageId ?? [])));
  }

  private handleSent(message: Message): void {
    this.update((state) => applyMessage(state, message));
    this.confirmSent();
    const { isLoaded, low } = this.state.log;
    const isAboveLoaded = isLoaded && message.seq < low;
    if (isAboveLoaded && message.clientMessageId !== undefined) {
      this.queue.confirm(new Set([message.clientMessageId]));
    }
    this.fillGap();
  }

  private fillGap(): void {
    const { isLoaded, highestKnown, high } = this.state.log;
    if (isLoaded && highestKnown > high) void this.catchUp.run();
  }

  private handleCaughtUp(): void {
    this.refusal = undefined;
    this.readMarker.retry();
    this.queue.dropHandledElsewhere();
    if (this.phase() === 'ended') {
      this.queue.finish();
      this.transport.close();
    }
    this.publish();
  }

  private handleReachable(isReachable: boolean): void {
    this.connection.setServerReachable(isReachable);
    if (isReachable && !this.isReachable) this.queue.retryNow();
    this.isReachable = isReachable;
  }

  private handleRefusal(error: ApiError): void {
    this.refusal = error;
    this.publish();
  }

  private handleEvent(name: string, data: unknown): void {
    if (name === 'message') this.handleMessage(parseMessage(data));
    else if (name === 'message_changed') {
      const change = parseMessageChange(data);
      if (change) this.update((state) => applyMessageChange(state, change));
    } else if (name === 'read_receipt') {
      const receipt = parseReadReceipt(data);
      if (!receipt) return;
      this.update((state) => applyReadMark(state, receipt.userId, receipt.lastReadSeq));
    } else this.handleKindEvent(name, data);
  }

  private handleMessage(message: Message | undefined): void {
    if (!message) return;
    if (message.senderId !== this.userId) this.typing.receive(false);
    if (isContradicted(this.state.log, message)) return this.catchUp.startOver();
    this.update((state) => applyMessage(state, message));
    this.fillGap();
  }

  private handleKindEvent(name: string, data: unknown): void {
    const before = this.state;
    this.update((state) => this.strategy.applyEvent(state, name, data));
    if (this.state !== before) this.catchUp.runWithin(EVENT_SPREAD_MS);
  }

  private handleTyping(data: unknown): void {
    // Who still has the right to publish may do so for a moment after the end.
    if (this.phase() === 'ended') return;
    const event = parseTyping(data);
    if (event && event.userId !== this.userId) this.typing.receive(event.isTyping);
  }

  private handleLiveChange(isLive: boolean): void {
    if (isLive === this.isLive) return;
    this.isLive = isLive;
    if (!isLive) this.presentUserIds = undefined;
    this.connection.setLive(isLive);
    this.catchUp.scheduleNext();
    this.publish();
  }

  private publish(): void {
    this.snapshot = this.createSnapshot();
    for (const subscriber of this.subscribers) subscriber();
  }

  private createSnapshot(): ChatSnapshot<Details> {
    const { state, strategy, refusal } = this;
    const { details, log } = state;
    const base = { connection: this.connection.status, isOtherTyping: this.typing.isTyping };
    const isLoaded = details !== undefined && log.isLoaded;
    if (refusal && !(isLoaded && strategy.keepsHistory)) {
      return { ...base, status: 'refused', error: refusal };
    }
    if (!isLoaded) return { ...base, status: 'loading' };
    const otherMemberIds = strategy.otherMemberIds(details);
    return {
      ...base,
      status: strategy.phase(details),
      details,
      state,
      otherMemberIds,
      outgoing: this.queue.items,
      isOtherPresent: this.isAnyPresent(otherMemberIds),
      conversationId: strategy.conversationId(details),
      older: this.history.older,
    };
  }

  private isAnyPresent(userIds: readonly string[]): boolean | undefined {
    const present = this.presentUserIds;
    if (userIds.length === 0 || !present) return undefined;
    return userIds.some((id) => present.has(id));
  }

  private createHandlers(): TransportHandlers {
    return {
      onEvent: (name, data) => this.handleEvent(name, data),
      onTyping: (data) => this.handleTyping(data),
      onPresence: (userIds) => {
        if (!this.isLive) return;
        this.presentUserIds = userIds;
        this.publish();
      },
      onLiveChange: (isLive) => this.handleLiveChange(isLive),
      onGap: () => this.catchUp.runWithin(GAP_SPREAD_MS),
    };
  }

  private createCatchUp(): CatchUp<Details> {
    return new CatchUp({
      strategy: this.strategy,
      listChanges: (after) => this.commands.api.listChanges(after),
      schedule: afterDelay,
      getState: () => this.state,
      update: (next) => this.update(next),
      isLive: () => this.isLive,
      isVisible: () => document.visibilityState === 'visible',
      onReachable: (isReachable) => this.handleReachable(isReachable),
      onRefused: (error) => this.handleRefusal(error),
      onCaughtUp: () => this.handleCaughtUp(),
    });
  }

  private createQueue(): SendQueue {
    const { strategy, userId } = this;
    return new SendQueue({
      name: `ruang-diri.send.${userId}.${strategy.storageKey}`,
      storage: this.unsent,
      // Only the route shared by all kinds accepts replies and stickers.
      sendMessage: (message) =>
        message.replyTo !== undefined || message.isSticker
          ? this.commands.api.sendMessage(message)
          : strategy.api.sendMessage(message),
      withLock: withTabLock,
      schedule: afterDelay,
      onSent: (message) => this.handleSent(message),
      onRefused: (code) => code !== 'unauthenticated' && this.catchUp.runWithin(0),
      onHandledElsewhere: () => this.catchUp.runWithin(0),
      onChange: () => this.publish(),
    });
  }
}
