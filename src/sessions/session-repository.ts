import type { EntityManager } from 'typeorm';
import { ChatSession } from '../database/entities/sessions/chat-session';
import { isUuid } from '../ids';
import type { Role, SessionStatus } from '../enums';

/** A session with the times of its counseling. */
export interface SessionRecord {
  id: string;
  counselingId: string;
  conversationId: string;
  clientId: string;
  psychologistId: string;
  status: SessionStatus;
  generation: number;
  startedAt: Date | null;
  endedAt: Date | null;
  endedBy: Role | 'system' | null;
  startsAt: Date;
  endsAt: Date;
  timezone: string;
  /** When the end is announced; null without a timeline. */
  endButtonAt: Date | null;
}

const SELECT = `SELECT s.id, s.counseling_id AS "counselingId", s.conversation_id AS "conversationId",
  s.client_id AS "clientId", s.psychologist_id AS "psychologistId", s.status, s.generation,
  s.started_at AS "startedAt", s.ended_at AS "endedAt", s.ended_by AS "endedBy",
  c.starts_at AS "startsAt", c.ends_at AS "endsAt", c.timezone,
  (SELECT due_at FROM session_steps WHERE session_id = s.id AND generation = s.generation
    AND step = 'end-button') AS "endButtonAt"
  FROM chat_sessions s JOIN counselings c ON c.id = s.counseling_id`;

/** Undefined for unknown and malformed ids. */
export async function findSession(
  manager: EntityManager,
  id: string,
): Promise<SessionRecord | undefined> {
  if (!isUuid(id)) return undefined;
  const [row] = await manager.query<SessionRecord[]>(`${SELECT} WHERE s.id = $1`, [id]);
  return row;
}

export async function findSessionByConversation(
  manager: EntityManager,
  conversationId: string,
): Promise<SessionRecord | undefined> {
  const sql = `${SELECT} WHERE s.conversation_id = $1`;
  const [row] = await manager.query<SessionRecord[]>(sql, [conversationId]);
  return row;
}

/**
 * Locks the rows in id order, then reads them, so that a waiting transaction sees the times and
 * generation its predecessor committed.
 */
export async function lockSessions(tx: EntityManager, ids: string[]): Promise<SessionRecord[]> {
  await tx.query(
    'SELECT 1 FROM chat_sessions WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
    [ids],
  );
  return tx.query<SessionRecord[]>(`${SELECT} WHERE s.id = ANY($1::uuid[]) ORDER BY s.id`, [ids]);
}

/** The user's running sessions by planned end. */
export async function findActiveSessions(
  manager: EntityManager,
  userId: string,
): Promise<SessionRecord[]> {
  return manager.query<SessionRecord[]>(
    `${SELECT} WHERE s.status = 'active' AND (s.client_id = $1 OR s.psychologist_id = $1)
     ORDER BY c.ends_at, s.id`,
    [userId],
  );
}

/** Null when the conversation belongs to no session. */
export function lockSessionByConversation(
  tx: EntityManager,
  conversationId: string,
): Promise<Pick<ChatSession, 'counselingId' | 'status'> | null> {
  return tx.findOne(ChatSession, {
    select: { id: true, counselingId: true, status: true },
    where: { conversationId },
    lock: { mode: 'for_no_key_update' },
  });
}
