import type { EntityManager } from 'typeorm';
import { deleteAnswersOf } from '../idempotency/idempotency-repository';
import { selectMemberIds } from '../chat/members/member-repository';
import { countContents } from '../chat/messages/message-change-repository';
import { eraseContent } from '../chat/erase-content';
import { lastActivityOf, lockForErasure } from '../chat/conversation-retention-repository';
import type { Conversation } from '../database/entities/chat/conversation';
import { eraseCounseling } from '../sessions/booking/counseling-repository';
import { lockSessionByConversation } from '../sessions/session-repository';
import { removeUnusedBlobs } from '../files/remove-unused-blobs';
import type { ErasureRefusal } from '../enums';
import type { RetentionServices } from './retention-services';

export interface Erasure {
  outcome: 'erased' | ErasureRefusal;
  /** Blobs of its files, one each. */
  blobIds: string[];
  /** Number of messages that had a text. */
  messages: number;
}

interface EraseOptions {
  conversationId: string;
  at: Date;
  /** Erases only when there was no message since. */
  unlessActiveSince?: Date;
}

interface Erasable {
  conversation: Conversation;
  counselingId: string | undefined;
}

/** Locks a conversation that can be erased, or returns why it cannot. */
export async function lockErasable(
  tx: EntityManager,
  conversationId: string,
): Promise<Erasable | ErasureRefusal> {
  // Lock order: session before conversation.
  const session = await lockSessionByConversation(tx, conversationId);
  const conversation = await lockForErasure(tx, conversationId);
  if (!conversation) return 'conversation-not-found';
  if (conversation.erasedAt) return 'conversation-erased';
  if (conversation.heldAt) return 'conversation-held';
  const isUpcoming = session?.status === 'pending' || session?.status === 'active';
  if (isUpcoming) return 'conversation-in-use';
  return { conversation, counselingId: session?.counselingId };
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
  const erasable = await lockErasable(tx, conversationId);
  if (typeof erasable === 'string') return rejected(erasable);
  const { conversation, counselingId } = erasable;
  const isActive =
    unlessActiveSince !== undefined && lastActivityOf(conversation) >= unlessActiveSince;
  if (isActive) return rejected('conversation-in-use');
  if (counselingId !== undefined) await eraseCounseling(tx, counselingId);
  await deleteAnswersOf(tx, await selectMemberIds(tx, conversationId));
  const messages = await countContents(tx, conversationId);
  const blobIds = await eraseContent(tx, { conversationId, kind: conversation.kind, at });
  return { outcome: 'erased', blobIds, messages };
}

const rejected = (outcome: ErasureRefusal): Erasure => ({ outcome, blobIds: [], messages: 0 });

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
