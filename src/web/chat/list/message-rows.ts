import type { Message } from '../../api/api-types';
import type { OutgoingMessage } from '../../state/chat/send-queue';

/*
 * The rows of a conversation, one for each message, so that the place of a row never depends on
 * what stands around it. What belongs between messages (the day, the mark of what is new) is part
 * of the row below it.
 */

export type Side = 'own' | 'other' | 'automated' | 'system';
export type DeliveryStatus = 'sending' | 'sent' | 'read' | 'failed';

/** What a message answers, as it stands above it. */
export interface Quote {
  id: string;
  /** Unknown until it is loaded. */
  seq: number | undefined;
  senderName: string;
  text: string;
  kind: 'words' | 'sticker' | 'deleted' | 'unknown';
}

/** One emoji under a message, and how many people set it. */
export interface ReactionCount {
  emoji: string;
  count: number;
  isOwn: boolean;
}

export interface MessageRowData {
  /** Of a message that the server has. */
  id: string | undefined;
  messageType: Message['messageType'];
  quote: Quote | undefined;
  reactions: readonly ReactionCount[];
  /** What was sent with it. */
  file: Message['file'];
  isEdited: boolean;
  isDeleted: boolean;
  /** The same from the moment a message is written until it is history. */
  key: string;
  text: string;
  side: Side;
  at: string;
  senderName: string;
  /** Set when this row begins another day. */
  day: string | undefined;
  /** The first unread one. */
  isFirstNew: boolean;
  /** The first and the last of several by the same person in a short time. */
  isFirstOfGroup: boolean;
  isLastOfGroup: boolean;
  /** Of own messages alone. */
  status: DeliveryStatus | undefined;
  seq: number | undefined;
  /** Why it was refused; of failed messages alone. */
  failure: string | undefined;
  queueId: string | undefined;
}

export interface MessageRowsInput {
  messages: readonly Message[];
  outgoing: readonly OutgoingMessage[];
  /** Answered messages that lie further up than what is loaded. */
  quoted: ReadonlyMap<string, Message>;
  userId: string;
  userName: string;
  /** How far the other side has read. */
  otherReadSeq: number;
  /** The mark of what is new stands above the first message of others after this seq. */
  newAfter: number | undefined;
  /** How far the server's clock is ahead of this device's; milliseconds. */
  clockOffset: number;
  /** There is more before the first message than is loaded. */
  hasOlder: boolean;
  /** The calendar day of an instant where the reader is. */
  dayOf: (at: string) => string;
}

/** Messages further apart than this are not drawn as one breath. */
const GROUP_MS = 5 * 60_000;

export function buildMessageRows(conversation: MessageRowsInput): MessageRowData[] {
  const quotes = quoteLookup(conversation);
  const bare = [
    ...conversation.messages.map((message) => toRow(message, conversation, quotes)),
    ...notYetInLog(conversation).map((item) => outgoingRow(item, conversation, quotes)),
  ];
  // Each time is read once: there may be thousands.
  const days = bare.map(({ at }) => conversation.dayOf(at));
  const times = bare.map(({ at }) => Date.parse(at));
  const firstNew = findFirstNew(conversation);
  /** Whether a row begins something: a day, what is new, another person's turn, a new breath. */
  const begins = (index: number): boolean =>
    index === 0 ||
    index === firstNew ||
    days[index] !== days[index - 1] ||
    bare[index]?.side === 'system' ||
    bare[index]?.side !== bare[index - 1]?.side ||
    Math.abs((times[index] ?? 0) - (times[index - 1] ?? 0)) >= GROUP_MS;
  const rows = bare.map((row, index) => ({
    ...row,
    day: days[index] === days[index - 1] ? undefined : days[index],
    isFirstNew: index === firstNew,
    isFirstOfGroup: begins(index),
    isLastOfGroup: index === bare.length - 1 || begins(index + 1),
  }));
  // What the first one begins is known once the one before it is there; until then it would jump.
  return conversation.hasOlder ? rows.slice(1) : rows;
}

/** Whatever becomes of the queue, what the conversation has is not shown a second time. */
function notYetInLog({
  messages,
  outgoing: items,
  userId: personId,
}: MessageRowsInput): readonly OutgoingMessage[] {
  if (items.length === 0) return items;
  const own = messages.filter(({ senderId }) => senderId === personId);
  const shown = new Set(own.map(({ clientMessageId }) => clientMessageId));
  return items.filter(({ id }) => !shown.has(id));
}

