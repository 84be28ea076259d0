import type { EntityManager } from 'typeorm';
import type { Principal } from '../../users/principal';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { canRead } from '../access/conversation-policy';
import type { ChatServices } from '../chat-services';
import type { ConversationRef, PublicId } from '../access/conversation-ref';
import { lockMember, recordRead } from './receipt-repository';
import type { ReadExtent } from './receipt-repository';

export interface Receipt {
  lastReadSeq: number;
  unreadCount: number;
  /** When the mark was made. */
  readAt: string;
}

export type StoreReceiptServices = Pick<ChatServices, 'db' | 'clock'>;

/**
 * The one way by which people say what they have read, whatever the door. A mark moves forward,
 * never back; what was read already keeps its moment; the others are told only of what is new.
 * Somebody who is no member has nothing to mark. Refuses `assignment-ended`.
 */
export async function storeReceipt(
  services: StoreReceiptServices,
  principal: Principal,
  mark: { place: ConversationRef<PublicId>; extent: ReadExtent },
): Promise<Receipt> {
  const at = new Date(services.clock.now());
  return inTransaction(services.db, (tx) => storeReceiptIn(tx, { userId: principal.id, at }, mark));
}

/** The same in a transaction that does more. */
export async function storeReceiptIn(
  tx: EntityManager,
  { userId, at }: { userId: string; at: Date },
  { place, extent }: { place: ConversationRef<PublicId>; extent: ReadExtent },
): Promise<Receipt> {
  const { conversationId, publicId: name } = place;
  const sessionId = 'sessionId' in name ? name.sessionId : null;
  const member = await lockMember(tx, conversationId, userId);
  const readAt = at.toISOString();
  if (!member) return { lastReadSeq: 0, unreadCount: 0, readAt };
  if (!canRead(member.kind, member.state)) throw new AppError('assignment-ended');
  const reader = { conversationId, userId, at };
  const { lastReadSeq, unreadCount, changed } = await recordRead(tx, reader, { member, extent });
  if (changed) {
    const revision = member.revision + 1;
    const fact = { conversationId, sessionId, userId, lastReadSeq, unreadCount, readAt, revision };
    const toFeed = sessionId === null ? { toFeed: true as const } : {};
    await appendEvents(tx, [{ kind: 'conversation.read', ...fact, ...toFeed }]);
  }
  return { lastReadSeq, unreadCount, readAt };
}
