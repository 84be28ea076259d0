import type { SessionChanged } from '../delivery/outbox/outbox-event';
import type { SessionRecord } from './session-repository';

type Details = Pick<
  SessionChanged,
  'signal' | 'endedBy' | 'step' | 'outcome' | 'lateMs' | 'problem'
>;

type ChangedSession = Pick<
  SessionRecord,
  'id' | 'conversationId' | 'counselingId' | 'status' | 'startsAt' | 'endsAt'
>;

/** The event of a session that changed, or one of whose steps ran. */
export function sessionChanged(
  session: ChangedSession,
  at: Date,
  details: Details = {},
): SessionChanged {
  return {
    kind: 'session.changed',
    sessionId: session.id,
    conversationId: session.conversationId,
    counselingId: session.counselingId,
    status: session.status,
    startsAt: session.startsAt.toISOString(),
    endsAt: session.endsAt.toISOString(),
    at: at.toISOString(),
    ...details,
  };
}
