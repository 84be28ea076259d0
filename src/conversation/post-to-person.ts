import type { Principal } from '../accounts/principal';
import type { Draft } from './keep-message';
import type { MessageView } from './message-view';
import { openPair } from './open-pair';
import type { OwnName } from './place';
import { postToPair } from './post-to-pair';
import type { PostToPairServices } from './post-to-pair';

/**
 * Writes to a person outside sessions and rooms; a client and the assigned psychologist meet in
 * their care conversation. Refuses as `pairRule` says.
 */
export async function postToPerson(
  services: PostToPairServices,
  principal: Principal,
  { toId, ...draft }: Draft & { toId: string },
): Promise<MessageView<OwnName>> {
  return postToPair(services, principal, {
    asked: `${principal.id} to ${toId}`,
    draft,
    open: () => openPair(services, principal, toId),
  });
}
