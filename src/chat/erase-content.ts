import type { EntityManager } from 'typeorm';
import type { ConversationKind } from '../enums';
import { deleteFilesOf } from '../files/file-repository';
import { recordConversationChange } from './conversation-repository';
import { recordErased } from './conversation-retention-repository';
import { eraseTitle } from './members/conversation-details-repository';
import { clearUnread, recordAllLeft } from './members/member-repository';
import { eraseMessages } from './messages/message-change-repository';
import { deleteBlocks } from './search/search-block-repository';
import { eraseNotes } from './summaries/summary-repository';
import { eraseSubject } from './support/support-room-repository';

interface ErasedConversation {
  conversationId: string;
  kind: ConversationKind;
  at: Date;
}

/**
 * Destroys a conversation's key and everything that holds or derives from its content, and closes
 * it for good; the caller holds its row lock. Returns the ids of its files' blobs, which other
 * files may share: without a key the bytes are unreadable until the clean-up removes them.
 */
export async function eraseContent(
  tx: EntityManager,
  { kind, ...erased }: ErasedConversation,
): Promise<string[]> {
  const { conversationId, at } = erased;
  const blobIds = await deleteFilesOf(tx, conversationId);
  await eraseMessages(tx, erased);
  await deleteBlocks(tx, conversationId);
  await eraseNotes(tx, erased);
  await clearUnread(tx, conversationId);
  await eraseSubject(tx, erased);
  await eraseTitle(tx, erased);
  await recordErased(tx, conversationId, at);
  // Sessions and support rooms stay listed: they keep their members.
  if (kind !== 'session') await recordConversationChange(tx, conversationId, 'closed');
  if (kind !== 'session' && kind !== 'support') await recordAllLeft(tx, erased);
  return blobIds;
}
