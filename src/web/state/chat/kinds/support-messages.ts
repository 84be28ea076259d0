import type { Message, MessagePage, SupportDetail, SupportMessage } from '../../../api/api-types';

/** Represents all members of the other side: the contract reports that one has read, not which one. */
export const OTHER_SIDE = 'other-side';

const ROLES: Readonly<Record<SupportMessage['sender']['role'], Message['senderRole']>> = {
  USER: 'client',
  ADMIN: 'team',
  SYSTEM: 'system',
};

export function toMessage(message: SupportMessage): Message {
  const { clientMessageId, messageType, sender, senderId } = message;
  return {
    id: String(message.id),
    seq: message.seq,
    senderId: senderId === null ? null : String(senderId),
    senderName: sender.name,
    senderRole: ROLES[sender.role],
    content: message.message,
    messageType: messageType.toLowerCase() as Message['messageType'],
    isAutomated: messageType === 'AUTOMATED',
    createdAt: message.createdAt,
    ...(clientMessageId === undefined ? {} : { clientMessageId }),
  };
}

/** A page of a room; the server marks it read for the user who fetches it. */
export function toMessagePage(
  { messages, pagination }: SupportDetail,
  userId: string,
): MessagePage {
  const { hasMore, ...counts } = pagination;
  const readSeqs = messages.filter(({ isRead }) => isRead).map(({ seq }) => seq);
  return {
    data: messages.map(toMessage),
    metadata: { ...counts, hasNextPage: hasMore, hasPrevPage: false },
    readMarks: [
      { userId: OTHER_SIDE, lastReadSeq: Math.max(0, ...readSeqs) },
      { userId, lastReadSeq: messages.at(-1)?.seq ?? 0 },
    ],
  };
}
