import type { EntityManager } from 'typeorm';
import type { Principal } from '../accounts/principal';
import { isUserId as isRowId } from '../accounts/user-id';
import { inTransaction } from '../db/in-transaction';
import { AppError } from '../errors';
import type { MessageChange } from '../outbox/outbox-event';
import { appendEvents } from '../outbox/outbox-store';
import { closedRefusal } from './conversation-policy';
import type { ConversationServices } from './conversation-services';
import { holdMessage, noteChange, selectMessage } from './message-change-store';
import type { Change, HeldMessage } from './message-change-store';
import type { MessageRow } from './message-store';
import { viewMessage } from './message-view';
import type { MessageView } from './message-view';
import { openWords } from './open-words';
import type { Place, PlaceName } from './place';

export type ChangeMessageServices = Pick<ConversationServices, 'db' | 'clock' | 'keys'>;

/** A message of a conversation into which the caller has let somebody. */
export interface MessageIn<Name extends PlaceName = PlaceName> {
  place: Place<Name>;
  messageId: string;
}

interface Changing {
  change: MessageChange;
  /**
   * Changes the rows; the message and its conversation are held meanwhile. False: it is as asked
   * for already, so nobody is told.
   */
  apply: (tx: EntityManager, message: HeldMessage, change: Change) => Promise<boolean>;
}

/**
 * The one way by which a message that is there changes: under the conversation's lock, with a
 * revision and an event of its own, where writing is possible. Answers with the whole message as it
 * is then. Refuses `message-not-found`, also for malformed ids; then why nobody can write here.
 */
export async function changeMessage<Name extends PlaceName>(
  services: ChangeMessageServices,
  principal: Principal,
  { place, messageId, change, apply }: MessageIn<Name> & Changing,
): Promise<MessageView<Name>> {
  if (!isRowId(messageId)) throw new AppError('message-not-found');
  const { conversationId, kind } = place;
  const at = new Date(services.clock.now());
  const row = await inTransaction(services.db, async (tx) => {
    const message = await holdMessage(tx, conversationId, messageId);
    if (!message) throw new AppError('message-not-found');
    if (message.state !== 'open') throw new AppError(closedRefusal(kind, message.state));
    const revision = message.revision + 1;
    const made = { conversationId, messageId, revision, userId: principal.id, at };
    if (await apply(tx, message, made)) {
      await noteChange(tx, made);
      const fact = { conversationId, messageId, change, revision };
      const toFeed = kind === 'session' ? {} : { toFeed: true as const };
      await appendEvents(tx, [{ kind: 'message.changed', ...fact, ...toFeed }]);
    }
    return selectMessage(tx, messageId);
  });
  return viewIn(services, place, row);
}

async function viewIn<Name extends PlaceName>(
  { db, keys }: ChangeMessageServices,
  { conversationId, name }: Place<Name>,
  row: MessageRow,
): Promise<MessageView<Name>> {
  if (!row.content) return viewMessage(row, name, '');
  const key = await keys.find(db.source.manager, conversationId);
  return viewMessage(row, name, openWords(key, row));
}
