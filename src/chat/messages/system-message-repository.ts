import type { EntityManager } from 'typeorm';
import type { SystemEvent } from '../../enums';

/** A system or automated message with its seq. */
export interface NumberedSystemMessage {
  conversationId: string;
  seq: number;
  senderId: string | null;
  type: string;
  content: Buffer;
  event: SystemEvent | null;
}

/** At most one message per conversation. Returns the ids in the order of `messages`. */
export async function insertSystemMessages(
  tx: EntityManager,
  messages: NumberedSystemMessage[],
  at: Date,
): Promise<string[]> {
  const rows = await tx.query<{ id: string; conversationId: string }[]>(
    `INSERT INTO messages
       (conversation_id, seq, sender_id, type, is_automated, content, system_event, created_at)
     SELECT conversation_id, seq, sender_id, type, type = 'automated', content, event, $7
     FROM unnest($1::bigint[], $2::int[], $3::bigint[], $4::text[], $5::bytea[], $6::jsonb[])
       AS message (conversation_id, seq, sender_id, type, content, event)
     RETURNING id, conversation_id AS "conversationId"`,
    [
      messages.map((message) => message.conversationId),
      messages.map((message) => message.seq),
      messages.map((message) => message.senderId),
      messages.map((message) => message.type),
      messages.map((message) => message.content),
      messages.map((message) => message.event && JSON.stringify(message.event)),
      at,
    ],
  );
  const byConversation = new Map(rows.map((row) => [row.conversationId, row.id]));
  return messages.map((message) => byConversation.get(message.conversationId) ?? '');
}

/** Counts system and automated messages as unread for all members but their sender. */
export async function incrementUnreadForSystemMessages(
  tx: EntityManager,
  messages: NumberedSystemMessage[],
): Promise<void> {
  await tx.query(
    `UPDATE conversation_members AS member SET unread_count = unread_count + 1
     FROM unnest($1::bigint[], $2::bigint[]) AS message (conversation_id, sender_id)
     WHERE member.conversation_id = message.conversation_id
       AND member.user_id IS DISTINCT FROM message.sender_id`,
    [
      messages.map((message) => message.conversationId),
      messages.map((message) => message.senderId),
    ],
  );
}
