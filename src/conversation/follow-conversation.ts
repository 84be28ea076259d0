import type { Principal } from '../accounts/principal';
import { AppError } from '../errors';
import type { ConversationKind, ConversationState } from '../words';
import { mayReadIn } from './conversation-policy';
import type { ConversationServices } from './conversation-services';
import type { MemberView } from './conversation-view';
import type { Position } from './news-store';

/** Where a conversation stands when somebody begins to follow it, and who is in it. */
export interface Followed {
  kind: ConversationKind;
  state: ConversationState;
  position: Position;
  unreadCount: number;
  members: MemberView[];
}

type Row = Omit<Followed, 'position'> & { lastSeq: number; revision: number };

/** Lets a member in who wants to hear what happens; refuses like every call that names a conversation. */
export async function followConversation(
  services: Pick<ConversationServices, 'db' | 'known'>,
  principal: Principal,
  conversationId: string,
): Promise<Followed> {
  await services.known.enterAsMember(principal, conversationId, 'read');
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
  if (!mayReadIn(rest.kind, rest.state)) throw new AppError('assignment-ended');
  return { ...rest, position: { seq, revision } };
}
