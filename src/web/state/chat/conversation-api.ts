import { api } from '../../api/api-client';
import type { MemberMessage, Message, MessageChanges } from '../../api/api-types';
import type { UnsentMessage } from './unsent-storage';

const MESSAGES = '/api/conversations/{conversationId}/messages';
const MESSAGE = `${MESSAGES}/{messageId}` as const;
const REACTIONS = `${MESSAGE}/reactions` as const;

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
  const path = { conversationId };
  return {
    sendMessage: async ({ id: clientMessageId, text, replyTo, isSticker }) => {
      const type = isSticker ? 'sticker' : 'text';
      const body = { type, content: { text }, replyTo: replyTo ?? null, clientMessageId } as const;
      return toMessage((await api.post(MESSAGES, { path, body })).message);
    },
    editMessage: (messageId, text) =>
      api.patch(MESSAGE, { path: { ...path, messageId }, body: { content: { text } } }),
    deleteMessage: (messageId) => api.delete(MESSAGE, { path: { ...path, messageId } }),
    react: (messageId, { emoji, isOn }) => {
      const call = { path: { ...path, messageId }, body: { emoji } };
      return isOn ? api.post(REACTIONS, call) : api.delete(REACTIONS, call);
    },
    getMessage: async (messageId) => {
      const { messages } = await api.get(MESSAGES, {
        path,
        query: { around: messageId, limit: 1 },
      });
      return messages[0] && toMessage(messages[0]);
    },
    listChanges: (after) =>
      api.get('/api/v1/conversations/{conversationId}/changes', { path, query: { after } }),
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
