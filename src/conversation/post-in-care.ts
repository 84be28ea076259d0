import type { Principal } from '../accounts/principal';
import type { Draft } from './keep-message';
import type { MessageView } from './message-view';
import { openCare } from './open-pair';
import type { OwnName } from './place';
import { postToPair } from './post-to-pair';
import type { PostToPairServices } from './post-to-pair';

/**
 * Writes in care: a client to the psychologist assigned at present, a psychologist to the client who
 * is named. The first message makes the conversation (care-15…18).
 */
export async function postInCare(
  services: PostToPairServices,
  principal: Principal,
  { clientId, ...draft }: Draft & { clientId: string },
): Promise<MessageView<OwnName>> {
  return postToPair(services, principal, {
    asked: `${principal.id} in care of ${clientId}`,
    draft,
    open: () => openCare(services, principal, clientId),
  });
}
