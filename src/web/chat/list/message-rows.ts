import type { Message } from '../../api/api-types';
import type { OutgoingMessage } from '../../state/chat/send-queue';

/*
 * One row per message: dividers (day, new messages) are part of the row below them, so that the index of a
 * row never depends on its surroundings.
 */

export type Side = 'own' | 'other' | 'automated' | 'system';
export type DeliveryStatus = 'sending' | 'sent' | 'read' | 'failed';

/** The quoted message of a reply. */
export interface Quote {
  id: string;
  /** Undefined until the quoted message is loaded. */
  seq: number | undefined;
  senderName: string;
  text: string;
  kind: 'text' | 'sticker' | 'deleted' | 'unknown';
}

export interface ReactionCount {
  emoji: string;
  count: number;
  isOwn: boolean;
}

export interface MessageRowData {
  /** Undefined for outgoing messages. */
  id: string | undefined;
  messageType: Message['messageType'];
  quote: Quote | undefined;
  reactions: readonly ReactionCount[];
  file: Message['file'];
  isEdited: boolean;
  isDeleted: boolean;
  /** Stable from the moment the message is written, through sending, into history. */
  key: string;
  text: string;
  side: Side;
  at: string;
  senderName: string;
  /** Set when this row starts a day. */
  day: string | undefined;
  /** The "new messages" divider is above this row. */
  isFirstNew: boolean;
  /** Messages of one sender within `GROUP_MS` form a group. */
  isFirstOfGroup: boolean;
  isLastOfGroup: boolean;
  /** Own messages only. */
  status: DeliveryStatus | undefined;
  seq: number | undefined;
  /** The error code; failed messages only. */
  failure: string | undefined;
  queueId: string | undefined;
}

export interface MessageRowsInput {
  messages: readonly Message[];
  outgoing: readonly OutgoingMessage[];
  /** Quoted messages above the loaded ones. */
  quoted: ReadonlyMap<string, Message>;
  userId: string;
  userName: string;
  /** The highest seq that another member has read. */
  otherReadSeq: number;
  /** The "new messages" divider is above the first message of others after this seq. */
  newAfter: number | undefined;
  /** Server time minus device time; milliseconds. */
  clockOffset: number;
  /** Older messages are not loaded yet. */
  hasOlder: boolean;
  /** The local calendar day of an instant. */
  dayOf: (at: string) => string;
}

const GROUP_MS = 5 * 60_000;

export function buildMessageRows(input: MessageRowsInput): MessageRowData[] {
  const quotes = quoteLookup(input);
  const ungrouped = [
    ...input.messages.map((message) => toRow(message, input, quotes)),
    ...notYetInLog(input).map((message) => outgoingRow(message, input, quotes)),
  ];
  // Each time is parsed once: there may be thousands of rows.
  const days = ungrouped.map(({ at }) => input.dayOf(at));
  const times = ungrouped.map(({ at }) => Date.parse(at));
  const firstNew = findFirstNew(input);
  const startsGroup = (index: number): boolean =>
    index === 0 ||
    index === firstNew ||
    days[index] !== days[index - 1] ||
    ungrouped[index]?.side === 'system' ||
    ungrouped[index]?.side !== ungrouped[index - 1]?.side ||
    Math.abs((times[index] ?? 0) - (times[index - 1] ?? 0)) >= GROUP_MS;
  const rows = ungrouped.map((row, index) => ({
    ...row,
    day: days[index] === days[index - 1] ? undefined : days[index],
    isFirstNew: index === firstNew,
    isFirstOfGroup: startsGroup(index),
    isLastOfGroup: index === ungrouped.length - 1 || startsGroup(index + 1),
  }));
  // The first row's dividers depend on the row before it: shown now, it would change its height later.
  return input.hasOlder ? rows.slice(1) : rows;
}

/** A message in the log is never shown a second time. */
function notYetInLog({ messages, outgoing, userId }: MessageRowsInput): readonly OutgoingMessage[] {
  if (outgoing.length === 0) return outgoing;
  const own = messages.filter(({ senderId }) => senderId === userId);
  const inLog = new Set(own.map(({ clientMessageId }) => clientMessageId));
  return outgoing.filter(({ id }) => !inLog.has(id));
}

type UngroupedRow = Omit<MessageRowData, 'day' | 'isFirstNew' | 'isFirstOfGroup' | 'isLastOfGroup'>;

function toRow(
  message: Message,
  { userId, otherReadSeq }: MessageRowsInput,
  quotes: QuoteLookup,
): UngroupedRow {
  const side = messageSide(message, userId);
  const { clientMessageId, seq, senderId } = message;
  const isDeleted = message.deletedAt !== undefined;
  return {
    id: message.id,
    messageType: message.messageType,
    quote: isDeleted ? undefined : toQuote(message.replyToId, quotes),
    reactions: countReactions(message, userId),
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
  const { userId, userName, clockOffset } = conversation;
  return {
    id: undefined,
    messageType: item.isSticker ? 'sticker' : 'text',
    quote: toQuote(item.replyTo, quotes),
    reactions: NO_REACTIONS,
    file: undefined,
    isEdited: false,
    isDeleted: false,
    key: `c${userId}.${item.id}`,
    text: item.text,
    side: 'own',
    at: new Date(item.at + clockOffset).toISOString(),
    senderName: userName,
    status: item.state,
    seq: undefined,
    failure: item.failure,
    queueId: item.id,
  };
}

const NO_REACTIONS: readonly ReactionCount[] = [];

type QuoteLookup = (id: string) => Message | undefined;

/** Builds the index only when a message has a quote. */
function quoteLookup({ messages, outgoing, quoted }: MessageRowsInput): QuoteLookup {
  const hasQuotes =
    messages.some(({ replyToId }) => replyToId !== undefined) ||
    outgoing.some(({ replyTo }) => replyTo !== undefined);
  if (!hasQuotes) return () => undefined;
  const byId = new Map(messages.map((message) => [message.id, message]));
  return (id) => byId.get(id) ?? quoted.get(id);
}

function toQuote(id: string | undefined, quotes: QuoteLookup): Quote | undefined {
  if (id === undefined) return undefined;
  const message = quotes(id);
  if (!message) return { id, seq: undefined, senderName: '', text: '', kind: 'unknown' };
  const { seq, senderName, content: text, deletedAt, messageType } = message;
  const kind = messageType === 'sticker' ? 'sticker' : 'text';
  return { id, seq, senderName, text, kind: deletedAt === undefined ? kind : 'deleted' };
}

function countReactions({ reactions }: Message, userId: string): readonly ReactionCount[] {
  if (!reactions) return NO_REACTIONS;
  const byEmoji = new Map<string, ReactionCount>();
  for (const reaction of reactions) {
    const { emoji } = reaction;
    const { count, isOwn } = byEmoji.get(emoji) ?? { count: 0, isOwn: false };
    byEmoji.set(emoji, { emoji, count: count + 1, isOwn: isOwn || reaction.userId === userId });
  }
  return [...byEmoji.values()];
}

/** Automated messages have their own side; their sender is the psychologist (counseling-103, -111). */
function messageSide(message: Message, userId: string): Side {
  if (message.messageType === 'system' || message.senderRole === 'system') return 'system';
  if (message.isAutomated) return 'automated';
  return message.senderId === userId ? 'own' : 'other';
}

function findFirstNew({ messages, newAfter, userId }: MessageRowsInput): number {
  if (newAfter === undefined) return -1;
  return messages.findIndex(({ seq, senderId }) => seq > newAfter && senderId !== userId);
}
