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
  if (event.type === 'message') {
    const { message } = event;
    if (message.senderId !== selfId) {
      return [{ name: 'receive_message', payload: receivedMessage(message, selfId) }];
    }
    const receiverId = event.people.find((id) => id !== selfId) ?? '';
    return [{ name: 'message_sent', payload: sentMessage(message, receiverId) }];
  }
  const { userId, messageIds } = event.receipt;
  if (userId === selfId) return [];
  return messageIds.flatMap((id) => {
    const payload = { message_id: Number(id), user_id: Number(userId) };
    return READ.map((name) => ({ name, payload }));
  });
}

/** A refusal: the fields of the body that REST answers with. */
export function directRefusal({ code, status, message, details }: AppError): object {
  return { success: false, message, statusCode: status, code, ...(details ? { details } : {}) };
}
