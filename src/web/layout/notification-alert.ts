import { NOTIFICATION_KINDS } from '../../enums';
import type { NotificationKind } from '../../enums';
import type { NotificationEvent } from '../state/transport/channel-events';

/** What is said about a notification, and where pressing it leads. */
export interface NotificationAlert {
  kind: NotificationKind;
  href: string;
  /** Stays until it is closed: somebody is waiting. */
  isUrgent: boolean;
  /** Said by the browser too, when the page is out of sight. */
  isForBrowser: boolean;
}

export interface PageContext {
  path: string;
  /** Where all my sessions are. */
  home: string;
  /** Whether the page shows rooms under way side by side. */
  hasBoard: boolean;
  /** Whether somebody looks at the page. */
  isFocused: boolean;
}

/** Undefined: nothing need be said, they are looking at it. */
export function alertFor(
  event: NotificationEvent,
  where: PageContext,
): NotificationAlert | undefined {
  const kind = NOTIFICATION_KINDS.find((one) => one === event.kind);
  if (!kind) return undefined;
  // Whoever books looks at what they booked.
  if (kind === 'session_invited' && where.isFocused) return undefined;
  const isOpening = kind === 'session_opened';
  const href = isOpening && event.sessionId ? `/sessions/${event.sessionId}` : where.home;
  const isThere = where.path === href;
  if (isOpening && (isThere || where.hasBoard) && where.isFocused) return undefined;
  return {
    kind,
    href,
    isUrgent: isOpening && !where.hasBoard && !isThere,
    isForBrowser: isOpening && !where.isFocused,
  };
}
