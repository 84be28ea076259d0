import type { EntityManager } from 'typeorm';
import type { Principal } from '../users/principal';
import { AppError } from '../errors';
import { countActiveSessions } from './active-session-counts';
import { applyDecisions } from './apply-decisions';
import { requireNotTooEarly } from './booking/booking-rules';
import { decide } from './session-machine';
import type { SessionServices } from './session-services';
import { lockSessions } from './session-repository';
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
  const [session] = await lockSessions(tx, [sessionId]);
  if (!session) throw new AppError('session-not-found');
  const at = new Date(services.clock.now());
  const decision = decide(session, event, at.getTime());
  if (decision.type !== 'transition') {
    throw new AppError(decision.type === 'reject' ? decision.code : 'conflict');
  }
  if (event === 'start') {
    requireNotTooEarly(session, services.rules, at.getTime());
    const code = (await countActiveSessions(tx, [session])).rejection(session);
    if (code) throw new AppError(code);
  }
  const actor = { role: principal.role, userId: principal.id };
  await applyDecisions(tx, services, { decisions: [{ session, decision, actor }], at });
  return session;
}
