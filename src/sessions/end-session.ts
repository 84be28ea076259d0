import type { Principal } from '../users/principal';
import { inTransaction } from '../database/in-transaction';
import { recordNothing } from '../idempotency/record-answer';
import type { Recorded } from '../idempotency/record-answer';
import { startOrEndSession } from './start-or-end-session';
import { requireSessionFor } from './session-access';
import type { SessionServices } from './session-services';
import { viewSession } from './session-view';
import type { SessionView } from './session-view';

type Services = Pick<SessionServices, 'db' | 'clock' | 'conversations' | 'rules'>;

/**
 * A participant ends the running session (counseling-54…60, C-19, C-40): no closing message, all
 * open steps cancelled. A second end is rejected with `session-ended`.
 */
export async function endSession(
  services: Services,
  principal: Principal,
  { sessionId, recordAnswer = recordNothing }: Recorded & { sessionId: string },
): Promise<SessionView> {
  const { manager } = services.db.source;
  const { id } = await requireSessionFor(manager, principal, sessionId);
  return inTransaction(services.db, async (tx) => {
    await startOrEndSession(tx, services, { sessionId: id, event: 'end', principal });
    const ended = await requireSessionFor(tx, principal, id);
    const view = viewSession(ended, services.clock.now());
    await recordAnswer(tx, view);
    return view;
  });
}
