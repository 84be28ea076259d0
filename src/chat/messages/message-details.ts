import type { ChatServices } from '../chat-services';
import { editHistories } from './edit-history';
import type { EditView } from './edit-history';
import type { MessageView } from './message-view';
import type { ConversationRef, PublicId } from '../access/conversation-ref';
import { selectReadMarks, selectReadSpans } from '../receipts/receipt-repository';
import type { ReadMark, ReadSpan } from '../receipts/receipt-repository';

export type MessageStatus = 'sent' | 'delivered' | 'read';

/** A message with its status, readers and edit history. */
export interface MessageDetails<Id extends PublicId = PublicId> {
  message: MessageView<Id>;
  status: MessageStatus;
  /** Members who read it, except its sender; earliest first. */
  readBy: { userId: string; readAt: string }[];
  /** Earlier versions, oldest first. */
  edits: EditView[];
}

/** `messages` must be in seq order; the caller has checked access. */
export async function loadMessageDetails<Id extends PublicId>(
  services: Pick<ChatServices, 'db' | 'keys'>,
  conversation: ConversationRef<Id>,
  { messages, readMarks }: { messages: MessageView<Id>[]; readMarks?: ReadMark[] },
): Promise<MessageDetails<Id>[]> {
  const from = messages[0]?.seq;
  const to = messages.at(-1)?.seq;
  if (from === undefined || to === undefined) return [];
  const { manager } = services.db.source;
  const { conversationId } = conversation;
  const readSpans = await selectReadSpans(manager, conversationId, { from, to });
  const marks = readMarks ?? (await selectReadMarks(manager, conversationId));
  const histories = await editHistories(services, conversation, messages);
  return messages.map((message) => ({
    message,
    status: messageStatus(message, { readMarks: marks, readSpans }),
    readBy: readersOf(message, readSpans),
    edits: histories.get(message.id) ?? [],
  }));
}

/** The furthest state with any member but the sender. */
function messageStatus(
  { seq, senderId }: { seq: number; senderId: string | null },
  { readMarks, readSpans }: { readMarks: readonly ReadMark[]; readSpans: readonly ReadSpan[] },
): MessageStatus {
  const isRead = readSpans.some(
    (span) => span.userId !== senderId && span.fromSeq <= seq && seq <= span.toSeq,
  );
  if (isRead) return 'read';
  const isDelivered = readMarks.some(
    (mark) => mark.userId !== senderId && mark.lastDeliveredSeq >= seq,
  );
  return isDelivered ? 'delivered' : 'sent';
}

function readersOf(
  { seq, senderId }: Pick<MessageView, 'seq' | 'senderId'>,
  spans: ReadSpan[],
): MessageDetails['readBy'] {
  return spans
    .filter((span) => span.userId !== senderId && span.fromSeq <= seq && seq <= span.toSeq)
    .sort((one, other) => one.readAt.getTime() - other.readAt.getTime())
    .map(({ userId, readAt }) => ({ userId, readAt: readAt.toISOString() }));
}
