import type { Principal } from '../../users/principal';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { recordNothing } from '../../idempotency/record-answer';
import type { Recorded } from '../../idempotency/record-answer';
import { recordExtensionRequest } from '../session-repository';
import type { SessionServices } from '../session-services';
import type { SessionView } from '../session-view';
import { changeExtension } from './change-extension';
import { extendSession, requireFreeTime } from './extend-session';
import { extensionEvent } from './extension-event';
import { openExtensionRequest } from './extension-rules';

/**
 * A participant asks to extend the running session by 15 minutes. When the other has asked already,
 * both agree.
 */
export function askExtension(
  services: SessionServices,
  principal: Principal,
  { sessionId, recordAnswer = recordNothing }: Recorded & { sessionId: string },
): Promise<SessionView> {
  const request = { principal, sessionId, recordAnswer };
  return changeExtension(services, request, async (tx, session, at) => {
    const open = openExtensionRequest(session, at.getTime());
    // Asked before, such as in another tab: that request stays as it is.
    if (open?.by === principal.id) return;
    if (open) {
      await extendSession(tx, services, { session, principal, at });
      return;
    }
    await requireFreeTime(tx, services, session);
    const asked = { extensionAskedBy: principal.id, extensionAskedAt: at };
    await recordExtensionRequest(tx, session.id, asked);
    await appendEvents(tx, [extensionEvent({ ...session, ...asked }, 'asked', at)]);
  });
}
