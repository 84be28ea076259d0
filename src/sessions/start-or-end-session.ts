import type { EntityManager } from 'typeorm';
import type { Principal } from '../users/principal';
import { AppError } from '../errors';
import { countActiveSessions } from './active-session-counts';
import { actorOf, applyDecisions, requireTransition } from './apply-decisions';
import { requireNotTooEarly } from './booking/booking-rules';
import { requireLockedSession } from './session-access';
import type { SessionServices } from './session-services';
import type { SessionRecord } from './session-repository';

interface SessionAction {
  sessionId: string;
  event: 'start' | 'end';
  principal: Principal;
}

/**
 * Starts or ends a session manually in the caller's transaction; throws the machine's rejection, and
 * `start-too-early`.
 */
export async function startOrEndSession(
  tx: EntityManager,
  services: Pick<SessionServices, 'clock' | 'conversations' | 'rules'>,
  { sessionId, event, principal }: SessionAction,
): Promise<SessionRecord> {
  const session = await requireLockedSession(tx, sessionId);
  const at = new Date(services.clock.now());
  const decision = requireTransition(session, event, at);
  if (event === 'start') {
    requireNotTooEarly(session, services.rules, at.getTime());
    const code = (await countActiveSessions(tx, [session])).rejection(session);
    if (code) throw new AppError(code);
  }
  const actor = actorOf(principal);
  await applyDecisions(tx, services, { decisions: [{ session, decision, actor }], at });
  return session;
}
