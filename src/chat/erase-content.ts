import type { EntityManager } from 'typeorm';
import type { ConversationKind } from '../enums';
import { recordConversationChange } from './conversation-repository';

interface ErasedConversation {
  conversationId: string;
  kind: ConversationKind;
  at: Date;
}

/** Everything that holds or derives from a conversation's content, except its key. */
const ERASURES = [
  `UPDATE messages SET content = NULL, client_message_id = NULL, system_event = NULL,
     deleted_at = coalesce(deleted_at, $2)
   WHERE conversation_id = $1`,
  `DELETE FROM message_edits USING messages m
   WHERE m.id = message_edits.message_id AND m.conversation_id = $1 AND $2::timestamptz IS NOT NULL`,
  `DELETE FROM message_reactions USING messages m
   WHERE m.id = message_reactions.message_id AND m.conversation_id = $1
     AND $2::timestamptz IS NOT NULL`,
  // The row holds the file's key: the bytes are unreadable now and removed by the next clean-up.
  'DELETE FROM files WHERE conversation_id = $1 AND $2::timestamptz IS NOT NULL',
  'DELETE FROM search_blocks WHERE conversation_id = $1 AND $2::timestamptz IS NOT NULL',
  'UPDATE session_summaries SET notes = NULL, updated_at = $2 WHERE conversation_id = $1',
  `UPDATE conversation_members SET unread_count = 0
   WHERE conversation_id = $1 AND $2::timestamptz IS NOT NULL`,
  `UPDATE support_rooms SET subject = NULL, team_unread = 0, updated_at = $2
   WHERE conversation_id = $1`,
  'UPDATE conversation_details SET title = NULL, updated_at = $2 WHERE conversation_id = $1',
];

/**
 * Destroys a conversation's key and content and closes it for good; the caller holds its row lock.
 * The two members of a direct conversation can start a new one. Returns the ids of its files' blobs,
 * which other files may share.
 */
export async function eraseContent(
  tx: EntityManager,
  { conversationId, kind, at }: ErasedConversation,
): Promise<string[]> {
  const [files] = await tx.query<[{ blobId: string }[], number]>(
    'DELETE FROM files WHERE conversation_id = $1 RETURNING blob_id AS "blobId"',
    [conversationId],
  );
  for (const erasure of ERASURES) await tx.query(erasure, [conversationId, at]);
  await tx.query(
    `UPDATE conversations SET data_key = NULL, erased_at = $2, state = 'closed',
       pair_low_id = NULL, pair_high_id = NULL
     WHERE id = $1`,
    [conversationId, at],
  );
  // Sessions and support rooms stay listed: they keep their members.
  if (kind !== 'session') await recordConversationChange(tx, conversationId, 'closed');
  if (kind !== 'session' && kind !== 'support') await removeAllMembers(tx, conversationId, at);
  return files.map(({ blobId }) => blobId);
}

async function removeAllMembers(
  tx: EntityManager,
  conversationId: string,
  at: Date,
): Promise<void> {
  await tx.query(
    `UPDATE conversation_members SET left_at = coalesce(left_at, $2) WHERE conversation_id = $1`,
    [conversationId, at],
  );
}
