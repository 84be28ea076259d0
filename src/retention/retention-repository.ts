import type { EntityManager } from 'typeorm';
import type { ConversationKind } from '../enums';

export interface RetainedConversation {
  kind: ConversationKind;
  heldAt: Date | null;
  erasedAt: Date | null;
  /** Time of the last message, or of creation. */
  lastActivityAt: Date;
}

export async function lockConversation(
  tx: EntityManager,
  conversationId: string,
): Promise<RetainedConversation | undefined> {
  const [row] = await tx.query<RetainedConversation[]>(
    `SELECT kind, held_at AS "heldAt", erased_at AS "erasedAt",
       coalesce(last_message_at, created_at) AS "lastActivityAt"
     FROM conversations WHERE id = $1 FOR UPDATE`,
    [conversationId],
  );
  return row;
}

export interface ExpiredConversation {
  id: string;
  /** Erase only when there was no message since. */
  inactiveSince: Date;
}

/**
 * Conversations past the retention of their kind, or of their own longer setting. Held
 * conversations and sessions that have not ended are excluded.
 */
export async function findExpiredConversations(
  manager: EntityManager,
  { periods, now, limit }: { periods: Record<ConversationKind, number>; now: Date; limit: number },
): Promise<ExpiredConversation[]> {
  const kinds = Object.entries(periods);
  return manager.query<ExpiredConversation[]>(
    `SELECT c.id, due.inactive_since AS "inactiveSince"
     FROM conversations c
     JOIN unnest($1::text[], $2::float8[]) AS rule (kind, ms) ON rule.kind = c.kind
     LEFT JOIN conversation_details d ON d.conversation_id = c.id
     CROSS JOIN LATERAL (SELECT $3::timestamptz - greatest(
       d.retention_days * interval '1 day', rule.ms * interval '1 millisecond') AS inactive_since) AS due
     WHERE c.erased_at IS NULL AND c.held_at IS NULL AND (c.kind <> 'session' OR c.state = 'closed')
       AND coalesce(c.last_message_at, c.created_at) < due.inactive_since
     ORDER BY c.id LIMIT $4`,
    [kinds.map(([kind]) => kind), kinds.map(([, ms]) => ms), now, limit],
  );
}

/** Undefined for an unknown conversation. */
export async function setHold(
  tx: EntityManager,
  conversationId: string,
  at: Date | null,
): Promise<{ heldAt: Date | null } | undefined> {
  const [[row]] = await tx.query<[{ heldAt: Date | null }[], number]>(
    `UPDATE conversations
     SET held_at = CASE WHEN $2::timestamptz IS NULL THEN NULL ELSE coalesce(held_at, $2) END
     WHERE id = $1 RETURNING held_at AS "heldAt"`,
    [conversationId, at],
  );
  return row;
}

/** A client's conversations that can be erased: all but groups, which belong to others as well. */
export async function findErasableConversations(
  manager: EntityManager,
  userId: string,
): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `SELECT c.id FROM conversations c
     WHERE c.erased_at IS NULL AND c.kind <> 'group' AND EXISTS (
       SELECT FROM conversation_members WHERE conversation_id = c.id AND user_id = $1)
     ORDER BY c.id`,
    [userId],
  );
  return rows.map(({ id }) => id);
}
