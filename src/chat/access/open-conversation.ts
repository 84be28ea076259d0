import type { Principal } from '../../users/principal';
import { AppError } from '../../errors';
import type { ConversationKind, ConversationState } from '../../enums';
import { canRead } from './conversation-policy';
import type { ChatServices } from '../chat-services';
import type { MemberView } from '../inbox/conversation-view';
import type { Cursor } from '../changes/change-repository';

/** Where a conversation stands when somebody begins to follow it, and who is in it. */
export interface OpenedConversation {
  kind: ConversationKind;
  state: ConversationState;
  cursor: Cursor;
  unreadCount: number;
  members: MemberView[];
}

type Row = Omit<OpenedConversation, 'cursor'> & { lastSeq: number; revision: number };

/** Lets a member in who wants to hear what happens; refuses like every call that names a conversation. */
export async function openConversation(
  services: Pick<ChatServices, 'db' | 'accessCache'>,
  principal: Principal,
  conversationId: string,
): Promise<OpenedConversation> {
  await services.accessCache.requireMemberAccess(principal, conversationId, 'read');
  const [row] = await services.db.source.manager.query<Row[]>(
    `SELECT c.kind, c.state, c.last_seq AS "lastSeq", c.revision,
       coalesce(max(m.unread_count) FILTER (WHERE m.user_id = $2), 0) AS "unreadCount",
       json_agg(json_build_object('id', u.id::text, 'fullName', u.full_name, 'role', u.role)
         ORDER BY u.id) AS members
     FROM conversations c
     JOIN conversation_members m ON m.conversation_id = c.id AND m.left_at IS NULL
     JOIN users u ON u.id = m.user_id
     WHERE c.id = $1 GROUP BY c.id`,
    [conversationId, principal.id],
  );
  if (!row) throw new AppError('conversation-not-found');
  const { lastSeq: seq, revision, ...rest } = row;
  if (!canRead(rest.kind, rest.state)) throw new AppError('assignment-ended');
  return { ...rest, cursor: { seq, revision } };
}
