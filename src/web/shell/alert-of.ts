import type { NotificationEvent } from '../realtime/channel-events';

/** What is said about a notification, and where pressing it leads. */
export interface Alert {
  words: 'opened' | 'booked' | 'cancelled' | 'rescheduled';
  href: string;
  /** Stays until it is closed: somebody is waiting. */
  isUrgent: boolean;
  /** Said by the browser too, when the page is out of sight. */
  isForBrowser: boolean;
}

const WORDS: Record<string, Alert['words']> = {
  session_opened: 'opened',
  session_booked: 'booked',
  session_cancelled: 'cancelled',
  session_rescheduled: 'rescheduled',
};

export interface Whereabouts {
  path: string;
  /** Whether the page shows rooms under way side by side. */
  hasBoard: boolean;
  /** Whether somebody looks at the page. */
  isInFront: boolean;
}

/** Undefined: nothing need be said, they are looking at it. */
export function alertOf(event: NotificationEvent, where: Whereabouts): Alert | undefined {
  const words = WORDS[event.kind];
  if (!words) return undefined;
  const isOpening = words === 'opened';
  const href = isOpening && event.sessionId ? `/sessions/${event.sessionId}` : '/today';
  const isThere = where.path === href;
  if (isOpening && (isThere || where.hasBoard) && where.isInFront) return undefined;
  return {
    words,
    href,
    isUrgent: isOpening && !where.hasBoard && !isThere,
    isForBrowser: isOpening && !where.isInFront,
  };
}
