import type { Principal } from '../../users/principal';
import type { ErrorCode } from '../../errors';
import type { Role } from '../../enums';

/** Two users have at most one conversation of these kinds. */
export const ONE_TO_ONE_KINDS = ['care', 'direct'] as const;

/**
 * Who may write to whom outside sessions and support rooms (C-02): psychologists and the team to
 * every user, clients to psychologists and the team. A client and a psychologist who is or was
 * assigned (`assigned`: now) have their care conversation only. Returns the kind or an error code.
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
