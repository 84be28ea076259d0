import type { Principal } from '../../users/principal';
import type { Context } from '../../context';
import type { ConversationView } from '../../chat/inbox/conversation-view';
import { wireConversation } from './conversation-mapper';

type WireConversation = ReturnType<typeof wireConversation>;

const DAY_MS = 86_400_000;

/** Conversations as this door shows them, with whether somebody else in them is there (C-36). */
export async function wireConversations(
  { config, userPresence }: Pick<Context, 'config' | 'userPresence'>,
  principal: Principal,
  views: ConversationView[],
): Promise<WireConversation[]> {
  const others = views.map(({ members }) =>
    members.map(({ id }) => id).filter((id) => id !== principal.id),
  );
  // Without Redis nobody knows who is there, and the conversations are shown all the same.
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
  if (!conversation) throw new Error('The conversation was not shown');
  return { conversation };
}

function isPresent(status: string | undefined): boolean {
  return status !== undefined && status !== 'offline';
}
