import type { EntityManager } from 'typeorm';
import { SessionSummary } from '../../database/entities/chat/session-summary';

export interface StoredSummary {
  notes: Buffer | null;
  rating: number | null;
  updatedAt: Date;
}

export async function findSummary(
  manager: EntityManager,
  conversationId: string,
): Promise<StoredSummary | undefined> {
  const [row] = await manager.query<StoredSummary[]>(
    `SELECT notes, rating, updated_at AS "updatedAt" FROM session_summaries
     WHERE conversation_id = $1`,
    [conversationId],
  );
  return row;
}

export async function saveNotes(
  manager: EntityManager,
  { conversationId, notes, at }: { conversationId: string; notes: Buffer; at: Date },
): Promise<void> {
  await manager.query(
    `INSERT INTO session_summaries (conversation_id, notes, updated_at) VALUES ($1, $2, $3)
     ON CONFLICT (conversation_id) DO UPDATE SET notes = $2, updated_at = $3`,
    [conversationId, notes, at],
  );
}

/** False: already rated; the first rating stays. */
export async function saveRating(
  manager: EntityManager,
  { conversationId, rating, at }: { conversationId: string; rating: number; at: Date },
): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `INSERT INTO session_summaries AS stored (conversation_id, rating, rated_at, updated_at)
     VALUES ($1, $2, $3, $3)
     ON CONFLICT (conversation_id) DO UPDATE SET rating = $2, rated_at = $3, updated_at = $3
       WHERE stored.rating IS NULL
     RETURNING 1`,
    [conversationId, rating, at],
  );
  return rows.length > 0;
}

/** Null: unbounded. */
export interface OpenInterval {
  from: Date | null;
  to: Date | null;
}

export interface MemberStatistics {
  userId: string;
  arrivedAt: Date | null;
  messageCount: number;
  filesShared: number;
}

/** By member id; only messages written by users count. */
export async function countByMember(
  manager: EntityManager,
  conversationId: string,
): Promise<MemberStatistics[]> {
  return manager.query<MemberStatistics[]>(
    `SELECT member.user_id::text AS "userId", member.arrived_at AS "arrivedAt",
       count(sent.id)::int AS "messageCount",
       (count(sent.id) FILTER (WHERE sent.type IN ('file', 'image')))::int AS "filesShared"
     FROM conversation_members AS member
     LEFT JOIN messages AS sent ON sent.conversation_id = member.conversation_id
       AND sent.sender_id = member.user_id AND ${WRITTEN_BY_USERS}
     WHERE member.conversation_id = $1
     GROUP BY member.user_id, member.arrived_at ORDER BY member.user_id`,
    [conversationId],
  );
}

/** Condition on messages AS sent: neither automated nor system messages. */
const WRITTEN_BY_USERS = `NOT sent.is_automated AND sent.type NOT IN ('system', 'automated')`;

/**
 * Average seconds from the first message of one member's turn to the first of the next member's,
 * counting only the open interval. Null: no answers.
 */
export async function averageResponse(
  manager: EntityManager,
  conversationId: string,
  { from, to }: OpenInterval,
): Promise<number | null> {
  const [row] = await manager.query<{ seconds: number | null }[]>(
    `WITH sent AS (
       SELECT seq, sender_id IS DISTINCT FROM lag(sender_id) OVER (ORDER BY seq) AS begins,
         least(greatest(created_at, $2::timestamptz), $3::timestamptz) AS at
       FROM messages AS sent
       WHERE conversation_id = $1 AND sender_id IS NOT NULL AND ${WRITTEN_BY_USERS}
     ), turns AS (
       SELECT at - lag(at) OVER (ORDER BY seq) AS waited FROM sent WHERE begins
     )
     SELECT extract(epoch FROM avg(waited))::float8 AS seconds FROM turns`,
    [conversationId, from, to],
  );
  return row?.seconds ?? null;
}

export async function conversationSpan(
  manager: EntityManager,
  conversationId: string,
): Promise<{ createdAt: Date; lastMessageAt: Date | null }> {
  const [row] = await manager.query<{ createdAt: Date; lastMessageAt: Date | null }[]>(
    `SELECT created_at AS "createdAt", last_message_at AS "lastMessageAt" FROM conversations
     WHERE id = $1`,
    [conversationId],
  );
  if (!row) throw new Error(`Conversation ${conversationId} does not exist`);
  return row;
}

export async function eraseNotes(
  tx: EntityManager,
  { conversationId, at }: { conversationId: string; at: Date },
): Promise<void> {
  await tx.update(SessionSummary, { conversationId }, { notes: null, updatedAt: at });
}
