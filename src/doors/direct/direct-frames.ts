import type { AppError } from '../../errors';
import type { PersonEvent } from '../../realtime/person-feed';
import { receivedMessage, sentMessage } from './direct-words';

/** An event of this contract, ready to be emitted. */
export interface DirectFrame {
  name: string;
  payload: object;
}

/** The misspelt name is the contract's, the other one is for those who would not expect it (C-07). */
const READ = ['messege_read', 'message_read'];

/** What one of the two is told of something; nothing of what they did elsewhere than in writing. */
export function directFrames(event: PersonEvent, selfId: string): DirectFrame[] {
  if (event.type !== 'receipt') return [messageFrame(event, selfId)];
  const { userId, messageIds } = event.receipt;
  if (userId === selfId) return [];
  return messageIds.flatMap((id) => {
    const payload = { message_id: Number(id), user_id: Number(userId) };
    return READ.map((name) => ({ name, payload }));
  });
}

function messageFrame(
  { type, message, people }: Exclude<PersonEvent, { type: 'receipt' }>,
  selfId: string,
): DirectFrame {
  const isMine = message.senderId === selfId;
  const receiverId = isMine ? (people.find((id) => id !== selfId) ?? '') : selfId;
  if (type === 'message-changed') {
    return { name: 'message_changed', payload: receivedMessage(message, receiverId) };
  }
  return isMine
    ? { name: 'message_sent', payload: sentMessage(message, receiverId) }
    : { name: 'receive_message', payload: receivedMessage(message, receiverId) };
}

/** A refusal: the fields of the body that REST answers with. */
export function directRefusal({ code, status, message, details }: AppError): object {
  return { success: false, message, statusCode: status, code, ...(details ? { details } : {}) };
}
