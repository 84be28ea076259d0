import { NOTIFICATION_KINDS } from '../../enums';
import type { NotificationKind } from '../../enums';
import type { NotificationEvent } from '../state/transport/channel-events';

/** How a notification is shown, and where pressing it leads. */
export interface NotificationAlert {
  kind: NotificationKind;
  href: string;
  /** Stays until it is closed: the other side is waiting. */
  isUrgent: boolean;
  /** Also shown as a browser notification, as the page is in the background. */
  isForBrowser: boolean;
}

export interface PageContext {
  path: string;
  /** Path of the user's session list. */
  home: string;
  /** Whether the page shows live sessions side by side. */
  hasBoard: boolean;
  /** Whether the window is visible and focused. */
  isFocused: boolean;
}

/** Undefined when the user already sees the change. */
export function alertFor(
  event: NotificationEvent,
  page: PageContext,
): NotificationAlert | undefined {
  const kind = NOTIFICATION_KINDS.find((known) => known === event.kind);
  if (!kind) return undefined;
  // The client has just booked it on this page.
  if (kind === 'session_invited' && page.isFocused) return undefined;
  const isOpening = kind === 'session_opened';
  const href = isOpening && event.sessionId ? `/sessions/${event.sessionId}` : page.home;
  const isOnPage = page.path === href;
  if (isOpening && (isOnPage || page.hasBoard) && page.isFocused) return undefined;
  return {
    kind,
    href,
    isUrgent: isOpening && !page.hasBoard && !isOnPage,
    isForBrowser: isOpening && !page.isFocused,
  };
}
