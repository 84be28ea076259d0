import type { Session } from '../../api/api-types';
import type { PollContext } from './chat-strategy';

const SECOND = 1_000;
/** How long after an expected event its absence is checked. */
const EVENT_GRACE_MS = 2 * SECOND;
const OVERDUE_MS = 3 * SECOND;
const LIVE_MS = 60 * SECOND;
const NOT_LIVE_MS = 4 * SECOND;
const HIDDEN_AND_NOT_LIVE_MS = 20 * SECOND;

/**
 * Milliseconds until a session is polled again; undefined: never. While the transport is live polling is a
 * safety net, soon after every moment at which the session should change; otherwise it delivers messages.
 */
export function sessionPollDelay(
  session: Pick<Session, 'status' | 'startsAt' | 'endsAt'> | undefined,
  context: PollContext,
): number | undefined {
  if (!session) return OVERDUE_MS;
  const isScheduled = session.status === 'pending';
  if (!isScheduled && session.status !== 'active') return undefined;
  if (!context.isLive) return quietPollDelay(context);
  const expected = Date.parse(isScheduled ? session.startsAt : session.endsAt);
  const wait = expected + EVENT_GRACE_MS - context.serverNow;
  return wait <= 0 ? OVERDUE_MS : Math.min(LIVE_MS, wait);
}

/** The same for a conversation without a timeline. */
export function quietPollDelay({ isLive, isVisible }: PollContext): number {
  if (isLive) return LIVE_MS;
  return isVisible ? NOT_LIVE_MS : HIDDEN_AND_NOT_LIVE_MS;
}
