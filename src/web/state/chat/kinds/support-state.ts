import type {
  Message,
  MessagePage,
  SupportDetail,
  SupportMessage,
  SupportRoom,
} from '../../../api/api-types';
import { emptyChat, applyReadMark } from '../chat-state';
import type { ChatState } from '../chat-state';
import type { RequestContext } from '../chat-strategy';

/*
 * A support room in the words of every other room. The contract tells of each message whether the
 * other side has read it, not who: so the other side is one reader here, whoever of them it was.
 */

export interface SupportChatState extends ChatState {
  readonly room: SupportRoom | undefined;
}

export const emptySupportChat: SupportChatState = { ...emptyChat, room: undefined };

/** Stands for everybody of the other side. */
export const OTHER_SIDE = 'other-side';

const ROLES: Readonly<Record<string, Message['senderRole']>> = { USER: 'client', ADMIN: 'team' };

export function toMessage(said: SupportMessage): Message {
  const { clientMessageId, message, messageType, sender, senderId } = said;
  return {
    id: String(said.id),
    seq: said.seq,
    senderId: senderId === null ? null : String(senderId),
    senderName: sender.name,
    senderRole: ROLES[sender.role] ?? 'system',
    content: message,
    messageType: messageType.toLowerCase() as Message['messageType'],
    isAutomated: messageType === 'AUTOMATED',
    createdAt: said.createdAt,
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
  };
}

/** A page of a room; whoever reads it has read it by that. */
export function toMessagePage(
  { messages, pagination }: SupportDetail,
  personId: string,
): MessagePage {
  const { hasMore, ...counts } = pagination;
  const seen = messages.filter(({ isRead }) => isRead).map(({ seq }) => seq);
  return {
    data: messages.map(toMessage),
    metadata: { ...counts, hasNextPage: hasMore, hasPrevPage: false },
    readMarks: [
      { userId: OTHER_SIDE, lastReadSeq: Math.max(0, ...seen) },
      { userId: personId, lastReadSeq: messages.at(-1)?.seq ?? 0 },
    ],
  };
}

/** An answer to "how does it stand"; one asked for before the latest event moves nothing. */
export function applyRoom(
  feed: SupportChatState,
  answer: { room: SupportRoom } & Pick<RequestContext, 'eventCount'>,
): SupportChatState {
  if (feed.room && answer.eventCount < feed.eventCount) return feed;
  return { ...feed, room: answer.room };
}

/** Its status was changed. */
export function applyRoomStatus(
  feed: SupportChatState,
  status: SupportRoom['status'],
): SupportChatState {
  const heardEvents = feed.eventCount + 1;
  return { ...feed, eventCount: heardEvents, room: feed.room && { ...feed.room, status } };
}

/** Somebody read these; what they read of their own side says nothing. */
export function applyRoomRead(
  feed: SupportChatState,
  { userId, messageIds }: { userId: number; messageIds: readonly number[] },
): SupportChatState {
  const ids = new Set(messageIds.map(String));
  const seqs = feed.log.messages
    .filter(({ id, senderId }) => ids.has(id) && senderId !== String(userId))
    .map(({ seq }) => seq);
  return applyReadMark(feed, OTHER_SIDE, Math.max(0, ...seqs));
}
