import { SESSION_STATUSES } from '../../../../enums';
import type { SessionStatus } from '../../../../enums';
import type { TeamSession } from '../../../api/api-types';

export interface BoardGroup {
  status: SessionStatus;
  sessions: TeamSession[];
}

/** What runs comes first, then what is to come, then what is over. */
const ORDER: Record<SessionStatus, number> = { active: 0, pending: 1, completed: 2, cancelled: 3 };

/** Sorts sessions into their states: by what happens to them next, those that are over newest first. */
export function groupByStatus(sessions: readonly TeamSession[]): BoardGroup[] {
  return [...SESSION_STATUSES]
    .sort((a, b) => ORDER[a] - ORDER[b])
    .map((status) => ({
      status,
      sessions: sessions
        .filter((session) => session.status === status)
        .sort((a, b) => sortKey(a) - sortKey(b) || a.sessionId.localeCompare(b.sessionId)),
    }));
}

function sortKey({ status, startsAt, endsAt, endedAt }: TeamSession): number {
  if (status === 'pending') return Date.parse(startsAt);
  if (status === 'active') return Date.parse(endsAt);
  return -Date.parse(endedAt ?? endsAt);
}

/** A running session in which nobody wrote for so long (ms) is worth a look. */
export const SILENCE_THRESHOLD_MS = 5 * 60_000;

/** How long nobody has written in a running session, in milliseconds; 0 in any other. */
export function silenceMs(session: TeamSession, now: number): number {
  if (session.status !== 'active' || session.startedAt === null) return 0;
  const last = Math.max(
    Date.parse(session.startedAt),
    session.lastMessageAt === null ? 0 : Date.parse(session.lastMessageAt),
  );
  return Math.max(0, now - last);
}
