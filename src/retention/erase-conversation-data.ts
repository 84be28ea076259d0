import type { EntityManager } from 'typeorm';
import { deleteAnswersOf } from '../idempotency/idempotency-repository';
import { selectMemberIds } from '../chat/members/member-repository';
import { eraseContent } from '../chat/erase-content';
import { lastActivityOf, lockForErasure } from '../chat/conversation-retention-repository';
import { eraseCounseling } from '../sessions/booking/counseling-repository';
import { lockSessionByConversation } from '../sessions/session-repository';
import { removeUnusedBlobs } from '../files/remove-unused-blobs';
import type { RetentionServices } from './retention-services';

export interface Erasure {
  outcome: 'erased' | ErasureRefusal;
  /** Blobs of its files. */
  blobIds: string[];
}

type ErasureRefusal =
  'conversation-not-found' | 'conversation-erased' | 'conversation-held' | 'conversation-in-use';

interface EraseOptions {
  conversationId: string;
  at: Date;
  /** Erases only when there was no message since. */
  unlessActiveSince?: Date;
}

/**
 * Deletes a conversation's content in the caller's transaction: its data key, so that backups cannot be read,
 * and everything encrypted or derived from content. Senders and times of messages stay. Any outcome
 * but `erased` is the reason it was left unchanged.
 */
export async function eraseConversationData(
  tx: EntityManager,
  { conversationId, at, unlessActiveSince }: EraseOptions,
): Promise<Erasure> {
  // Lock order: session before conversation.
  const session = await lockSessionByConversation(tx, conversationId);
  const found = await lockForErasure(tx, conversationId);
  if (!found) return rejected('conversation-not-found');
  if (found.erasedAt) return rejected('conversation-erased');
  if (found.heldAt) return rejected('conversation-held');
  const isActive = unlessActiveSince !== undefined && lastActivityOf(found) >= unlessActiveSince;
  const isUpcoming = session?.status === 'pending' || session?.status === 'active';
  if (isUpcoming || isActive) return rejected('conversation-in-use');
  if (session) await eraseCounseling(tx, session.counselingId);
  await deleteAnswersOf(tx, await selectMemberIds(tx, conversationId));
  const blobIds = await eraseContent(tx, { conversationId, kind: found.kind, at });
  return { outcome: 'erased', blobIds };
}

const rejected = (outcome: ErasureRefusal): Erasure => ({ outcome, blobIds: [] });

type CleanUpServices = Pick<RetentionServices, 'keys' | 'accessCache' | 'files'>;

/**
 * After an erasure: clears this process's caches (others expire within a minute) and removes
 * unused file bytes. Failures are left to the file cleanup.
 */
export async function cleanUpAfterErasure(
  { keys, accessCache, files }: CleanUpServices,
  conversationId: string,
  blobIds: string[],
): Promise<void> {
  keys.forget(conversationId);
  accessCache.forget(conversationId);
  if (blobIds.length > 0) await removeUnusedBlobs(files, { ids: blobIds });
}
