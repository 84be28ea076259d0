import type { Context } from '../../context';
import type { Typing } from '../../conversation/announce-typing';
import { followConversation } from '../../conversation/follow-conversation';
import type { Followed } from '../../conversation/follow-conversation';
import { listReaders } from '../../conversation/list-readers';
import type { Reader } from '../../conversation/list-readers';
import { noteHandedOver } from '../../conversation/note-handed-over';
import type { Position } from '../../conversation/read-news';
import type { AppError } from '../../errors';
import type { FeedEvent, FeedReader, Subscription } from '../../realtime/feed-event';
import type { SocketLine } from '../socket-line';
import { framesOf, statusFrame, typingFrame } from './hub-frames';

type Event<Type extends FeedEvent['type']> = Extract<FeedEvent, { type: Type }>;

/** How many of one's own messages are remembered that are on nobody else's device yet. */
const AWAITED = 200;

interface Needs extends Pick<Context, 'conversation' | 'feed'> {
  /** Called when something about the conversation changed, so that rights are asked again. */
  changed: (room: HubRoom) => void;
}

/** A conversation that somebody follows on one line. */
export class HubRoom implements FeedReader {
  private names = new Map<string, string>();
  private subscription: Subscription | undefined;
  private isClosed = false;
  /** Ids and seqs of own messages, the oldest first, that nobody else has on a device. */
  private readonly awaited = new Map<string, number>();
  /** The newest own message of which it was told that it is on a device. */
  private deliveredId = 0n;

  constructor(
    readonly conversationId: string,
    private readonly line: SocketLine,
    private readonly needs: Needs,
  ) {}

  /** Lets the person in and tells where the conversation stands; refuses like every other call. */
  async look(): Promise<Followed> {
    const { conversation } = this.needs;
    const followed = await followConversation(
      conversation,
      this.line.principal,
      this.conversationId,
    );
    this.names = new Map(followed.members.map(({ id, fullName }) => [id, fullName]));
    return followed;
  }

  /** From now on whatever happened after a position is told. */
  async follow(from: Partial<Position>): Promise<void> {
    this.subscription = await this.needs.feed.subscribe(this.conversationId, this, from);
    if (this.isClosed) this.subscription.close();
  }

  close(): void {
    this.isClosed = true;
    this.subscription?.close();
  }

  write(event: FeedEvent): void {
    if (event.type === 'typing') this.tellTyping(event.typing);
    else if (event.type === 'delivered') this.tellDelivered(event);
    else if (event.type === 'receipt') this.tellReceipt(event);
    else {
      this.line.send(...framesOf(this.conversationId, event));
      if (event.type === 'message') this.noteMessage(event);
      if (event.type === 'changed') this.needs.changed(this);
    }
  }

  backlog(): number {
    return this.line.backlog();
  }

  drop(error: AppError): void {
    this.line.refuse(error);
  }

  tellTyping({ userId, isTyping }: Pick<Typing, 'userId' | 'isTyping'>): void {
    if (userId === this.line.principal.id) return;
    const userName = this.names.get(userId) ?? '';
    this.line.send(typingFrame(this.conversationId, { userId, userName, isTyping }));
  }

  /** Of two people one is the only reader; in a group others may have read before. */
  private tellReceipt(event: Event<'receipt'>): void {
    const { conversationId } = this;
    const { userId, readAt, messageIds } = event.receipt;
    const tell = (readersOf: (messageId: string) => Reader[]): void => {
      this.line.send(...messageIds.map((id) => statusFrame(conversationId, id, readersOf(id))));
    };
    const reader = { userId, readAt };
    if (this.names.size <= 2) return tell(() => [reader]);
    readersAt(this.needs, conversationId, event).then(
      (known) => tell((id) => known.get(id) ?? [reader]),
      () => tell(() => [reader]),
    );
  }

  private noteMessage({ message }: Event<'message'>): void {
    const { conversationId } = this;
    const { id, seq, senderId } = message;
    noteHandedOver(this.needs.conversation, this.line.principal, {
      conversationId,
      messages: [message],
    });
    if (senderId !== this.line.principal.id) return;
    this.awaited.set(id, seq);
    const [oldest] = this.awaited.keys();
    if (this.awaited.size > AWAITED && oldest !== undefined) this.awaited.delete(oldest);
  }

  /** Whose message it is, is told; in a group others have no use for it. */
  private tellDelivered({ delivery: { marks } }: Event<'delivered'>): void {
    const others = marks.filter(({ userId }) => userId !== this.line.principal.id);
    const seq = Math.max(0, ...others.map(({ lastDeliveredSeq }) => lastDeliveredSeq));
    const own = [...this.awaited].filter(([, at]) => at <= seq).map(([id]) => id);
    // Of two people one wrote whatever the other has not read.
    const before = this.names.size === 2 ? others.flatMap(({ messageIds }) => messageIds) : [];
    const ids = [...new Set([...before, ...own])].map(BigInt).sort((a, b) => (a < b ? -1 : 1));
    for (const id of ids.filter((one) => one > this.deliveredId)) {
      this.line.send(statusFrame(this.conversationId, String(id), []));
      this.deliveredId = id;
    }
    for (const id of own) this.awaited.delete(id);
  }
}

/** All readers of the feed at this process are given one event: the database is asked once for it. */
const asked = new WeakMap<FeedEvent, Promise<Map<string, Reader[]>>>();

function readersAt(
  { conversation }: Pick<Context, 'conversation'>,
  conversationId: string,
  event: Event<'receipt'>,
): Promise<Map<string, Reader[]>> {
  const known =
    asked.get(event) ?? listReaders(conversation, conversationId, event.receipt.messageIds);
  asked.set(event, known);
  return known;
}
