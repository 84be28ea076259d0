import type { Message } from '../api/api-types';
import type { QueueItem } from '../realtime/send-queue';

/*
 * The rows of a conversation, one for each message, so that the place of a row never depends on
 * what stands around it. What belongs between messages (the day, the mark of what is new) is part
 * of the row below it.
 */

export type Side = 'own' | 'other' | 'automated' | 'system';
export type Progress = 'sending' | 'sent' | 'read' | 'failed';

export interface Row {
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
  progress: Progress | undefined;
  seq: number | undefined;
  /** Why it was refused; of failed messages alone. */
  failure: string | undefined;
  queueId: string | undefined;
}

export interface Conversation {
  messages: readonly Message[];
  items: readonly QueueItem[];
  personId: string;
  personName: string;
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

export function conversationRows(conversation: Conversation): Row[] {
  const bare = [
    ...conversation.messages.map((message) => rowOfMessage(message, conversation)),
    ...notShown(conversation).map((item) => rowOfItem(item, conversation)),
  ];
  // Each time is read once: there may be thousands.
  const days = bare.map(({ at }) => conversation.dayOf(at));
  const times = bare.map(({ at }) => Date.parse(at));
  const firstNew = indexOfFirstNew(conversation);
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
function notShown({ messages, items, personId }: Conversation): readonly QueueItem[] {
  if (items.length === 0) return items;
  const own = messages.filter(({ senderId }) => senderId === personId);
  const shown = new Set(own.map(({ clientMessageId }) => clientMessageId));
  return items.filter(({ id }) => !shown.has(id));
}

type BareRow = Omit<Row, 'day' | 'isFirstNew' | 'isFirstOfGroup' | 'isLastOfGroup'>;

function rowOfMessage(message: Message, { personId, otherReadSeq }: Conversation): BareRow {
  const side = sideOf(message, personId);
  const { clientMessageId, seq, senderId } = message;
  return {
    key: clientMessageId === undefined ? `m${message.id}` : `c${senderId}.${clientMessageId}`,
    text: message.content,
    side,
    at: message.createdAt,
    senderName: message.senderName,
    progress: side !== 'own' ? undefined : seq <= otherReadSeq ? 'read' : 'sent',
    seq,
    failure: undefined,
    queueId: undefined,
  };
}

function rowOfItem(item: QueueItem, conversation: Conversation): BareRow {
  const { personId, personName, clockOffset } = conversation;
  return {
    key: `c${personId}.${item.id}`,
    text: item.text,
    side: 'own',
    at: new Date(item.at + clockOffset).toISOString(),
    senderName: personName,
    progress: item.state,
    seq: undefined,
    failure: item.failure,
    queueId: item.id,
  };
}

/** Automated ones are told apart from what the psychologist writes (counseling-103, -111). */
function sideOf(message: Message, personId: string): Side {
  if (message.messageType === 'system' || message.senderRole === 'system') return 'system';
  if (message.isAutomated) return 'automated';
  return message.senderId === personId ? 'own' : 'other';
}

function indexOfFirstNew({ messages, newAfter, personId }: Conversation): number {
  if (newAfter === undefined) return -1;
  return messages.findIndex(({ seq, senderId }) => seq > newAfter && senderId !== personId);
}
