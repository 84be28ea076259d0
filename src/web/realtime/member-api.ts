import { api } from '../api/api-client';
import type { Changes, FoundPage, MemberMessage, Message } from '../api/api-types';
import type { WaitingMessage } from './kept-words';

/** What a member can do with messages in any conversation but support, sessions included. */
export interface MemberApi {
  post(message: WaitingMessage): Promise<Message>;
  edit(messageId: string, text: string): Promise<unknown>;
  remove(messageId: string): Promise<unknown>;
  react(messageId: string, reaction: { emoji: string; isOn: boolean }): Promise<unknown>;
  one(messageId: string): Promise<Message | undefined>;
  changes(after: number): Promise<Changes>;
}

export function memberApi(conversationId: string): MemberApi {
  const id = encodeURIComponent(conversationId);
  const path = `/api/conversations/${id}/messages`;
  return {
    post: async ({ id: clientMessageId, text, replyTo, isSticker }) => {
      const type = isSticker ? 'sticker' : 'text';
      const draft = { type, content: { text }, replyTo: replyTo ?? null, clientMessageId };
      return messageOf((await api.post<{ message: MemberMessage }>(path, draft)).message);
    },
    edit: (messageId, text) => api.patch(`${path}/${messageId}`, { content: { text } }),
    remove: (messageId) => api.delete(`${path}/${messageId}`),
    react: (messageId, { emoji, isOn }) =>
      isOn
        ? api.post(`${path}/${messageId}/reactions`, { emoji })
        : api.delete(`${path}/${messageId}/reactions`, { emoji }),
    one: async (messageId) => {
      const { messages } = await api.get<FoundPage>(path, { around: messageId, limit: 1 });
      return messages[0] && messageOf(messages[0]);
    },
    changes: (after) => api.get<Changes>(`/conversations/${id}/changes`, { after }),
  };
}

/** This address tells no roles; rooms ask only whether it was a person who spoke. */
function messageOf(told: MemberMessage): Message {
  const { id, seq, senderId, sender, type, content, createdAt, replyTo, deletedAt } = told;
  const { clientMessageId } = told.metadata;
  return {
    ...{ id, seq, senderId, createdAt },
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
