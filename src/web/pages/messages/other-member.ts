import type { Conversation, Contact } from '../../api/api-types';

/** The other member of a conversation of two. */
export function otherMember(
  { members }: Pick<Conversation, 'members'>,
  userId: string,
): Contact | undefined {
  return members.find(({ id }) => id !== userId);
}
