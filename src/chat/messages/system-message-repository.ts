import type { EntityManager } from 'typeorm';
import type { SystemEvent } from '../../enums';

/** A line of the system that has its number in its conversation. */
export interface NumberedSystemMessage {
  conversationId: string;
  seq: number;
  senderId: string | null;
  type: string;
  content: Buffer;
  event: SystemEvent | null;
}

/** At most one line of each conversation; returns the messages' ids in the order of the lines. */
export async function insertSystemMessages(
  tx: EntityManager,
  lines: NumberedSystemMessage[],
  at: Date,
): Promise<string[]> {
  const rows = await tx.query<{ id: string; conversationId: string }[]>(
    `INSERT INTO messages
       (conversation_id, seq, sender_id, type, is_automated, content, system_event, created_at)
     SELECT conversation_id, seq, sender_id, type, type = 'automated', content, event, $7
     FROM unnest($1::bigint[], $2::int[], $3::bigint[], $4::text[], $5::bytea[], $6::jsonb[])
       AS line (conversation_id, seq, sender_id, type, content, event)
     RETURNING id, conversation_id AS "conversationId"`,
    [
      lines.map((line) => line.conversationId),
      lines.map((line) => line.seq),
      lines.map((line) => line.senderId),
      lines.map((line) => line.type),
      lines.map((line) => line.content),
      lines.map((line) => line.event && JSON.stringify(line.event)),
      at,
    ],
  );
  const byConversation = new Map(rows.map((row) => [row.conversationId, row.id]));
  return lines.map((line) => byConversation.get(line.conversationId) ?? '');
}

/** Counts the lines as unread for everybody but in whose name they were said. */
export async function incrementUnread(
  tx: EntityManager,
  lines: NumberedSystemMessage[],
): Promise<void> {
  await tx.query(
    `UPDATE conversation_members AS member SET unread_count = unread_count + 1
     FROM unnest($1::bigint[], $2::bigint[]) AS line (conversation_id, sender_id)
     WHERE member.conversation_id = line.conversation_id
       AND member.user_id IS DISTINCT FROM line.sender_id`,
    [lines.map((line) => line.conversationId), lines.map((line) => line.senderId)],
  );
}
