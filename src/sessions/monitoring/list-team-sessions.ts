import { z } from 'zod';
import { userIdSchema } from '../booking/booking-schemas';
import type { PresencePort } from './presence-port';
import type { SessionServices } from '../session-services';
import { findTeamSessions } from './team-session-repository';
import type { TeamSessionRow } from './team-session-repository';
import { viewTeamSession } from './team-session-view';
import type { TeamSessionView } from './team-session-view';
import { SESSION_STATUSES } from '../../enums';

const time = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 time' })
  // As an instant: PostgreSQL reads neither every year nor every offset that ISO 8601 knows.
  .transform((text) => new Date(text));

export const teamSessionsSchema = z.object({
  status: z.enum(SESSION_STATUSES, `must be one of ${SESSION_STATUSES.join(', ')}`).optional(),
  psychologistId: userIdSchema.optional(),
  sessionId: z.string().optional(),
  from: time.optional(),
  to: time.optional(),
  limit: z.coerce.number('must be a number').int().min(1).max(500).default(200),
});

/** So long before its start somebody may be in a session's waiting room. */
const WAITING_ROOM_MS = 60 * 60_000;

/** Sessions that overlap the asked-for time, by start; the state of each from its rows. */
export async function listTeamSessions(
  services: Pick<SessionServices, 'db' | 'clock'> & { presence: PresencePort },
  input: z.output<typeof teamSessionsSchema>,
): Promise<TeamSessionView[]> {
  const now = services.clock.now();
  const rows = await findTeamSessions(services.db.source.manager, { ...input, now: new Date(now) });
  const watched = rows.filter((row) => hasPresence(row, now)).map((row) => row.sessionId);
  const people = await services.presence.usersInSessions(watched);
  return rows.map((row) => {
    const present = hasPresence(row, now) ? (people.get(row.sessionId) ?? 'unknown') : null;
    return viewTeamSession(row, { now, present });
  });
}

function hasPresence({ status, startsAt }: TeamSessionRow, now: number): boolean {
  return (
    status === 'active' || (status === 'pending' && startsAt.getTime() - now < WAITING_ROOM_MS)
  );
}
