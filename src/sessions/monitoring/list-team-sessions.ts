import { z } from 'zod';
import { isoTime } from '../iso-time';
import { userIdSchema } from '../booking/booking-schemas';
import { appendAudit } from '../../users/audit/audit-repository';
import { requireRole } from '../../users/principal';
import type { Principal } from '../../users/principal';
import type { PresencePort } from './presence-port';
import type { SessionServices } from '../session-services';
import { findTeamSessions } from '../team-session-repository';
import type { TeamSessionRow } from '../team-session-repository';
import { viewTeamSession } from './team-session-view';
import type { TeamSessionView } from './team-session-view';
import { SESSION_STATUSES } from '../../enums';

export const teamSessionsSchema = z.object({
  status: z.enum(SESSION_STATUSES, `must be one of ${SESSION_STATUSES.join(', ')}`).optional(),
  psychologistId: userIdSchema.optional(),
  sessionId: z.string().optional(),
  from: isoTime.optional(),
  to: isoTime.optional(),
  limit: z.coerce.number('must be a number').int().min(1).max(500).default(200),
});

/** The waiting room opens this long before the start. */
const WAITING_ROOM_MS = 60 * 60_000;

/** Sessions that overlap the window, by start, for the team. */
export async function listTeamSessions(
  services: Pick<SessionServices, 'db' | 'clock'> & { presence: PresencePort },
  principal: Principal,
  input: z.output<typeof teamSessionsSchema>,
): Promise<TeamSessionView[]> {
  requireRole(principal, 'team');
  const now = services.clock.now();
  const read = { actor: principal, action: 'session.list', at: new Date(now) } as const;
  await appendAudit(services.db.source.manager, read);
  const rows = await findTeamSessions(services.db.source.manager, input);
  const observed = rows.filter((row) => hasPresence(row, now)).map((row) => row.sessionId);
  const usersBySession = await services.presence.usersInSessions(observed);
  return rows.map((row) => {
    const present = hasPresence(row, now) ? (usersBySession.get(row.sessionId) ?? 'unknown') : null;
    return viewTeamSession(row, { now, present });
  });
}

function hasPresence({ status, startsAt }: TeamSessionRow, now: number): boolean {
  return (
    status === 'active' || (status === 'pending' && startsAt.getTime() - now < WAITING_ROOM_MS)
  );
}
