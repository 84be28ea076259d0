import type { Cursor } from '../changes/change-event';
import type { ChatServices } from '../chat-services';
import type { ConversationKind, ConversationState } from '../../enums';
import { AppError } from '../../errors';
import type { MemberView } from '../inbox/conversation-view';
import type { Principal } from '../../users/principal';
import { selectMembersWithConversation } from './access-repository';
import { isReadable } from './conversation-policy';
import { requireAccess } from './require-access';
import type { ConversationTarget } from './require-access';

/** State of a conversation when a client subscribes to it. */
export interface OpenedConversation {
  kind: ConversationKind;
  state: ConversationState;
  cursor: Cursor;
  /** Messages up to this seq are not shown to the caller. */
  visibleAfter: number;
  /** Zero for a team member who is not a member of the support room. */
  unreadCount: number;
  members: MemberView[];
}

/** Call before subscribing; events after `cursor` are then delivered by the feed. */
export async function openConversation(
  services: Pick<ChatServices, 'db' | 'accessCache'>,
  principal: Principal,
  target: ConversationTarget,
): Promise<OpenedConversation> {
  const { conversationId, visibleAfter } = await requireAccess(services, principal, {
    target,
    permission: 'read',
  });
  const rows = await selectMembersWithConversation(services.db.source.manager, conversationId);
  const conversation = rows[0]?.conversation;
  if (!conversation) throw new AppError('conversation-not-found');
  const { kind, state, lastSeq: seq, revision } = conversation;
  if (!isReadable(kind, state)) throw new AppError('assignment-ended');
  const members = rows.flatMap(({ user, leftAt }) => (user && leftAt === null ? [user] : []));
  return {
    kind,
    state,
    cursor: { seq, revision },
    visibleAfter,
    unreadCount: rows.find(({ userId }) => userId === principal.id)?.unreadCount ?? 0,
    members: members.map(({ id, fullName, role }) => ({ id, fullName, role })),
  };
}
