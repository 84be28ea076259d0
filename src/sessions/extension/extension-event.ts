import type { SessionExtension } from '../../delivery/outbox/outbox-event';
import type { SessionRecord } from '../session-repository';
import { openAsking } from './extension-rules';

/** The event that both participants' pages receive. */
export function extensionEvent(
  session: SessionRecord,
  state: SessionExtension['state'],
  at: Date,
): SessionExtension {
  const { id: sessionId, conversationId, endsAt, extensionAskedBy: askedBy } = session;
  const asking = state === 'asked' ? openAsking(session, at.getTime()) : undefined;
  return {
    kind: 'session.extension',
    sessionId,
    conversationId,
    state,
    askedBy,
    endsAt: endsAt.toISOString(),
    at: at.toISOString(),
    ...(asking ? { expiresAt: asking.expiresAt.toISOString() } : {}),
  };
}
