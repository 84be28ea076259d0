import type { SessionExtension } from '../../delivery/outbox/outbox-event';
import type { SessionRecord } from '../session-repository';
import { openExtensionRequest } from './extension-rules';

/** The event that both participants' pages receive. */
export function extensionEvent(
  session: SessionRecord,
  state: SessionExtension['state'],
  at: Date,
): SessionExtension {
  const { id: sessionId, conversationId, endsAt, extensionAskedBy: askedBy } = session;
  const open = state === 'asked' ? openExtensionRequest(session, at.getTime()) : undefined;
  return {
    kind: 'session.extension',
    sessionId,
    conversationId,
    state,
    askedBy,
    endsAt: endsAt.toISOString(),
    at: at.toISOString(),
    ...(open ? { expiresAt: open.expiresAt.toISOString() } : {}),
  };
}
