import { isReadable } from '../access/conversation-policy';
import { requireAccess } from '../access/require-access';
import type { ConversationTarget } from '../access/require-access';
import type { ChatServices } from '../chat-services';
import { AppError } from '../../errors';
import type { Principal } from '../../users/principal';
import { selectSessionUnreadCounts, selectUnreadCount, sumUnread } from './unread-repository';
import type { SessionUnreadCount } from './unread-repository';

const MAX_SESSIONS = 200;

/** The caller's unread messages of one conversation, from its maintained counter. */
export async function getUnreadCount(
  services: Pick<ChatServices, 'db' | 'accessCache'>,
  principal: Principal,
  target: ConversationTarget,
): Promise<{ sessionId: string | null; unreadCount: number }> {
  const conversation = await requireAccess(services, principal, { target, permission: 'read' });
  const { conversationId, publicId } = conversation;
  const { manager } = services.db.source;
  const row = await selectUnreadCount(manager, conversationId, principal.id);
  if (row && !isReadable(row.kind, row.state)) throw new AppError('assignment-ended');
  const sessionId = 'sessionId' in publicId ? publicId.sessionId : null;
  return { sessionId, unreadCount: row?.unreadCount ?? 0 };
}

/** The caller's unread messages of all sessions together. */
export async function getTotalUnread(
  { db }: Pick<ChatServices, 'db'>,
  principal: Principal,
): Promise<{ unreadCount: number }> {
  return { unreadCount: await sumUnread(db.source.manager, principal.id) };
}

/** The caller's sessions with unread messages, highest count first. */
export async function listUnreadCounts(
  { db }: Pick<ChatServices, 'db'>,
  principal: Principal,
): Promise<SessionUnreadCount[]> {
  return selectSessionUnreadCounts(db.source.manager, principal.id, MAX_SESSIONS);
}
