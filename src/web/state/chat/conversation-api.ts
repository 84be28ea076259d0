import { api } from '../../api/api-client';
import type {
  MemberMessage,
  Message,
  MessageChanges,
  MessageSearchPage,
} from '../../api/api-types';
import type { UnsentMessage } from './unsent-storage';

/** The message routes shared by all conversations, sessions included, except support rooms. */
export interface ConversationApi {
  sendMessage(message: UnsentMessage): Promise<Message>;
  editMessage(messageId: string, text: string): Promise<unknown>;
  deleteMessage(messageId: string): Promise<unknown>;
  react(messageId: string, reaction: { emoji: string; isOn: boolean }): Promise<unknown>;
  getMessage(messageId: string): Promise<Message | undefined>;
  listChanges(afterRevision: number): Promise<MessageChanges>;
}

export function conversationApi(conversationId: string): ConversationApi {
  const id = encodeURIComponent(conversationId);
  const path = `/api/conversations/${id}/messages`;
  return {
    sendMessage: async ({ id: clientMessageId, text, replyTo, isSticker }) => {
      const type = isSticker ? 'sticker' : 'text';
      const draft = { type, content: { text }, replyTo: replyTo ?? null, clientMessageId };
      return toMessage((await api.post<{ message: MemberMessage }>(path, draft)).message);
    },
    editMessage: (messageId, text) => api.patch(`${path}/${messageId}`, { content: { text } }),
    deleteMessage: (messageId) => api.delete(`${path}/${messageId}`),
    react: (messageId, { emoji, isOn }) =>
      isOn
        ? api.post(`${path}/${messageId}/reactions`, { emoji })
        : api.delete(`${path}/${messageId}/reactions`, { emoji }),
    getMessage: async (messageId) => {
      const { messages } = await api.get<MessageSearchPage>(path, { around: messageId, limit: 1 });
      return messages[0] && toMessage(messages[0]);
    },
    listChanges: (after) => api.get<MessageChanges>(`/conversations/${id}/changes`, { after }),
  };
}

/** These routes return no roles; the pages only need to distinguish system messages. */
function toMessage(message: MemberMessage): Message {
  const { id, seq, senderId, sender, type, content, createdAt, replyTo, deletedAt } = message;
  const { clientMessageId } = message.metadata;
  return {
    id,
    seq,
    senderId,
    createdAt,
    senderName: sender.name,
    senderRole: senderId === null ? 'system' : 'client',
    content: content.text,
    messageType: type,
    isAutomated: false,
    ...(clientMessageId === null ? {} : { clientMessageId }),
    ...(replyTo === null ? {} : { replyToId: replyTo }),
    ...(deletedAt === null ? {} : { deletedAt }),
  };
}
