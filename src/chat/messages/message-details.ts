import type { ChatServices } from '../chat-services';
import { editHistories } from './edit-history';
import type { EditView } from './edit-history';
import { selectReadMarks } from './message-repository';
import { messageStatus } from '../receipts/message-status';
import type { MessageStatus } from '../receipts/message-status';
import type { MessageView } from './message-view';
import type { ConversationRef, PublicId } from '../access/conversation-ref';
import { selectReadSpans } from '../receipts/receipt-repository';
import type { ReadSpan } from '../receipts/receipt-repository';

/** A message with all that became of it. */
export interface MessageDetails<Name extends PublicId = PublicId> {
  message: MessageView<Name>;
  status: MessageStatus;
  /** Who of the others has read it, and when, the first one first. */
  readBy: { userId: string; readAt: string }[];
  /** What it said before, the oldest words first. */
  edits: EditView[];
}

/**
 * Tells of messages, in the order of their seqs, how far they have come, who read them and what
 * they said before; for somebody who was given the messages.
 */
export async function loadMessageDetails<Name extends PublicId>(
  services: Pick<ChatServices, 'db' | 'keys'>,
  place: ConversationRef<Name>,
  messages: MessageView<Name>[],
): Promise<MessageDetails<Name>[]> {
  const from = messages[0]?.seq;
  const to = messages.at(-1)?.seq;
  if (from === undefined || to === undefined) return [];
  const { manager } = services.db.source;
  const { conversationId } = place;
  const readSpans = await selectReadSpans(manager, conversationId, { from, to });
  const readMarks = await selectReadMarks(manager, conversationId);
  const histories = await editHistories(services, place, messages);
  return messages.map((message) => ({
    message,
    status: messageStatus(message, { readMarks, readSpans }),
    readBy: readersOf(message, readSpans),
    edits: histories.get(message.id) ?? [],
  }));
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
