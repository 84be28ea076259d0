import { z } from 'zod';
import { appendAudit } from '../../users/audit/audit-repository';
import type { Principal } from '../../users/principal';
import { encryptText } from '../../content-cipher';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import { PERMISSIONS } from '../../enums';
import type { Permission } from '../../enums';
import { setTitleOnce, saveDetails } from './conversation-details-repository';
import type { ChatServices } from '../chat-services';
import {
  insertConversation,
  lockConversation,
  recordConversationChange,
} from '../conversation-repository';
import { MAX_GROUP_MEMBERS, requireGroupAllowed, requireUsers } from './group-policy';
import { updateMemberPermissions } from './member-repository';
import { findDirectConversation, openDirectConversation } from './open-direct-conversation';
import { loadConversation } from '../inbox/list-conversations';
import { titleContext } from '../inbox/conversation-view';
import type { ConversationView } from '../inbox/conversation-view';

const participantIds = z.array(z.string('must be user ids'), 'must be a list of ids');

export const conversationTitle = z
  .string('must be a string')
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters');

export const permissionList = z
  .array(z.enum(PERMISSIONS), `must be a list of ${PERMISSIONS.join(', ')}`)
  .transform((list) => [...new Set(list)]);

export const newConversation = {
  participantIds: participantIds
    .min(1, 'must name at least one user')
    .max(MAX_GROUP_MEMBERS, `may name at most ${MAX_GROUP_MEMBERS} users`),
  title: conversationTitle.optional(),
};

type Services = Pick<ChatServices, 'db' | 'clock' | 'keys'>;

interface CreateInput {
  participantIds: string[];
  title?: string | undefined;
  /** Permissions of the other members; undefined: all. */
  permissions?: Permission[] | undefined;
}

/**
 * Finds or creates the conversation with one other user; for a client and the assigned psychologist
 * that is their care conversation. A title is set only where there was none.
 */
export async function createDirectConversation(
  services: Services,
  principal: Principal,
  { participantIds: ids, title }: CreateInput,
): Promise<ConversationView> {
  const [otherId = principal.id, ...more] = othersOf(principal, ids);
  if (more.length > 0) {
    throw new AppError('invalid-input', {
      message:
        'participantIds: a direct conversation has one other member. Create a group for more',
      details: { fields: [{ field: 'participantIds', message: 'must name one other user' }] },
    });
  }
  const before = await findDirectConversation(services, principal, otherId);
  const { conversationId } = await openDirectConversation(services, principal, otherId);
  const isNew = conversationId !== before;
  const load = () => loadConversation(services, principal, conversationId);
  if (!isNew && title === undefined) return load();
  const encryptedTitle =
    title === undefined ? null : await encryptTitle(services, conversationId, title);
  const createdBy = isNew ? principal.id : null;
  const at = new Date(services.clock.now());
  await inTransaction(services.db, async (tx) => {
    await lockConversation(tx, conversationId);
    const isSet = await setTitleOnce(tx, conversationId, { createdBy, title: encryptedTitle, at });
    if (isSet) await recordConversationChange(tx, conversationId);
  });
  return load();
}

/** Creates a group of the caller and others. */
export async function createGroup(
  services: Services,
  principal: Principal,
  { participantIds: ids, title, permissions }: CreateInput,
): Promise<ConversationView> {
  const others = othersOf(principal, ids);
  if (others.length === 0) throw new AppError('writing-to-yourself');
  const at = new Date(services.clock.now());
  const groupId = await inTransaction(services.db, async (tx) => {
    const users = await requireUsers(tx, [principal.id, ...others]);
    await requireGroupAllowed(tx, users);
    const { dataKey, wrappedKey } = services.keys.create();
    const memberIds = users.map(({ id }) => id);
    const row = { kind: 'group' as const, state: 'open' as const, memberIds, wrappedKey, at };
    const id = await insertConversation(tx, row);
    const encryptedTitle =
      title === undefined ? null : encryptText(dataKey, title, titleContext(id));
    await saveDetails(tx, id, { title: encryptedTitle, createdBy: principal.id, at });
    if (permissions) {
      await updateMemberPermissions(tx, { conversationId: id, userIds: others, permissions });
    }
    await recordConversationChange(tx, id);
    await appendAudit(tx, { actor: principal, action: 'group.create', conversationId: id, at });
    return id;
  });
  return loadConversation(services, principal, groupId);
}

export async function encryptTitle(
  { db, keys }: Pick<Services, 'db' | 'keys'>,
  conversationId: string,
  title: string,
): Promise<Buffer> {
  const key = await keys.find(db.source.manager, conversationId);
  return encryptText(key, title, titleContext(conversationId));
}

function othersOf({ id }: Principal, ids: string[]): string[] {
  return [...new Set(ids)].filter((one) => one !== id);
}
