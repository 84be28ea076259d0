import { IsNull, LessThan, Not } from 'typeorm';
import type { EntityManager, FindOptionsWhere } from 'typeorm';
import { ChatSession } from '../../database/entities/sessions/chat-session';
import { Counseling } from '../../database/entities/sessions/counseling';
import { isUuid } from '../../ids';
import type { Method, Role, SessionStatus } from '../../enums';

/** A counseling with its participants and, for the method chat, its session. */
export interface CounselingRecord {
  id: string;
  clientId: string;
  clientName: string;
  psychologistId: string;
  psychologistName: string;
  psychologistTimezone: string;
  method: Method;
  startsAt: Date;
  endsAt: Date;
  timezone: string;
  dataKey: Buffer | null;
  notesCiphertext: Buffer | null;
  cancelReasonCiphertext: Buffer | null;
  cancelledAt: Date | null;
  releasedAt: Date | null;
  createdAt: Date;
  sessionId: string | null;
  conversationId: string | null;
  sessionStatus: SessionStatus | null;
  /** 1 plus the number of reschedules. */
  generation: number | null;
  sessionStartedAt: Date | null;
  sessionEndedAt: Date | null;
  sessionEndedBy: Role | 'system' | null;
}

const SELECT = `SELECT c.id, c.client_id AS "clientId", client.full_name AS "clientName",
  c.psychologist_id AS "psychologistId", psychologist.full_name AS "psychologistName",
  psychologist.timezone AS "psychologistTimezone", c.method, c.starts_at AS "startsAt",
  c.ends_at AS "endsAt", c.timezone, c.data_key AS "dataKey",
  c.notes_ciphertext AS "notesCiphertext", c.cancel_reason_ciphertext AS "cancelReasonCiphertext",
  c.cancelled_at AS "cancelledAt", c.released_at AS "releasedAt", c.created_at AS "createdAt",
  s.id AS "sessionId", s.conversation_id AS "conversationId", s.status AS "sessionStatus", s.generation,
  s.started_at AS "sessionStartedAt",
  s.ended_at AS "sessionEndedAt", s.ended_by AS "sessionEndedBy"
  FROM counselings c
  JOIN users client ON client.id = c.client_id
  JOIN users psychologist ON psychologist.id = c.psychologist_id
  LEFT JOIN chat_sessions s ON s.counseling_id = c.id`;

/** Undefined for unknown and malformed ids. */
export async function findCounseling(
  manager: EntityManager,
  id: string,
): Promise<CounselingRecord | undefined> {
  if (!isUuid(id)) return undefined;
  const [row] = await manager.query<CounselingRecord[]>(`${SELECT} WHERE c.id = $1`, [id]);
  return row;
}

/** Counselings of the user that overlap the window, latest start first. */
export async function findCounselingsOf(
  manager: EntityManager,
  userId: string,
  window: { limit: number; offset: number; from?: Date | undefined; to?: Date | undefined },
): Promise<CounselingRecord[]> {
  return manager.query<CounselingRecord[]>(
    `${SELECT} WHERE (c.client_id = $1 OR c.psychologist_id = $1)
       AND ($4::timestamptz IS NULL
         OR (c.starts_at > $4::timestamptz - interval '2 days' AND c.ends_at > $4))
       AND ($5::timestamptz IS NULL OR c.starts_at < $5)
     ORDER BY c.starts_at DESC, c.id LIMIT $2 OFFSET $3`,
    [userId, window.limit, window.offset, window.from ?? null, window.to ?? null],
  );
}

export interface NewCounseling {
  id: string;
  clientId: string;
  psychologistId: string;
  method: Method;
  startsAt: Date;
  endsAt: Date;
  timezone: string;
  dataKey: Buffer;
  notesCiphertext: Buffer | null;
  at: Date;
}

/** Violates `counselings_client_overlap` when the client has a counseling at that time. */
export async function insertCounseling(tx: EntityManager, row: NewCounseling): Promise<void> {
  await tx.query(
    `INSERT INTO counselings (id, client_id, psychologist_id, method, starts_at, ends_at, timezone,
       data_key, notes_ciphertext, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      row.id,
      row.clientId,
      row.psychologistId,
      row.method,
      row.startsAt,
      row.endsAt,
      row.timezone,
      row.dataKey,
      row.notesCiphertext,
      row.at,
    ],
  );
}

/** Lock the session first, where there is one. */
export async function lockCounseling(tx: EntityManager, id: string): Promise<void> {
  await tx.query('SELECT 1 FROM counselings WHERE id = $1 FOR NO KEY UPDATE', [id]);
}

/** Whether the user has a session or counseling that has not ended. */
export function hasUpcomingCounseling(
  tx: EntityManager,
  userId: string,
  now: Date,
): Promise<boolean> {
  return tx
    .createQueryBuilder(Counseling, 'counseling')
    .leftJoin(ChatSession, 'session', 'session.counselingId = counseling.id')
    .where([{ clientId: userId }, { psychologistId: userId }])
    .andWhere('counseling.releasedAt IS NULL')
    .andWhere(
      `(session.status IN ('pending', 'active') OR session.id IS NULL AND counseling.endsAt > :now)`,
      { now },
    )
    .getExists();
}

/** An erased counseling has neither its key nor its encrypted texts. */
const ERASED = { dataKey: null, notesCiphertext: null, cancelReasonCiphertext: null };

export async function eraseCounseling(tx: EntityManager, id: string): Promise<void> {
  await tx.update(Counseling, { id }, ERASED);
}

/** Erases the counselings without a chat that ended before `end`. */
export function eraseCounselingsBefore(manager: EntityManager, end: Date): Promise<void> {
  return eraseWithoutChat(manager, { endsAt: LessThan(end) });
}

/** Erases a client's counselings without a chat. */
export function eraseCounselingsOf(tx: EntityManager, clientId: string): Promise<void> {
  return eraseWithoutChat(tx, { clientId });
}

async function eraseWithoutChat(
  manager: EntityManager,
  where: FindOptionsWhere<Counseling>,
): Promise<void> {
  const session = manager.createQueryBuilder(ChatSession, 'session').select('1');
  await manager
    .createQueryBuilder()
    .update(Counseling)
    .set(ERASED)
    .where({ ...where, dataKey: Not(IsNull()) })
    .andWhere(`NOT EXISTS (${session.where('session.counselingId = counselings.id').getQuery()})`)
    .execute();
}
