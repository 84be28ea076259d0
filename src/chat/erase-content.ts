import type { EntityManager } from 'typeorm';
import type { ConversationKind } from '../enums';
import { recordConversationChange } from './conversation-repository';

interface Erased {
  conversationId: string;
  kind: ConversationKind;
  at: Date;
}

/** Everything that holds words of a conversation or is made of them, besides its key. */
const ERASURES = [
  `UPDATE messages SET content = NULL, client_message_id = NULL, system_event = NULL,
     deleted_at = coalesce(deleted_at, $2)
   WHERE conversation_id = $1`,
  `DELETE FROM message_edits USING messages m
   WHERE m.id = message_edits.message_id AND m.conversation_id = $1 AND $2::timestamptz IS NOT NULL`,
  `DELETE FROM message_reactions USING messages m
   WHERE m.id = message_reactions.message_id AND m.conversation_id = $1
     AND $2::timestamptz IS NOT NULL`,
  // Their keys go with them; the bytes, which nobody can open then, go with the next sweep.
  'DELETE FROM files WHERE conversation_id = $1 AND $2::timestamptz IS NOT NULL',
  'DELETE FROM search_blocks WHERE conversation_id = $1 AND $2::timestamptz IS NOT NULL',
  'UPDATE session_summaries SET notes = NULL, updated_at = $2 WHERE conversation_id = $1',
  // There is nothing left to read.
  `UPDATE conversation_members SET unread_count = 0
   WHERE conversation_id = $1 AND $2::timestamptz IS NOT NULL`,
  `UPDATE support_rooms SET subject = NULL, team_unread = 0, updated_at = $2
   WHERE conversation_id = $1`,
  'UPDATE conversation_details SET title = NULL, updated_at = $2 WHERE conversation_id = $1',
];

/**
 * Destroys a conversation's key and everything sealed under it; the caller holds its row. It closes
 * for good. Whoever was a pair is free to begin a new conversation, under a key of its own. Returns
 * the ids of the bytes on which its files rested, perhaps with others'.
 */
export async function eraseContent(
  tx: EntityManager,
  { conversationId, kind, at }: Erased,
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
  // A session stays in its people's lists with its times; the team's lists keep support rooms.
  if (kind !== 'session') await recordConversationChange(tx, conversationId, 'closed');
  if (kind !== 'session' && kind !== 'support') await emptyOfMembers(tx, conversationId, at);
  return files.map(({ blobId }) => blobId);
}

async function emptyOfMembers(tx: EntityManager, conversationId: string, at: Date): Promise<void> {
  await tx.query(
    `UPDATE conversation_members SET left_at = coalesce(left_at, $2) WHERE conversation_id = $1`,
    [conversationId, at],
  );
}
