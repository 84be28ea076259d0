import { SESSION_STATUSES } from '../../../../enums';
import type { SessionStatus } from '../../../../enums';
import type { TeamSession } from '../../../api/api-types';

export interface BoardGroup {
  status: SessionStatus;
  sessions: TeamSession[];
}

const ORDER: Record<SessionStatus, number> = { active: 0, pending: 1, completed: 2, cancelled: 3 };

/** Groups by status: upcoming by start, running by end, others newest first. */
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

/** A running session without messages for this long (ms) gets a warning. */
export const SILENCE_THRESHOLD_MS = 5 * 60_000;

/** Time since the last message of a running session in ms; 0 for other sessions. */
export function silenceMs(session: TeamSession, now: number): number {
  if (session.status !== 'active' || session.startedAt === null) return 0;
  const last = Math.max(
    Date.parse(session.startedAt),
    session.lastMessageAt === null ? 0 : Date.parse(session.lastMessageAt),
  );
  return Math.max(0, now - last);
}
