import type { MessageDetails } from '../../chat/messages/message-details';
import type { MessageView } from '../../chat/messages/message-view';
import { wireFileInfo } from './file-mapper';
import { wireMessageType, wireUser } from './tutoring-enums';
import type { WireMessage } from './tutoring-schemas';

/** A message without its details: status, readers and edit history. */
export function wireMessageBase(
  conversationId: string,
  message: MessageView,
): Omit<WireMessage, 'status' | 'readBy' | 'editHistory'> {
  const { createdAt, editedAt, deletedAt = null } = message;
  return {
    id: message.id,
    conversationId,
    seq: message.seq,
    senderId: message.senderId,
    sender: wireUser(message.senderName),
    type: wireMessageType(message.messageType),
    content: wireContent(message),
    replyTo: message.replyToId ?? null,
    threadRootId: message.threadRootId ?? null,
    reactions: message.reactions ?? [],
    metadata: { clientMessageId: message.clientMessageId ?? null },
    createdAt,
    updatedAt: deletedAt ?? editedAt ?? createdAt,
    deletedAt,
  };
}

/** A message with its details; one that was just sent has none. */
export function wireMessage(
  conversationId: string,
  view: MessageView | MessageDetails,
): WireMessage {
  const { message, ...details }: Partial<MessageDetails> & { message: MessageView } =
    'message' in view ? view : { message: view };
  return {
    ...wireMessageBase(conversationId, message),
    status: details.status ?? 'sent',
    readBy: details.readBy ?? [],
    editHistory: details.edits ?? [],
  };
}

function wireContent({ content, file, systemEvent }: MessageView): WireMessage['content'] {
  return {
    text: content,
    ...(file ? { fileInfo: wireFileInfo(file) } : {}),
    ...(systemEvent ? { systemMessage: systemEvent } : {}),
  };
}
