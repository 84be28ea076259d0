import type { PollContext } from './chat-strategy';
import type { SessionDetails } from './kinds/session-state';
import { isOver } from './kinds/session-state';

const SECOND = 1_000;
/** What the channel should have told by then is asked for. */
const EVENT_GRACE_MS = 2 * SECOND;
const OVERDUE_MS = 3 * SECOND;
const LIVE_MS = 60 * SECOND;
const NOT_LIVE_MS = 4 * SECOND;
const HIDDEN_AND_NOT_LIVE_MS = 20 * SECOND;

/**
 * In how many milliseconds to ask the server how a session stands; undefined: never again by itself.
 * With Ably this is a safety net: now and then, and soon after every moment at which something was
 * to happen. Without it this is how messages come.
 */
export function sessionPollDelay(
  session: SessionDetails | undefined,
  at: PollContext,
): number | undefined {
  if (!session) return OVERDUE_MS;
  if (isOver(session)) return undefined;
  if (!at.isLive) return quietPollDelay(false, at);
  const expected = Date.parse(session.status === 'pending' ? session.startsAt : session.endsAt);
  const wait = expected + EVENT_GRACE_MS - at.serverNow;
  return wait <= 0 ? OVERDUE_MS : Math.min(LIVE_MS, wait);
}

/** The same where nothing happens by itself. */
export function quietPollDelay(
  isOver: boolean,
  { isLive, isVisible }: PollContext,
): number | undefined {
  if (isOver) return undefined;
  if (isLive) return LIVE_MS;
  return isVisible ? NOT_LIVE_MS : HIDDEN_AND_NOT_LIVE_MS;
}
