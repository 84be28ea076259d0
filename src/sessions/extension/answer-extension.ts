import { z } from 'zod';
import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import { appendEvents } from '../../delivery/outbox/outbox-repository';
import { recordNothing } from '../../idempotency/record-answer';
import type { Recorded } from '../../idempotency/record-answer';
import { NO_EXTENSION_REQUEST, recordExtensionRequest } from '../session-repository';
import type { SessionServices } from '../session-services';
import type { SessionView } from '../session-view';
import { changeExtension } from './change-extension';
import { extendSession } from './extend-session';
import { extensionEvent } from './extension-event';
import { openExtensionRequest } from './extension-rules';

export const answerSchema = z.object({ agree: z.boolean('must be true or false') });

type Answer = z.infer<typeof answerSchema> & { sessionId: string };

/**
 * The other participant agrees to the extension or declines it; the one who asked may withdraw it by
 * declining. Throws `extension-not-asked` when there is nothing to answer any more.
 */
export function answerExtension(
  services: SessionServices,
  principal: Principal,
  { sessionId, agree, recordAnswer = recordNothing }: Answer & Recorded,
): Promise<SessionView> {
  const request = { principal, sessionId, recordAnswer };
  return changeExtension(services, request, async (tx, session, at) => {
    const open = openExtensionRequest(session, at.getTime());
    if (!open || (agree && open.by === principal.id)) throw new AppError('extension-not-asked');
    if (agree) {
      await extendSession(tx, services, { session, principal, at });
      return;
    }
    await recordExtensionRequest(tx, session.id, NO_EXTENSION_REQUEST);
    await appendEvents(tx, [extensionEvent(session, 'declined', at)]);
  });
}
