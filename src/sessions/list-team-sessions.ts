import { z } from 'zod';
import type { SessionServices } from './session-services';
import { SESSION_STATUSES } from '../words';
import type { SessionStatus } from '../words';

export const teamSessionsSchema = z.object({
  status: z.enum(SESSION_STATUSES, `must be one of ${SESSION_STATUSES.join(', ')}`).optional(),
  from: z.iso.datetime({ offset: true, error: 'must be an ISO 8601 time' }).optional(),
  to: z.iso.datetime({ offset: true, error: 'must be an ISO 8601 time' }).optional(),
  limit: z.coerce.number('must be a number').int().min(1).max(500).default(200),
});

/** What the team sees of a session: who, when and in what state; never a word that was said. */
export interface TeamSessionView {
  sessionId: string;
  counselingId: string;
  status: SessionStatus;
  client: { id: string; fullName: string };
  psychologist: { id: string; fullName: string };
  startsAt: string;
  endsAt: string;
  startedAt: string | null;
  endedAt: string | null;
  endedBy: string | null;
  noShow: string | null;
  messageCount: number;
  lastMessageAt: string | null;
  /** Steps that are overdue or whose last try failed. */
  troubledSteps: number;
}

interface Row extends Omit<
  TeamSessionView,
  'client' | 'psychologist' | 'startsAt' | 'endsAt' | 'startedAt' | 'endedAt' | 'lastMessageAt'
> {
  clientId: string;
  clientName: string;
  psychologistId: string;
  psychologistName: string;
  startsAt: Date;
  endsAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  lastMessageAt: Date | null;
}

/** How late a step may be before the team is shown it as overdue. */
const OVERDUE = '5 seconds';

/** Sessions that overlap the asked-for time, by start; the state of each from its rows. */
export async function listTeamSessions(
  services: Pick<SessionServices, 'db' | 'clock'>,
  input: z.infer<typeof teamSessionsSchema>,
): Promise<TeamSessionView[]> {
  const rows = await services.db.source.manager.query<Row[]>(
    `SELECT s.id AS "sessionId", s.counseling_id AS "counselingId", s.status,
       client.id AS "clientId", client.full_name AS "clientName",
       psychologist.id AS "psychologistId", psychologist.full_name AS "psychologistName",
       c.starts_at AS "startsAt", c.ends_at AS "endsAt", s.started_at AS "startedAt",
       s.ended_at AS "endedAt", s.ended_by AS "endedBy", s.no_show AS "noShow",
       v.last_seq AS "messageCount", v.last_message_at AS "lastMessageAt", (
         SELECT count(*)::int FROM session_steps st WHERE st.session_id = s.id
           AND st.outcome IS NULL
           AND (st.last_error IS NOT NULL OR st.due_at < $5::timestamptz - interval '${OVERDUE}')
       ) AS "troubledSteps"
     FROM chat_sessions s
     JOIN counselings c ON c.id = s.counseling_id
     JOIN conversations v ON v.id = s.conversation_id
     JOIN users client ON client.id = s.client_id
     JOIN users psychologist ON psychologist.id = s.psychologist_id
     WHERE ($1::text IS NULL OR s.status = $1) AND ($2::timestamptz IS NULL OR c.ends_at > $2)
       AND ($3::timestamptz IS NULL OR c.starts_at < $3)
     ORDER BY c.starts_at, s.id LIMIT $4`,
    [
      input.status ?? null,
      // As instants: PostgreSQL reads neither every year nor every offset that ISO 8601 knows.
      input.from === undefined ? null : new Date(input.from),
      input.to === undefined ? null : new Date(input.to),
      input.limit,
      new Date(services.clock.now()),
    ],
  );
  return rows.map(view);
}

function view(row: Row): TeamSessionView {
  const { clientId, clientName, psychologistId, psychologistName, ...rest } = row;
  return {
    ...rest,
    client: { id: clientId, fullName: clientName },
    psychologist: { id: psychologistId, fullName: psychologistName },
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    lastMessageAt: row.lastMessageAt?.toISOString() ?? null,
  };
}
