import type { Principal } from '../../users/principal';
import type { Context } from '../../context';
import type { ConversationView } from '../../chat/inbox/conversation-view';
import { wireConversation } from './conversation-mapper';
import type { WireConversation } from './tutoring-schemas';

const DAY_MS = 86_400_000;

/** Conversations of this contract, with the presence of the other members (C-36). */
export async function wireConversations(
  { config, userPresence }: Pick<Context, 'config' | 'userPresence'>,
  principal: Principal,
  views: ConversationView[],
): Promise<WireConversation[]> {
  const others = views.map(({ members }) =>
    members.map(({ id }) => id).filter((id) => id !== principal.id),
  );
  // Without Redis every member counts as offline.
  const present = await userPresence.find([...new Set(others.flat())]).catch(() => undefined);
  return views.map((view, index) =>
    wireConversation(view, {
      isOnline: (others[index] ?? []).some((id) => isPresent(present?.get(id)?.status)),
      retention: Math.round(config.retention.periods[view.kind] / DAY_MS),
    }),
  );
}

export async function wireConversationResponse(
  context: Pick<Context, 'config' | 'userPresence'>,
  principal: Principal,
  view: ConversationView,
): Promise<{ conversation: WireConversation }> {
  const [conversation] = await wireConversations(context, principal, [view]);
  if (!conversation) throw new Error('Conversation is missing');
  return { conversation };
}

function isPresent(status: string | undefined): boolean {
  return status !== undefined && status !== 'offline';
}
