import type { EntityManager } from 'typeorm';
import type { Principal } from '../../users/principal';
import { isRowId } from '../../ids';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { MessageChange } from '../../delivery/outbox/outbox-event';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { closedErrorCode } from '../access/conversation-policy';
import type { ChatServices } from '../chat-services';
import { lockMessage, recordMessageChange, selectMessage } from './message-change-repository';
import type { MessageRevision, LockedMessage } from './message-change-repository';
import type { MessageRow } from './message-repository';
import { toMessageView } from './message-view';
import type { MessageView } from './message-view';
import { decryptMessage } from './decrypt-message';
import type { ConversationRef, PublicId } from '../access/conversation-ref';

export type ChangeMessageServices = Pick<ChatServices, 'db' | 'clock' | 'keys'>;

/** A message of a conversation into which the caller has let somebody. */
export interface MessageTarget<Name extends PublicId = PublicId> {
  conversation: ConversationRef<Name>;
  messageId: string;
}

interface MessageChangeStep {
  change: MessageChange;
  /**
   * Changes the rows; the message and its conversation are held meanwhile. False: it is as asked
   * for already, so nobody is told.
   */
  apply: (tx: EntityManager, message: LockedMessage, change: MessageRevision) => Promise<boolean>;
}

/**
 * The one way by which a message that is there changes: under the conversation's lock, with a
 * revision and an event of its own, where writing is possible. Answers with the whole message as it
 * is then. Refuses `message-not-found`, also for malformed ids; then why nobody can write here.
 */
export async function changeMessage<Name extends PublicId>(
  services: ChangeMessageServices,
  principal: Principal,
  { conversation: place, messageId, change, apply }: MessageTarget<Name> & MessageChangeStep,
): Promise<MessageView<Name>> {
  if (!isRowId(messageId)) throw new AppError('message-not-found');
  const { conversationId, kind } = place;
  const at = new Date(services.clock.now());
  const row = await inTransaction(services.db, async (tx) => {
    const message = await lockMessage(tx, conversationId, messageId);
    if (!message) throw new AppError('message-not-found');
    if (message.state !== 'open') throw new AppError(closedErrorCode(kind, message.state));
    const revision = message.revision + 1;
    const made = { conversationId, messageId, revision, userId: principal.id, at };
    if (await apply(tx, message, made)) {
      await recordMessageChange(tx, made);
      const fact = { conversationId, messageId, change, revision };
      const toFeed = kind === 'session' ? {} : { toFeed: true as const };
      await appendEvents(tx, [{ kind: 'message.changed', ...fact, ...toFeed }]);
    }
    return selectMessage(tx, messageId);
  });
  return toView(services, place, row);
}

async function toView<Name extends PublicId>(
  { db, keys }: ChangeMessageServices,
  { conversationId, publicId: name }: ConversationRef<Name>,
  row: MessageRow,
): Promise<MessageView<Name>> {
  if (!row.content) return toMessageView(row, name, '');
  const key = await keys.find(db.source.manager, conversationId);
  return toMessageView(row, name, decryptMessage(key, row));
}
