import { conversationRef } from '../access/conversation-ref';
import type { ConversationPublicId } from '../access/conversation-ref';
import { insertConversation } from '../conversation-repository';
import { encryptText } from '../../content-cipher';
import { inTransaction } from '../../database/in-transaction';
import type { SupportPriority } from '../../enums';
import { AppError } from '../../errors';
import type { MessageView } from '../messages/message-view';
import { storeMessage } from '../messages/send-message';
import type { MessageDraft, StoreServices } from '../messages/send-message';
import type { Principal } from '../../users/principal';
import { findCurrentRoom, insertRoom, lockClientRooms } from './support-room-repository';
import { subjectContext } from './support-room-view';

interface SupportDraft extends MessageDraft {
  subject?: string | undefined;
  priority?: SupportPriority | undefined;
}

/** Sends a client's message to their open or resolved room, or to a new one (C-46). */
export async function sendToSupport(
  services: StoreServices,
  principal: Principal,
  { subject, priority, ...draft }: SupportDraft,
): Promise<{ message: MessageView<ConversationPublicId>; created: boolean }> {
  const send = async () => {
    const current = await findCurrentRoom(services.db.source.manager, principal.id);
    const { id, created } =
      current === undefined
        ? await createRoom(services, principal, { subject, priority })
        : { id: current, created: false };
    const conversation = conversationRef(id, 'support');
    return {
      message: await storeMessage(services, principal, { ...draft, conversation }),
      created,
    };
  };
  try {
    return await send();
  } catch (error) {
    // The room was closed after it was found: the next one is new.
    if (error instanceof AppError && error.code === 'conversation-closed') return send();
    throw error;
  }
}

/** Of two concurrent first messages the second waits for the lock and finds the first one's room. */
function createRoom(
  { db, clock, keys }: StoreServices,
  { id: clientId }: Principal,
  { subject, priority = 'normal' }: Pick<SupportDraft, 'subject' | 'priority'>,
): Promise<{ id: string; created: boolean }> {
  const at = new Date(clock.now());
  return inTransaction(db, async (tx) => {
    await lockClientRooms(tx, clientId);
    const current = await findCurrentRoom(tx, clientId);
    if (current !== undefined) return { id: current, created: false };
    const { dataKey, wrappedKey } = keys.create();
    const id = await insertConversation(tx, {
      kind: 'support',
      state: 'open',
      memberIds: [clientId],
      wrappedKey,
      at,
    });
    const encryptedSubject = subject ? encryptText(dataKey, subject, subjectContext(id)) : null;
    await insertRoom(tx, { conversationId: id, clientId, subject: encryptedSubject, priority, at });
    return { id, created: true };
  });
}
