import type { EntityManager } from 'typeorm';
import { isUuid } from '../../ids';
import type { SessionStatus, Step } from '../../enums';

/** Lateness from which a step is listed as overdue. */
const OVERDUE = '5 seconds';

export interface TeamSessionRow {
  sessionId: string;
  counselingId: string;
  status: SessionStatus;
  clientId: string;
  clientName: string;
  psychologistId: string;
  psychologistName: string;
  startsAt: Date;
  endsAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  endedBy: string | null;
  noShow: string | null;
  messageCount: number;
  lastMessageAt: Date | null;
  troubles: StepProblemRow[];
  worstLateMs: number | null;
  nextStep: Step | null;
  nextDueAt: Date | null;
}

interface StepProblemRow {
  step: Step;
  /** Milliseconds since the epoch. */
  dueAt: number;
  failedAttempts: number;
  lastError: string | null;
}

export interface TeamSessionSearch {
  status?: SessionStatus | undefined;
  psychologistId?: string | undefined;
  sessionId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  limit: number;
  now: Date;
}

/** Steps of the current generation in one row. */
const STEPS_OF_SESSION = `
  SELECT
    coalesce(json_agg(json_build_object(
      'step', st.step, 'dueAt', round(extract(epoch FROM st.due_at) * 1000),
      'failedAttempts', st.attempts, 'lastError', st.last_error
    ) ORDER BY st.due_at) FILTER (WHERE st.outcome IS NULL AND
      (st.last_error IS NOT NULL OR st.due_at < $5::timestamptz - interval '${OVERDUE}')
    ), '[]') AS troubles,
    max(CASE
      WHEN st.outcome = 'done' AND st.done_by IS NULL
        THEN greatest(st.done_at - st.due_at, interval '0')
      WHEN st.outcome IS NULL AND st.due_at <= $5 THEN $5 - st.due_at
    END) AS lateness,
    (array_agg(st.step ORDER BY st.due_at, st.step) FILTER (WHERE st.outcome IS NULL))[1]
      AS next_step,
    min(st.due_at) FILTER (WHERE st.outcome IS NULL) AS next_due_at
  FROM session_steps st WHERE st.session_id = s.id AND st.generation = s.generation`;

/** One query for all sessions; empty for a malformed session id. */
export async function findTeamSessions(
  manager: EntityManager,
  search: TeamSessionSearch,
): Promise<TeamSessionRow[]> {
  if (search.sessionId !== undefined && !isUuid(search.sessionId)) return [];
  return manager.query<TeamSessionRow[]>(
    `SELECT s.id AS "sessionId", s.counseling_id AS "counselingId", s.status,
       client.id AS "clientId", client.full_name AS "clientName",
       psychologist.id AS "psychologistId", psychologist.full_name AS "psychologistName",
       c.starts_at AS "startsAt", c.ends_at AS "endsAt", s.started_at AS "startedAt",
       s.ended_at AS "endedAt", s.ended_by AS "endedBy", s.no_show AS "noShow",
       v.last_seq AS "messageCount", v.last_message_at AS "lastMessageAt", steps.troubles,
       round(extract(epoch FROM steps.lateness) * 1000)::float8 AS "worstLateMs",
       steps.next_step AS "nextStep", steps.next_due_at AS "nextDueAt"
     FROM chat_sessions s
     JOIN counselings c ON c.id = s.counseling_id
     JOIN conversations v ON v.id = s.conversation_id
     JOIN users client ON client.id = s.client_id
     JOIN users psychologist ON psychologist.id = s.psychologist_id
     CROSS JOIN LATERAL (${STEPS_OF_SESSION}) AS steps
     WHERE ($1::text IS NULL OR s.status = $1)
       -- No session lasts two days: the bound lets the index scan skip past sessions.
       AND ($2::timestamptz IS NULL
         OR (c.starts_at > $2::timestamptz - interval '2 days' AND c.ends_at > $2))
       AND ($3::timestamptz IS NULL OR c.starts_at < $3)
       AND ($6::bigint IS NULL OR c.psychologist_id = $6)
       AND ($7::uuid IS NULL OR s.id = $7)
     ORDER BY c.starts_at, s.id LIMIT $4`,
    [
      search.status ?? null,
      search.from ?? null,
      search.to ?? null,
      search.limit,
      search.now,
      search.psychologistId ?? null,
      search.sessionId ?? null,
    ],
  );
}
