import type { Principal } from '../../users/principal';
import { encryptText } from '../../content-cipher';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { SupportPriority } from '../../enums';
import type { ChatServices } from '../chat-services';
import { insertConversation, recordConversationChange } from '../conversation-repository';
import { storeMessage } from '../messages/store-message';
import type { MessageDraft, StoreMessageServices } from '../messages/store-message';
import type { MessageView } from '../messages/message-view';
import { conversationRef } from '../access/conversation-ref';
import type { ConversationPublicId, ConversationRef } from '../access/conversation-ref';
import { findCurrentRoom, insertRoom, lockClientRooms, lockRoom } from './support-room-repository';
import { subjectContext, SUPPORT_KINDS } from './support-room-view';

type Services = StoreMessageServices & Pick<ChatServices, 'accessCache'>;

interface SupportDraft extends MessageDraft {
  subject?: string | undefined;
  priority?: SupportPriority | undefined;
}

/**
 * A client writes to the team: in their room if they have one that is not closed, which a message
 * opens again when it was resolved, else in a new one (C-46).
 */
export async function sendToSupport(
  services: Services,
  principal: Principal,
  { subject, priority, ...draft }: SupportDraft,
): Promise<{ message: MessageView<ConversationPublicId>; created: boolean }> {
  const { manager } = services.db.source;
  const opened = { subject, priority };
  const find = async (): Promise<{ id: string; created: boolean }> => {
    const id = await findCurrentRoom(manager, principal.id);
    return id === undefined ? openRoom(services, principal, opened) : { id, created: false };
  };
  const write = async ({ id, created }: { id: string; created: boolean }) => ({
    message: await storeInRoom(services, principal, {
      ...draft,
      place: conversationRef(id, 'support'),
    }),
    created,
  });
  try {
    return await write(await find());
  } catch (error) {
    if (!isClosed(error)) throw error;
    // Closed in the moment in which it was found: the next one is new.
    return write(await find());
  }
}

/** Writes in a room that exists, as its client or one of the team. */
export async function sendToSupportRoom(
  services: Services,
  principal: Principal,
  { conversationId, ...draft }: MessageDraft & { conversationId: string },
): Promise<MessageView<ConversationPublicId>> {
  const place = await services.accessCache.requireAccess(principal, conversationId, SUPPORT_KINDS);
  return storeInRoom(services, principal, { ...draft, place });
}

/** A resolved room takes no message before it is open again: whoever writes there opens it. */
async function storeInRoom(
  services: Services,
  principal: Principal,
  draft: MessageDraft & { place: ConversationRef<ConversationPublicId> },
): Promise<MessageView<ConversationPublicId>> {
  try {
    return await storeMessage(services, principal, draft);
  } catch (error) {
    if (!isClosed(error) || !(await reopen(services, draft.place))) throw error;
    return storeMessage(services, principal, draft);
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof AppError && error.code === 'conversation-closed';
}

/** Whether messages may come in from now on. */
function reopen({ db }: Services, { conversationId }: ConversationRef): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const room = await lockRoom(tx, conversationId);
    if (room?.state === 'resolved') await recordConversationChange(tx, conversationId, 'open');
    return room !== undefined && room.state !== 'closed';
  });
}

/** Two first messages at one moment share a room: the second waits and finds it. */
function openRoom(
  { db, clock, keys }: Services,
  { id: clientId }: Principal,
  { subject, priority = 'normal' }: Pick<SupportDraft, 'subject' | 'priority'>,
): Promise<{ id: string; created: boolean }> {
  const at = new Date(clock.now());
  return inTransaction(db, async (tx) => {
    await lockClientRooms(tx, clientId);
    const known = await findCurrentRoom(tx, clientId);
    if (known !== undefined) return { id: known, created: false };
    const { dataKey, wrappedKey } = keys.create();
    const id = await insertConversation(tx, {
      kind: 'support',
      state: 'open',
      memberIds: [clientId],
      wrappedKey,
      at,
    });
    const sealed = subject ? encryptText(dataKey, subject, subjectContext(id)) : null;
    await insertRoom(tx, { conversationId: id, clientId, subject: sealed, priority, at });
    return { id, created: true };
  });
}
