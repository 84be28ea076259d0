import type { Context } from '../../context';
import type { Typing } from '../../chat/announce-typing';
import { openConversation } from '../../chat/access/open-conversation';
import type { OpenedConversation } from '../../chat/access/open-conversation';
import { listReaders } from '../../chat/receipts/list-readers';
import type { Reader } from '../../chat/receipts/list-readers';
import { recordDelivery } from '../../chat/receipts/record-delivery';
import type { Position } from '../../chat/changes/read-changes-since';
import type { AppError } from '../../errors';
import type { FeedEvent, FeedSubscriber, FeedSubscription } from '../../delivery/feed/feed-event';
import type { SocketConnection } from '../sockets/socket-connection';
import { sharedFrames, statusFrame, typingFrame } from './hub-frames';

type FeedEventOf<Type extends FeedEvent['type']> = Extract<FeedEvent, { type: Type }>;

/** How many of one's own messages are remembered that are on nobody else's device yet. */
const MAX_UNDELIVERED = 200;

interface HubRoomDeps extends Pick<Context, 'chat' | 'feed'> {
  /** Called when something about the conversation changed, so that rights are asked again. */
  onChanged: (room: HubRoom) => void;
}

/** A conversation that somebody follows on one line. */
export class HubRoom implements FeedSubscriber {
  private memberNames = new Map<string, string>();
  private subscription: FeedSubscription | undefined;
  private isClosed = false;
  /** Ids and seqs of own messages, the oldest first, that nobody else has on a device. */
  private readonly undelivered = new Map<string, number>();
  /** The newest own message of which it was told that it is on a device. */
  private lastDeliveredId = 0n;

  constructor(
    readonly conversationId: string,
    private readonly connection: SocketConnection,
    private readonly deps: HubRoomDeps,
  ) {}

  /** Lets the person in and tells where the conversation stands; refuses like every other call. */
  async load(): Promise<OpenedConversation> {
    const { chat: conversation } = this.deps;
    const followed = await openConversation(conversation, this.connection.principal, {
      conversationId: this.conversationId,
    });
    this.memberNames = new Map(followed.members.map(({ id, fullName }) => [id, fullName]));
    return followed;
  }

  /** From now on whatever happened after a position is told. */
  async subscribe(from: Partial<Position>): Promise<void> {
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

  /** Of two people one is the only reader; in a group others may have read before. */
  private sendReceipt(event: FeedEventOf<'receipt'>): void {
    const { conversationId } = this;
    const { userId, readAt, messageIds } = event.receipt;
    const tell = (readersOf: (messageId: string) => Reader[]): void => {
      this.connection.send(
        ...messageIds.map((id) => statusFrame(conversationId, id, readersOf(id))),
      );
    };
    const reader = { userId, readAt };
    if (this.memberNames.size <= 2) return tell(() => [reader]);
    readersOf(this.deps, conversationId, event).then(
      (known) => tell((id) => known.get(id) ?? [reader]),
      () => tell(() => [reader]),
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

  /** Whose message it is, is told; in a group others have no use for it. */
  private sendDelivered({ delivery: { marks } }: FeedEventOf<'delivered'>): void {
    const others = marks.filter(({ userId }) => userId !== this.connection.principal.id);
    const seq = Math.max(0, ...others.map(({ lastDeliveredSeq }) => lastDeliveredSeq));
    const own = [...this.undelivered].filter(([, at]) => at <= seq).map(([id]) => id);
    // Of two people one wrote whatever the other has not read.
    const before =
      this.memberNames.size === 2 ? others.flatMap(({ messageIds }) => messageIds) : [];
    const ids = [...new Set([...before, ...own])].map(BigInt).sort((a, b) => (a < b ? -1 : 1));
    for (const id of ids.filter((one) => one > this.lastDeliveredId)) {
      this.connection.send(statusFrame(this.conversationId, String(id), []));
      this.lastDeliveredId = id;
    }
    for (const id of own) this.undelivered.delete(id);
  }
}

/** All readers of the feed at this process are given one event: the database is asked once for it. */
const readersByEvent = new WeakMap<FeedEvent, Promise<Map<string, Reader[]>>>();

function readersOf(
  { chat: conversation }: Pick<Context, 'chat'>,
  conversationId: string,
  event: FeedEventOf<'receipt'>,
): Promise<Map<string, Reader[]>> {
  const known =
    readersByEvent.get(event) ??
    listReaders(conversation, conversationId, event.receipt.messageIds);
  readersByEvent.set(event, known);
  return known;
}
