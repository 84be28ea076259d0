import { z } from 'zod';
import type { MessageDetails } from '../../chat/messages/message-details';
import type { MessageView } from '../../chat/messages/message-view';
import { fileResponse } from '../shared/file-schemas';
import { instant } from '../shared/session-schema';
import { wireFileInfo } from './file-mapper';
import { WIRE_MESSAGE_TYPES, wireMessageType, wireUser } from './tutoring-enums';

const contentResponse = z.object({
  text: z.string(),
  fileInfo: z
    .object({
      ...fileResponse.omit({ id: true }).shape,
      fileId: z.string(),
      scanStatus: z.enum(['pending', 'clean', 'infected']),
      thumbnailUrl: z.string().nullable(),
      uploadProgress: z.number(),
    })
    .optional(),
  systemMessage: z
    .object({
      action: z.enum(['user_joined', 'user_left', 'consultation_started']),
      data: z.object({ userId: z.string().optional(), byId: z.string().optional() }),
    })
    .optional(),
});

/** A message as every way of this contract tells of it (tutoring-53…66, tutoring-111). */
export const wireMessageResponse = z.object({
  id: z.string(),
  conversationId: z.string(),
  /** Its place in the conversation: 1, 2, 3 … without gaps. */
  seq: z.int(),
  senderId: z.string().nullable(),
  sender: z.object({ name: z.string(), avatar: z.null() }),
  type: z.enum(WIRE_MESSAGE_TYPES),
  content: contentResponse,
  status: z.enum(['sent', 'delivered', 'read']),
  readBy: z.array(z.object({ userId: z.string(), readAt: instant })),
  replyTo: z.string().nullable(),
  /** The message with which the thread began (C-49). */
  threadRootId: z.string().nullable(),
  reactions: z.array(z.object({ userId: z.string(), emoji: z.string(), addedAt: instant })),
  editHistory: z.array(
    z.object({ editedAt: instant, previousContent: z.string(), editedBy: z.string().nullable() }),
  ),
  metadata: z.object({ clientMessageId: z.string().nullable() }),
  createdAt: instant,
  updatedAt: instant,
  deletedAt: instant.nullable(),
});

export type WireMessage = z.infer<typeof wireMessageResponse>;

/** A message alone, without what becomes of it: how far it came, who read it, what it said before. */
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

/** The whole of it; of one that was only just sent nothing more is known than itself. */
export function wireMessage(
  conversationId: string,
  told: MessageView | MessageDetails,
): WireMessage {
  const { message, ...described }: Partial<MessageDetails> & { message: MessageView } =
    'message' in told ? told : { message: told };
  return {
    ...wireMessageBase(conversationId, message),
    status: described.status ?? 'sent',
    readBy: described.readBy ?? [],
    editHistory: described.edits ?? [],
  };
}

function wireContent({ content, file, systemEvent }: MessageView): WireMessage['content'] {
  return {
    text: content,
    ...(file ? { fileInfo: wireFileInfo(file) } : {}),
    ...(systemEvent ? { systemMessage: systemEvent } : {}),
  };
}
