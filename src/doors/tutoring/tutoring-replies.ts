import { z } from 'zod';
import { instant } from '../session-reply';
import { CONVERSATION_TYPES, WIRE_MESSAGE_TYPES } from './tutoring-words';

/* What the tutoring door answers: the shapes that make the OpenAPI document. */

const person = z.object({ name: z.string(), avatar: z.null() });

const participantReply = z.object({
  userId: z.string(),
  role: z.enum(['student', 'tutor']),
  user: person,
});

const conversationReply = z.object({
  id: z.string(),
  type: z.enum(CONVERSATION_TYPES),
  participants: z.array(participantReply),
  lastMessage: z
    .object({
      content: z.string(),
      senderId: z.string().nullable(),
      sentAt: instant,
      type: z.enum(WIRE_MESSAGE_TYPES),
    })
    .nullable(),
  unreadCount: z.number(),
  isOnline: z.boolean(),
  createdAt: instant,
});

export const conversationListReply = z.object({
  conversations: z.array(conversationReply),
});
