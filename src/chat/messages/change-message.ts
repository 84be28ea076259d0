import type { EntityManager } from 'typeorm';
import { closedErrorCode } from '../access/conversation-policy';
import type { ConversationRef, PublicId } from '../access/conversation-ref';
import type { ConversationTarget } from '../access/require-access';
import type { ChatServices } from '../chat-services';
import { inTransaction } from '../../database/in-transaction';
import type { MessageChange } from '../../delivery/outbox/outbox-event';
import { AppError } from '../../errors';
import { isRowId } from '../../ids';
import type { Principal } from '../../users/principal';
import { lockMessage, recordMessageChange, selectMessage } from './message-change-repository';
import type { LockedMessage, MessageRevision } from './message-change-repository';
import { loadMessageDetails } from './message-details';
import type { MessageDetails } from './message-details';
import { decryptMessages } from './read-message-page';

export type ChangeMessageServices = Pick<ChatServices, 'db' | 'clock' | 'keys' | 'accessCache'>;

export interface MessageTarget<Target extends ConversationTarget> {
  target: Target;
  messageId: string;
}

interface MessageChangeStep {
  change: MessageChange;
  /** Changes the rows under the conversation's lock. False: nothing to change, no event is sent. */
  apply: (tx: EntityManager, message: LockedMessage, revision: MessageRevision) => Promise<boolean>;
}

/**
 * Changes a message under the conversation's lock, with a new revision and an event. The caller has
 * checked access. Throws `message-not-found`, also for malformed ids, or the reason why the
 * conversation is closed.
 */
export async function changeMessage<Id extends PublicId>(
  services: ChangeMessageServices,
  principal: Principal,
  input: MessageChangeStep & { conversation: ConversationRef<Id>; messageId: string },
): Promise<MessageDetails<Id>> {
  const { conversation, messageId, change, apply } = input;
  if (!isRowId(messageId)) throw new AppError('message-not-found');
  const { conversationId, kind, visibleAfter } = conversation;
  const at = new Date(services.clock.now());
  const row = await inTransaction(services.db, async (tx) => {
    const message = await lockMessage(tx, conversationId, messageId);
    if (!message || message.seq <= visibleAfter) throw new AppError('message-not-found');
    if (message.state !== 'open') throw new AppError(closedErrorCode(kind, message.state));
    const revision = message.revision + 1;
    const changed = { conversationId, messageId, revision, userId: principal.id, at };
    if (await apply(tx, message, changed)) await recordMessageChange(tx, changed, { kind, change });
    return selectMessage(tx, messageId);
  });
  const messages = await decryptMessages(services, conversation, [row]);
  const [details] = await loadMessageDetails(services, conversation, { messages });
  if (!details) throw new Error(`Message ${messageId} has no details`);
  return details;
}
