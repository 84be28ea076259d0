import { z } from 'zod';
import type { Principal } from '../accounts/principal';
import { openText } from '../content-cipher';
import { AppError } from '../errors';
import type { ConversationKind } from '../words';
import { messageContext } from './conversation-keys';
import { selectConversation, selectConversations, selectNewest } from './conversation-list-store';
import type { ConversationRow, NewestRow } from './conversation-list-store';
import type { ConversationServices } from './conversation-services';
import type { ConversationView } from './conversation-view';
import { viewMessage } from './message-view';

export const listConversationsSchema = z.object({
  page: z.coerce.number('must be a number').int().min(1).max(100_000).default(1),
  limit: z.coerce.number('must be a number').int().min(1).max(200).default(100),
});

type Services = Pick<ConversationServices, 'db' | 'keys'>;

/** A person's conversations of some kinds, the newest first, each with its newest message. */
export async function listConversations(
  services: Services,
  principal: Principal,
  { kinds, page, limit }: z.infer<typeof listConversationsSchema> & Kinds,
): Promise<ConversationView[]> {
  const { manager } = services.db.source;
  const who = { userId: principal.id, kinds };
  const rows = await selectConversations(manager, who, { limit, offset: (page - 1) * limit });
  const newest = await selectNewest(manager, rows);
  return rows.map((row) => view(services, row, newest.get(row.id)));
}

interface Kinds {
  kinds: readonly ConversationKind[];
}

/** One of them; refuses like every other call that names a conversation. */
export async function getConversation(
  services: Services & Pick<ConversationServices, 'known'>,
  principal: Principal,
  { conversationId, kinds }: { conversationId: string } & Kinds,
): Promise<ConversationView> {
  await services.known.enter(principal, conversationId, kinds);
  const { manager } = services.db.source;
  const who = { userId: principal.id, kinds };
  const row = await selectConversation(manager, who, conversationId);
  // A member who finds nothing here was shut out together with everybody's access.
  if (!row) throw new AppError('assignment-ended');
  const newest = await selectNewest(manager, [row]);
  return view(services, row, newest.get(row.id));
}

function view(
  { keys }: Services,
  row: ConversationRow,
  newest: NewestRow | undefined,
): ConversationView {
  const { id, kind, state, members, lastSeq, unreadCount, lastReadSeq } = row;
  const sealed = row.dataKey ? newest?.content : undefined;
  const content =
    row.dataKey && sealed ? openText(keys.open(id, row.dataKey), sealed, messageContext(id)) : '';
  return {
    id,
    kind,
    state,
    members,
    lastMessage: newest ? viewMessage(newest, { conversationId: id }, content) : null,
    lastMessageReadAt: newest?.readAt?.toISOString() ?? null,
    lastMessageAt: row.lastMessageAt?.toISOString() ?? null,
    lastSeq,
    unreadCount,
    lastReadSeq,
    archivedAt: row.archivedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
