import type { Cursor } from '../changes/change-event';
import type { ChatServices } from '../chat-services';
import type { ConversationKind, ConversationState } from '../../enums';
import { AppError } from '../../errors';
import type { MemberView } from '../inbox/conversation-view';
import type { Principal } from '../../users/principal';
import { isReadable } from './conversation-policy';
import { requireAccess } from './require-access';
import type { ConversationTarget } from './require-access';

/** State of a conversation when a client subscribes to it. */
export interface OpenedConversation {
  kind: ConversationKind;
  state: ConversationState;
  cursor: Cursor;
  /** Zero for a team member who is not a member of the support room. */
  unreadCount: number;
  members: MemberView[];
}

type Row = Omit<OpenedConversation, 'cursor'> & { lastSeq: number; revision: number };

/** Call before subscribing; events after `cursor` are then delivered by the feed. */
export async function openConversation(
  services: Pick<ChatServices, 'db' | 'accessCache'>,
  principal: Principal,
  target: ConversationTarget,
): Promise<OpenedConversation> {
  const { conversationId } = await requireAccess(services, principal, {
    target,
    permission: 'read',
  });
  const [row] = await services.db.source.manager.query<Row[]>(
    `SELECT c.kind, c.state, c.last_seq AS "lastSeq", c.revision,
       coalesce(max(m.unread_count) FILTER (WHERE m.user_id = $2), 0) AS "unreadCount",
       coalesce(json_agg(
         json_build_object('id', u.id::text, 'fullName', u.full_name, 'role', u.role) ORDER BY u.id
       ) FILTER (WHERE m.left_at IS NULL), '[]') AS members
     FROM conversations c
     JOIN conversation_members m ON m.conversation_id = c.id
     JOIN users u ON u.id = m.user_id
     WHERE c.id = $1 GROUP BY c.id`,
    [conversationId, principal.id],
  );
  if (!row) throw new AppError('conversation-not-found');
  const { lastSeq: seq, revision, ...rest } = row;
  if (!isReadable(rest.kind, rest.state)) throw new AppError('assignment-ended');
  return { ...rest, cursor: { seq, revision } };
}
