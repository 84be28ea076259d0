import type { ConversationServices } from './conversation-services';
import { editHistories } from './edit-history';
import type { EditView } from './edit-history';
import { readMarksOf } from './message-store';
import { statusOf } from './message-status';
import type { MessageStatus } from './message-status';
import type { MessageView } from './message-view';
import type { Place, PlaceName } from './place';
import { readSpansOf } from './receipt-store';
import type { ReadSpan } from './receipt-store';

/** A message with all that became of it. */
export interface DescribedMessage<Name extends PlaceName = PlaceName> {
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
export async function describeMessages<Name extends PlaceName>(
  services: Pick<ConversationServices, 'db' | 'keys'>,
  place: Place<Name>,
  messages: MessageView<Name>[],
): Promise<DescribedMessage<Name>[]> {
  const from = messages[0]?.seq;
  const to = messages.at(-1)?.seq;
  if (from === undefined || to === undefined) return [];
  const { manager } = services.db.source;
  const { conversationId } = place;
  const readSpans = await readSpansOf(manager, conversationId, { from, to });
  const readMarks = await readMarksOf(manager, conversationId);
  const histories = await editHistories(services, place, messages);
  return messages.map((message) => ({
    message,
    status: statusOf(message, { readMarks, readSpans }),
    readBy: readersOf(message, readSpans),
    edits: histories.get(message.id) ?? [],
  }));
}

function readersOf(
  { seq, senderId }: Pick<MessageView, 'seq' | 'senderId'>,
  spans: ReadSpan[],
): DescribedMessage['readBy'] {
  return spans
    .filter((span) => span.userId !== senderId && span.fromSeq <= seq && seq <= span.toSeq)
    .sort((one, other) => one.readAt.getTime() - other.readAt.getTime())
    .map(({ userId, readAt }) => ({ userId, readAt: readAt.toISOString() }));
}