type UngroupedRow = Omit<MessageRowData, 'day' | 'isFirstNew' | 'isFirstOfGroup' | 'isLastOfGroup'>;

function toRow(
  message: Message,
  { userId: personId, otherReadSeq }: MessageRowsInput,
  quotes: QuoteLookup,
): UngroupedRow {
  const side = messageSide(message, personId);
  const { clientMessageId, seq, senderId } = message;
  const isDeleted = message.deletedAt !== undefined;
  return {
    id: message.id,
    messageType: message.messageType,
    quote: isDeleted ? undefined : toQuote(message.replyToId, quotes),
    reactions: countReactions(message, personId),
    file: isDeleted ? undefined : message.file,
    isEdited: message.editedAt !== undefined,
    isDeleted,
    key: clientMessageId === undefined ? `m${message.id}` : `c${senderId}.${clientMessageId}`,
    text: message.content,
    side,
    at: message.createdAt,
    senderName: message.senderName,
    status: side !== 'own' ? undefined : seq <= otherReadSeq ? 'read' : 'sent',
    seq,
    failure: undefined,
    queueId: undefined,
  };
}

function outgoingRow(
  item: OutgoingMessage,
  conversation: MessageRowsInput,
  quotes: QuoteLookup,
): UngroupedRow {
  const { userId: personId, userName: personName, clockOffset } = conversation;
  return {
    id: undefined,
    messageType: item.isSticker ? 'sticker' : 'text',
    quote: toQuote(item.replyTo, quotes),
    reactions: NO_REACTIONS,
    file: undefined,
    isEdited: false,
    isDeleted: false,
    key: `c${personId}.${item.id}`,
    text: item.text,
    side: 'own',
    at: new Date(item.at + clockOffset).toISOString(),
    senderName: personName,
    status: item.state,
    seq: undefined,
    failure: item.failure,
    queueId: item.id,
  };
}

const NO_REACTIONS: readonly ReactionCount[] = [];

type QuoteLookup = (id: string) => Message | undefined;

/** Looked up by id only where something is answered. */
function quoteLookup({ messages, outgoing: items, quoted }: MessageRowsInput): QuoteLookup {
  const isAny =
    messages.some(({ replyToId }) => replyToId !== undefined) ||
    items.some(({ replyTo }) => replyTo !== undefined);
  if (!isAny) return () => undefined;
  const byId = new Map(messages.map((message) => [message.id, message]));
  return (id) => byId.get(id) ?? quoted.get(id);
}

function toQuote(id: string | undefined, quotes: QuoteLookup): Quote | undefined {
  if (id === undefined) return undefined;
  const message = quotes(id);
  if (!message) return { id, seq: undefined, senderName: '', text: '', kind: 'unknown' };
  const { seq, senderName, content: text, deletedAt, messageType } = message;
  const words = messageType === 'sticker' ? 'sticker' : 'words';
  return { id, seq, senderName, text, kind: deletedAt === undefined ? words : 'deleted' };
}

function countReactions({ reactions }: Message, personId: string): readonly ReactionCount[] {
  if (!reactions) return NO_REACTIONS;
  const byEmoji = new Map<string, ReactionCount>();
  for (const { emoji, userId } of reactions) {
    const { count, isOwn } = byEmoji.get(emoji) ?? { count: 0, isOwn: false };
    byEmoji.set(emoji, { emoji, count: count + 1, isOwn: isOwn || userId === personId });
  }
  return [...byEmoji.values()];
}

/** Automated ones are told apart from what the psychologist writes (counseling-103, -111). */
function messageSide(message: Message, personId: string): Side {
  if (message.messageType === 'system' || message.senderRole === 'system') return 'system';
  if (message.isAutomated) return 'automated';
  return message.senderId === personId ? 'own' : 'other';
}

function findFirstNew({ messages, newAfter, userId: personId }: MessageRowsInput): number {
  if (newAfter === undefined) return -1;
  return messages.findIndex(({ seq, senderId }) => seq > newAfter && senderId !== personId);
}
