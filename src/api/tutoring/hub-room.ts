import type { Context } from '../../context';
import type { Typing } from '../../chat/announce-typing';
import { openConversation } from '../../chat/access/open-conversation';
import type { OpenedConversation } from '../../chat/access/open-conversation';
import { listReaders } from '../../chat/receipts/list-readers';
import type { Reader } from '../../chat/receipts/list-readers';
import { recordDelivery } from '../../chat/receipts/record-delivery';
import type { Cursor } from '../../chat/changes/change-event';
import type { AppError } from '../../errors';
import type { FeedEvent, FeedSubscriber, FeedSubscription } from '../../delivery/feed/feed-event';
import type { Connection } from '../sockets/connection';
import { sharedFrames, statusFrame, typingFrame } from './hub-frames';

type FeedEventOf<Type extends FeedEvent['type']> = Extract<FeedEvent, { type: Type }>;

/** Own messages remembered until they are delivered to another member. */
const MAX_UNDELIVERED = 200;

interface HubRoomDeps extends Pick<Context, 'chat' | 'feed'> {
  /** Called after a change of the conversation: access has to be checked again. */
  onChanged: (room: HubRoom) => void;
}

/** One joined conversation of a hub connection. */
export class HubRoom implements FeedSubscriber {
  private memberNames = new Map<string, string>();
  /** Messages up to this seq were sent before the user joined. */
  private visibleAfter = 0;
  private subscription: FeedSubscription | undefined;
  private isClosed = false;
  /** Seq by id of own messages that are not delivered yet, oldest first. */
  private readonly undelivered = new Map<string, number>();
  /** The newest own message whose delivery was sent. */
  private lastDeliveredId = 0n;

  constructor(
    readonly conversationId: string,
    private readonly connection: Connection,
    private readonly deps: HubRoomDeps,
  ) {}

  /** Checks access and reads cursor and members. */
  async load(): Promise<OpenedConversation> {
    const { chat } = this.deps;
    const opened = await openConversation(chat, this.connection.principal, {
      conversationId: this.conversationId,
    });
    this.visibleAfter = opened.visibleAfter;
    this.memberNames = new Map(opened.members.map(({ id, fullName }) => [id, fullName]));
    return opened;
  }

  /** Sends every event after a cursor. */
  async subscribe(from: Partial<Cursor>): Promise<void> {
    this.subscription = await this.deps.feed.subscribe(this.conversationId, this, from);
    if (this.isClosed) this.subscription.close();
  }

  close(): void {
    this.isClosed = true;
    this.subscription?.close();
  }

  write(event: FeedEvent): void {
    if (event.type === 'typing') this.sendTyping(event.typing);
    else if (event.type === 'delivered') this.sendDelivered(event);
    else if (event.type === 'receipt') this.sendReceipt(event);
    else if ('message' in event && event.message.seq <= this.visibleAfter) return;
    else {
      this.connection.send(...sharedFrames(this.conversationId, event));
      if (event.type === 'message') this.recordDelivery(event);
      if (event.type === 'changed') this.deps.onChanged(this);
    }
  }

  backlog(): number {
    return this.connection.backlog();
  }

  drop(error: AppError): void {
    this.connection.close(error);
  }

  sendTyping({ userId, isTyping }: Pick<Typing, 'userId' | 'isTyping'>): void {
    if (userId === this.connection.principal.id) return;
    const userName = this.memberNames.get(userId) ?? '';
    this.connection.send(typingFrame(this.conversationId, { userId, userName, isTyping }));
  }

  /** In a conversation of two the reader is the only one; in a group all readers are listed. */
  private sendReceipt(event: FeedEventOf<'receipt'>): void {
    const { conversationId } = this;
    const { userId, readAt, messageIds } = event.receipt;
    const send = (readersFor: (messageId: string) => Reader[]): void => {
      this.connection.send(
        ...messageIds.map((id) => statusFrame(conversationId, id, readersFor(id))),
      );
    };
    const reader = { userId, readAt };
    if (this.memberNames.size <= 2) return send(() => [reader]);
    readersOf(this.deps, conversationId, event).then(
      (readers) => send((id) => readers.get(id) ?? [reader]),
      () => send(() => [reader]),
    );
  }

  private recordDelivery({ message }: FeedEventOf<'message'>): void {
    const { conversationId } = this;
    const { id, seq, senderId } = message;
    recordDelivery(this.deps.chat, this.connection.principal, {
      conversationId,
      messages: [message],
    });
    if (senderId !== this.connection.principal.id) return;
    this.undelivered.set(id, seq);
    const [oldest] = this.undelivered.keys();
    if (this.undelivered.size > MAX_UNDELIVERED && oldest !== undefined)
      this.undelivered.delete(oldest);
  }

  /** Delivery is sent to the sender of a message only. */
  private sendDelivered({ delivery: { marks } }: FeedEventOf<'delivered'>): void {
    const others = marks.filter(({ userId }) => userId !== this.connection.principal.id);
    const seq = Math.max(0, ...others.map(({ lastDeliveredSeq }) => lastDeliveredSeq));
    const own = [...this.undelivered].filter(([, at]) => at <= seq).map(([id]) => id);
    // In a conversation of two, the other member's messages delivered earlier are our own.
    const earlier =
      this.memberNames.size === 2 ? others.flatMap(({ messageIds }) => messageIds) : [];
    const ids = [...new Set([...earlier, ...own])].map(BigInt).sort((a, b) => (a < b ? -1 : 1));
    for (const id of ids.filter((one) => one > this.lastDeliveredId)) {
      this.connection.send(statusFrame(this.conversationId, String(id), []));
      this.lastDeliveredId = id;
    }
    for (const id of own) this.undelivered.delete(id);
  }
}

/** Subscribers of a process share one event object, so its readers are queried once. */
const readersByEvent = new WeakMap<FeedEvent, Promise<Map<string, Reader[]>>>();

function readersOf(
  { chat }: Pick<Context, 'chat'>,
  conversationId: string,
  event: FeedEventOf<'receipt'>,
): Promise<Map<string, Reader[]>> {
  const readers =
    readersByEvent.get(event) ?? listReaders(chat, conversationId, event.receipt.messageIds);
  readersByEvent.set(event, readers);
  return readers;
}
