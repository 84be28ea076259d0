import type { ConversationKind, Permission } from '../../enums';
import { AppError } from '../../errors';
import type { Principal } from '../../users/principal';
import type { ConversationAccessCache } from './conversation-access-cache';
import { canAccess, hasPermission, MEMBER_KINDS } from './conversation-policy';
import type { AccessFacts } from './conversation-policy';
import type {
  ConversationPublicId,
  ConversationRef,
  PublicId,
  SessionPublicId,
} from './conversation-ref';

/** A conversation of one of these kinds, by its own id. */
export interface KindTarget {
  conversationId: string;
  kinds: readonly Exclude<ConversationKind, 'session'>[];
}

/** Any conversation but a support room, by its own id, sessions included. */
interface MemberTarget {
  conversationId: string;
  kinds?: undefined;
}

/** How an API addresses a conversation. */
export type ConversationTarget = SessionPublicId | KindTarget | MemberTarget;

/** The public id of a target's conversation. */
export type PublicIdOf<Target> = Target extends SessionPublicId
  ? SessionPublicId
  : Target extends { kinds: readonly ConversationKind[] }
    ? ConversationPublicId
    : PublicId;

export interface AccessServices {
  accessCache: ConversationAccessCache;
}

/**
 * The one access check. Throws `session-not-found` then `not-participant` for a session id,
 * `conversation-not-found` then `not-your-conversation` for a conversation id (malformed ids and
 * other kinds are not found), then `permission-missing`. Whether the conversation is open is checked
 * by the statement that reads or writes.
 */
export async function requireAccess<Target extends ConversationTarget>(
  { accessCache }: AccessServices,
  principal: Principal,
  { target, permission }: { target: Target; permission: Permission },
): Promise<ConversationRef<PublicIdOf<Target>>> {
  const facts =
    'sessionId' in target
      ? await requireParticipant(accessCache, principal, target)
      : await requireMember(accessCache, principal, target);
  if (!hasPermission(principal, facts, permission)) {
    throw new AppError('permission-missing', { details: { permission } });
  }
  const { conversationId, kind, sessionId } = facts;
  const publicId = sessionId === null ? { conversationId } : { sessionId };
  const visibleAfter = facts.visibleAfter[principal.id] ?? 0;
  return { conversationId, kind, publicId: publicId as PublicIdOf<Target>, visibleAfter };
}

async function requireParticipant(
  accessCache: ConversationAccessCache,
  principal: Principal,
  { sessionId }: SessionPublicId,
): Promise<AccessFacts> {
  const facts = await accessCache.findBySession(sessionId);
  if (!facts) throw new AppError('session-not-found');
  if (!canAccess(principal, facts)) throw new AppError('not-participant');
  return facts;
}

async function requireMember(
  accessCache: ConversationAccessCache,
  principal: Principal,
  { conversationId, kinds }: KindTarget | MemberTarget,
): Promise<AccessFacts> {
  const facts = await accessCache.find(conversationId);
  const allowed: readonly ConversationKind[] = kinds ?? MEMBER_KINDS;
  if (!facts || !allowed.includes(facts.kind)) throw new AppError('conversation-not-found');
  if (!canAccess(principal, facts)) throw new AppError('not-your-conversation');
  return facts;
}
