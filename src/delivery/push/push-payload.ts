import type { NotificationKind } from '../../enums';

/**
 * The content of a push: ids only. It passes through third-party servers and may be shown on a lock
 * screen, so it holds no message text and no names. The browser's service worker writes the text that is
 * shown (`src/web/public/push-worker.js`).
 */
export type PushPayload = MessagePush | SessionPush;

interface MessagePush {
  /** The preference that the push follows. */
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

/** Of undelivered pushes with the same topic, a push service keeps the newest. */
export function pushTopicOf(payload: PushPayload): string {
  return payload.event === 'message'
    ? `message-${payload.conversationId}`
    : `${payload.event}-${payload.counselingId}`;
}
