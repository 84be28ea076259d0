import type { EntityManager } from 'typeorm';
import type { SessionStatus } from '../../enums';

const ERASE = `UPDATE counselings
  SET data_key = NULL, notes_ciphertext = NULL, cancel_reason_ciphertext = NULL`;

export interface LockedSession {
  counselingId: string;
  status: SessionStatus;
}

/** Undefined when the conversation belongs to no session. */
export async function lockSessionByConversation(
  tx: EntityManager,
  conversationId: string,
): Promise<LockedSession | undefined> {
  const [session] = await tx.query<LockedSession[]>(
    `SELECT counseling_id AS "counselingId", status FROM chat_sessions
     WHERE conversation_id = $1 FOR NO KEY UPDATE`,
    [conversationId],
  );
  return session;
}

/** Erases the key and the encrypted texts of a counseling. */
export async function eraseCounseling(tx: EntityManager, id: string): Promise<void> {
  await tx.query(`${ERASE} WHERE id = $1`, [id]);
}

/** Same for counselings without a chat that ended before `end`; returns their number. */
export async function eraseCounselingsBefore(manager: EntityManager, end: Date): Promise<number> {
  const [, count] = await manager.query<[unknown, number]>(
    `${ERASE} WHERE data_key IS NOT NULL AND ends_at < $1
       AND NOT EXISTS (SELECT FROM chat_sessions WHERE counseling_id = counselings.id)`,
    [end],
  );
  return count;
}

/** Same for a client's counselings without a chat. */
export async function eraseCounselingsOf(tx: EntityManager, clientId: string): Promise<void> {
  await tx.query(
    `${ERASE} WHERE client_id = $1 AND data_key IS NOT NULL
       AND NOT EXISTS (SELECT FROM chat_sessions WHERE counseling_id = counselings.id)`,
    [clientId],
  );
}

/** Whether the user has a session or counseling that has not ended. */
export async function hasUpcomingCounseling(
  tx: EntityManager,
  userId: string,
  now: Date,
): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `SELECT 1 FROM counselings c LEFT JOIN chat_sessions s ON s.counseling_id = c.id
     WHERE (c.client_id = $1 OR c.psychologist_id = $1) AND c.released_at IS NULL
       AND (s.status IN ('pending', 'active') OR (s.id IS NULL AND c.ends_at > $2)) LIMIT 1`,
    [userId, now],
  );
  return rows.length > 0;
}
