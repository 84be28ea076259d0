import type { NotificationKind } from '../../enums';

/**
 * What a browser is woken with: what happened and where, in ids. What anybody wrote, and who they
 * are, is never in it, for it passes through others' servers and may be shown on a locked screen.
 */
export type PushPayload = MessagePush | SessionPush;

interface MessagePush {
  /** What the person may not want to hear of. */
  about: 'messages' | 'sessions';
  event: 'message';
  sessionId: string | null;
  conversationId: string;
}

interface SessionPush {
  about: 'sessions';
  event: NotificationKind;
  counselingId: string;
  sessionId: string | null;
}

/** Of several with one topic that could not be delivered yet, a push service keeps the newest. */
export function pushTopicOf(payload: PushPayload): string {
  return payload.event === 'message'
    ? `message-${payload.conversationId}`
    : `${payload.event}-${payload.counselingId}`;
}
