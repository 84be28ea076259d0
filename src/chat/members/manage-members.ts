import type { EntityManager } from 'typeorm';
import { appendAudit } from '../../users/audit/audit-repository';
import type { Principal } from '../../users/principal';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { Permission } from '../../enums';
import { requireAccess } from '../access/require-access';
import type { ChatServices } from '../chat-services';
import { loadConversation } from '../inbox/list-conversations';
import type { ConversationView } from '../inbox/conversation-view';
import { lockConversation, recordConversationChange } from '../conversation-repository';
import type { LockedConversation } from '../conversation-repository';
import { requireConsent, requireManager, requireGroupAllowed, requireUsers } from './group-policy';
import { insertMembers, recordMemberLeft, updateMemberPermissions } from './member-repository';
import { postSystemMessage } from '../messages/post-system-message';

type Services = Pick<ChatServices, 'db' | 'clock' | 'keys' | 'accessCache'>;

/**
 * Adds users to a group, who read it from then on; present members stay unchanged. A client in the
 * group must have agreed to each of them.
 */
export async function addMembers(
  services: Services,
  principal: Principal,
  { conversationId, userIds }: { conversationId: string; userIds: string[] },
): Promise<ConversationView> {
  await requireAccess(services, principal, { target: { conversationId }, permission: 'write' });
  const at = new Date(services.clock.now());
  await inTransaction(services.db, async (tx) => {
    const { memberIds, lastSeq } = await lockGroup(tx, principal, conversationId);
    const users = await requireUsers(tx, [...memberIds, ...userIds]);
    await requireGroupAllowed(tx, users);
    const joining = users.filter(({ id }) => !memberIds.includes(id));
    if (joining.length === 0) return;
    const ids = joining.map(({ id }) => id);
    const joined = { conversationId, userIds: ids, joinedAt: at };
    await requireConsent(tx, principal, { conversationId, users, joining: ids });
    // They may not read earlier messages.
    await insertMembers(tx, { ...joined, lastReadSeq: lastSeq, visibleAfterSeq: lastSeq });
    for (const { id: userId, fullName } of joining) {
      await appendAudit(tx, { actor: principal, action: 'group.join', conversationId, userId, at });
      const data = { userId, byId: principal.id };
      const text = `${fullName} bergabung.`;
      const event = { action: 'user_joined' as const, data };
      await postSystemMessage(tx, services.keys, { conversationId, text, event, at });
    }
    await recordConversationChange(tx, conversationId);
  });
  return loadConversation(services, principal, conversationId);
}

/** Removes the caller, or as a manager another member; removing the last member closes the group. */
export async function removeMember(
  services: Services,
  principal: Principal,
  { conversationId, userId }: { conversationId: string; userId: string },
): Promise<void> {
  await requireAccess(services, principal, { target: { conversationId }, permission: 'read' });
  const at = new Date(services.clock.now());
  await inTransaction(services.db, async (tx) => {
    const by = userId === principal.id ? undefined : principal;
    const { memberIds } = await lockGroup(tx, by, conversationId);
    if (!memberIds.includes(userId)) throw new AppError('person-not-found');
    const [user] = await requireUsers(tx, [userId]);
    const text = `${user?.fullName ?? ''} keluar.`;
    const data = { userId, ...(by ? { byId: by.id } : {}) };
    const event = { action: 'user_left' as const, data };
    await postSystemMessage(tx, services.keys, { conversationId, text, event, at });
    // Before the removal, so that the removed member still receives the event.
    await recordConversationChange(
      tx,
      conversationId,
      memberIds.length === 1 ? 'closed' : undefined,
    );
    await recordMemberLeft(tx, { conversationId, userId, at });
    await appendAudit(tx, { actor: principal, action: 'group.leave', conversationId, userId, at });
  });
}

export async function setMemberPermissions(
  services: Services,
  principal: Principal,
  input: { conversationId: string; userId: string; permissions: Permission[] },
): Promise<ConversationView> {
  const { conversationId, userId, permissions } = input;
  await requireAccess(services, principal, { target: { conversationId }, permission: 'read' });
  await inTransaction(services.db, async (tx) => {
    const { memberIds } = await lockGroup(tx, principal, conversationId);
    if (!memberIds.includes(userId)) throw new AppError('person-not-found');
    await updateMemberPermissions(tx, { conversationId, userIds: [userId], permissions });
    await recordConversationChange(tx, conversationId);
    const at = new Date(services.clock.now());
    await appendAudit(tx, { actor: principal, action: 'group.change', conversationId, userId, at });
  });
  return loadConversation(services, principal, conversationId);
}

/** Locks the group. Throws unless it is an open group and `manager`, if given, may manage it. */
async function lockGroup(
  tx: EntityManager,
  manager: Principal | undefined,
  conversationId: string,
): Promise<LockedConversation> {
  const group = await lockConversation(tx, conversationId);
  if (!group) throw new AppError('conversation-not-found');
  if (group.kind !== 'group') throw new AppError('people-are-fixed');
  if (group.state !== 'open') throw new AppError('conversation-closed');
  if (manager) {
    if (!group.memberIds.includes(manager.id)) throw new AppError('not-your-conversation');
    requireManager(manager, group);
  }
  return group;
}
