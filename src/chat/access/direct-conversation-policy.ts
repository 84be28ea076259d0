import type { Principal } from '../../users/principal';
import type { ErrorCode } from '../../errors';
import type { Role } from '../../enums';

/** The kinds of conversation that two people have once. */
export const ONE_TO_ONE_KINDS = ['care', 'direct'] as const;

/**
 * Who may write to whom outside sessions and support rooms (C-02): psychologists and the team to
 * anybody, clients to psychologists and the team, never to each other. A client and the psychologist
 * who is or was assigned have their care conversation and no other.
 */
export function directConversationRule(
  { id, role }: Pick<Principal, 'id' | 'role'>,
  other: { id: string; role: Role },
  assigned: boolean | undefined,
): 'care' | 'direct' | ErrorCode {
  if (other.id === id) return 'writing-to-yourself';
  if (role === 'client' && other.role === 'client') return 'clients-apart';
  if (assigned === undefined) return 'direct';
  return assigned ? 'care' : 'assignment-ended';
}
