import type { AppError } from '../../errors';
import type { UserEvent } from '../../delivery/feed/user-feed';
import { receivedMessage, sentMessage } from './direct-mapper';

/** An event of this contract, ready to be emitted. */
export interface DirectEvent {
  name: string;
  payload: object;
}

/** The misspelt name is the contract's, the other one is for those who would not expect it (C-07). */
const READ_EVENTS = ['messege_read', 'message_read'];

/** What one of the two is told of something; nothing of what they did elsewhere than in writing. */
export function directEvents(event: UserEvent, selfId: string): DirectEvent[] {
  if (event.type === 'message' || event.type === 'message-changed') {
    return [messageEvent(event, selfId)];
  }
  if (event.type !== 'receipt') return [];
  const { userId, messageIds } = event.receipt;
  if (userId === selfId) return [];
  return messageIds.flatMap((id) => {
    const payload = { message_id: Number(id), user_id: Number(userId) };
    return READ_EVENTS.map((name) => ({ name, payload }));
  });
}

function messageEvent(
  { type, message, userIds }: Extract<UserEvent, { message: unknown }>,
  selfId: string,
): DirectEvent {
  const isMine = message.senderId === selfId;
  const receiverId = isMine ? (userIds.find((id) => id !== selfId) ?? '') : selfId;
  if (type === 'message-changed') {
    return { name: 'message_changed', payload: receivedMessage(message, receiverId) };
  }
  return isMine
    ? { name: 'message_sent', payload: sentMessage(message, receiverId) }
    : { name: 'receive_message', payload: receivedMessage(message, receiverId) };
}

/** A refusal: the fields of the body that REST answers with. */
export function directError({ code, status, message, details }: AppError): object {
  return { success: false, message, statusCode: status, code, ...(details ? { details } : {}) };
}
