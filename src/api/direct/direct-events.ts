import type { UserEvent } from '../../delivery/feed/user-feed';
import { receivedMessage, sentMessage } from './direct-mapper';

/** A Socket.IO event of this contract. */
export interface DirectEvent {
  name: string;
  payload: object;
}

/** The contract misspells the event; the second name is the spelling clients would expect (C-07). */
const READ_EVENTS = ['messege_read', 'message_read'];

/** The events of one member; a user's own reads are not echoed to them. */
export function directEvents(event: UserEvent, userId: string): DirectEvent[] {
  if (event.type === 'message' || event.type === 'message-changed') {
    return [messageEvent(event, userId)];
  }
  if (event.type !== 'receipt') return [];
  const { userId: readerId, messageIds } = event.receipt;
  if (readerId === userId) return [];
  return messageIds.flatMap((id) => {
    const payload = { message_id: Number(id), user_id: Number(readerId) };
    return READ_EVENTS.map((name) => ({ name, payload }));
  });
}

function messageEvent(
  { type, message, userIds }: Extract<UserEvent, { message: unknown }>,
  userId: string,
): DirectEvent {
  const isOwn = message.senderId === userId;
  const receiverId = isOwn ? (userIds.find((id) => id !== userId) ?? '') : userId;
  if (type === 'message-changed') {
    return { name: 'message_changed', payload: receivedMessage(message, receiverId) };
  }
  return isOwn
    ? { name: 'message_sent', payload: sentMessage(message, receiverId) }
    : { name: 'receive_message', payload: receivedMessage(message, receiverId) };
}
