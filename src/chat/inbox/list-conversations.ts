import { z } from 'zod';
import type { Principal } from '../../users/principal';
import { decryptText } from '../../content-cipher';
import { AppError } from '../../errors';
import type { ConversationKind } from '../../enums';
import { messageContext } from '../conversation-keys';
import {
  selectConversation,
  selectConversations,
  selectLatestMessages,
} from './conversation-list-repository';
import type { ConversationRow, LatestMessageRow } from './conversation-list-repository';
import type { ChatServices } from '../chat-services';
import type { ConversationView } from './conversation-view';
import { toMessageView } from '../messages/message-view';

export const listConversationsSchema = z.object({
  page: z.coerce.number('must be a number').int().min(1).max(100_000).default(1),
  limit: z.coerce.number('must be a number').int().min(1).max(200).default(100),
});

type Services = Pick<ChatServices, 'db' | 'keys'>;

/** A person's conversations of some kinds, the newest first, each with its newest message. */
export async function listConversations(
  services: Services,
  principal: Principal,
  { kinds, page, limit }: z.infer<typeof listConversationsSchema> & KindsFilter,
): Promise<ConversationView[]> {
  const { manager } = services.db.source;
  const who = { userId: principal.id, kinds };
  const rows = await selectConversations(manager, who, { limit, offset: (page - 1) * limit });
  const newest = await selectLatestMessages(manager, rows);
  return rows.map((row) => view(services, row, newest.get(row.id)));
}

interface KindsFilter {
  kinds: readonly ConversationKind[];
}

/** One of them; refuses like every other call that names a conversation. */
export async function getConversation(
  services: Services & Pick<ChatServices, 'accessCache'>,
  principal: Principal,
  { conversationId, kinds }: { conversationId: string } & KindsFilter,
): Promise<ConversationView> {
  await services.accessCache.requireAccess(principal, conversationId, kinds);
  const { manager } = services.db.source;
  const who = { userId: principal.id, kinds };
  const row = await selectConversation(manager, who, conversationId);
  // A member who finds nothing here was shut out together with everybody's access.
  if (!row) throw new AppError('assignment-ended');
  const newest = await selectLatestMessages(manager, [row]);
  return view(services, row, newest.get(row.id));
}

function view(
  { keys }: Services,
  row: ConversationRow,
  newest: LatestMessageRow | undefined,
): ConversationView {
  const { id, kind, state, members, lastSeq, unreadCount, lastReadSeq } = row;
  const sealed = row.dataKey ? newest?.content : undefined;
  const content =
    row.dataKey && sealed
      ? decryptText(keys.unwrap(id, row.dataKey), sealed, messageContext(id))
      : '';
  return {
    id,
    kind,
    state,
    members,
    lastMessage: newest ? toMessageView(newest, { conversationId: id }, content) : null,
    lastMessageReadAt: newest?.readAt?.toISOString() ?? null,
    lastMessageAt: row.lastMessageAt?.toISOString() ?? null,
    lastSeq,
    unreadCount,
    lastReadSeq,
    archivedAt: row.archivedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
