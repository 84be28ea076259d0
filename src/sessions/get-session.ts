import type { Principal } from '../users/principal';
import { requireSessionFor } from './session-access';
import type { SessionServices } from './session-services';
import { findActiveSessions } from './session-repository';
import { viewSession } from './session-view';
import type { SessionView } from './session-view';

type Services = Pick<SessionServices, 'db' | 'clock'>;

export async function getSession(
  services: Services,
  principal: Principal,
  input: { sessionId: string },
): Promise<SessionView> {
  const session = await requireSessionFor(services.db.source.manager, principal, input.sessionId);
  return viewSession(session, services.clock.now());
}

/** Running sessions of the user: at most one of a client, five of a psychologist. */
export async function listActiveSessions(
  services: Services,
  principal: Principal,
): Promise<SessionView[]> {
  const sessions = await findActiveSessions(services.db.source.manager, principal.id);
  return sessions.map((session) => viewSession(session, services.clock.now()));
}
