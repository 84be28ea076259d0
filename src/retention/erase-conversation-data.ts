import type { EntityManager } from 'typeorm';
import { eraseContent } from '../chat/erase-content';
import { eraseCounseling, lockSessionByConversation } from '../sessions/booking/erase-counseling';
import { lockConversation } from './retention-repository';

export interface Erasure {
  outcome: 'erased' | ErasureRefusal;
  /** The bytes on which its files rested. */
  blobIds: string[];
}

type ErasureRefusal =
  'conversation-not-found' | 'conversation-erased' | 'conversation-held' | 'conversation-in-use';

interface EraseOptions {
  conversationId: string;
  at: Date;
  /** Only if nothing was said in it since. */
  unlessActiveSince?: Date;
}

/**
 * Erases a conversation in the caller's transaction. Its key is destroyed, so that no backup can be
 * read, and everything sealed or derived from words is removed; who wrote when stays. Anything but
 * `erased` is why it was left as it is.
 */
export async function eraseConversationData(
  tx: EntityManager,
  { conversationId, at, unlessActiveSince: unlessMovedSince }: EraseOptions,
): Promise<Erasure> {
  // Sessions are locked before conversations, everywhere.
  const session = await lockSessionByConversation(tx, conversationId);
  const found = await lockConversation(tx, conversationId);
  if (!found) return refused('conversation-not-found');
  if (found.erasedAt) return refused('conversation-erased');
  if (found.heldAt) return refused('conversation-held');
  const isMoving = unlessMovedSince !== undefined && found.lastActivityAt >= unlessMovedSince;
  const isAhead = session?.status === 'pending' || session?.status === 'active';
  if (isAhead || isMoving) return refused('conversation-in-use');
  if (session) await eraseCounseling(tx, session.counselingId);
  const blobIds = await eraseContent(tx, { conversationId, kind: found.kind, at });
  return { outcome: 'erased', blobIds };
}

const refused = (outcome: ErasureRefusal): Erasure => ({ outcome, blobIds: [] });
