import { useMe } from '../../api/auth-queries';
import type { UserPresence } from '../../api/api-types';
import { useConversations } from '../../api/conversation-queries';
import { usePresence } from '../../api/presence-queries';
import { otherMember } from './other-member';

/**
 * Presence of the other members of all conversations, by user id. One query for the list and the open
 * chat, which would contradict each other between two polls.
 */
export function useMemberPresence(): ReadonlyMap<string, UserPresence['status']> {
  const { id } = useMe();
  const { data: conversations = [] } = useConversations();
  return usePresence(
    conversations.flatMap((conversation) => otherMember(conversation, id)?.id ?? []),
  );
}
