import { z } from 'zod';
import type { Principal } from '../../users/principal';
import { encryptText } from '../../content-cipher';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import { PERMISSIONS } from '../../enums';
import type { Permission } from '../../enums';
import { setTitleOnce, saveDetails } from './conversation-details-repository';
import type { ChatServices } from '../chat-services';
import { insertConversation, recordConversationChange } from '../conversation-repository';
import { MAX_GROUP_MEMBERS, requireGroupAllowed, requireUsers } from './group-policy';
import { updateMemberPermissions, lockConversation } from './member-repository';
import { openDirectConversation } from './open-direct-conversation';
import { titleContext } from '../inbox/member-conversation-view';
import { findDirectConversation } from './find-direct-conversation';

const participantIds = z.array(z.string('must be ids of people'), 'must be a list of ids');

/** What a conversation is called: 1 to 200 characters; no NUL, which no database keeps. */
export const conversationTitle = z
  .string('must be a text')
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters');

export const permissionList = z
  .array(z.enum(PERMISSIONS), `must be a list of ${PERMISSIONS.join(', ')}`)
  .transform((list) => [...new Set(list)]);

export const newConversation = {
  participantIds: participantIds
    .min(1, 'must name at least one person')
    .max(MAX_GROUP_MEMBERS, `may name at most ${MAX_GROUP_MEMBERS} people`),
  title: conversationTitle.optional(),
};

type Services = Pick<ChatServices, 'db' | 'clock' | 'keys'>;

interface CreateInput {
  participantIds: string[];
  title?: string | undefined;
  /** What the others may do; everything unless narrowed. */
  permissions?: Permission[] | undefined;
}

/**
 * The conversation of two people, made unless there is one: of client and assigned psychologist it
 * is their care conversation. A title is kept where there was none, and its people are told of it.
 */
export async function createDirectConversation(
  services: Services,
  principal: Principal,
  { participantIds: ids, title }: CreateInput,
): Promise<string> {
  const [otherId = principal.id, ...more] = othersOf(principal, ids);
  if (more.length > 0) {
    throw new AppError('invalid-input', {
      message: 'participantIds: a direct conversation has one other person. Make a group for more',
      details: { fields: [{ field: 'participantIds', message: 'must name one other person' }] },
    });
  }
  const before = await findDirectConversation(services, principal, otherId);
  const { conversationId } = await openDirectConversation(services, principal, otherId);
  const isNew = conversationId !== before;
  if (!isNew && title === undefined) return conversationId;
  const sealed = title === undefined ? null : await encryptTitle(services, conversationId, title);
  const createdBy = isNew ? principal.id : null;
  const at = new Date(services.clock.now());
  await inTransaction(services.db, async (tx) => {
    await lockConversation(tx, conversationId);
    const isNamed = await setTitleOnce(tx, conversationId, { createdBy, title: sealed, at });
    if (isNamed) await recordConversationChange(tx, conversationId);
  });
  return conversationId;
}

/** A group of the caller and others; they are told. */
export async function createGroup(
  services: Services,
  principal: Principal,
  { participantIds: ids, title, permissions }: CreateInput,
): Promise<string> {
  const others = othersOf(principal, ids);
  if (others.length === 0) throw new AppError('writing-to-yourself');
  const at = new Date(services.clock.now());
  return inTransaction(services.db, async (tx) => {
    const people = await requireUsers(tx, [principal.id, ...others]);
    await requireGroupAllowed(tx, people);
    const { dataKey, wrappedKey } = services.keys.create();
    const memberIds = people.map(({ id }) => id);
    const row = { kind: 'group' as const, state: 'open' as const, memberIds, wrappedKey, at };
    const id = await insertConversation(tx, row);
    const sealed = title === undefined ? null : encryptText(dataKey, title, titleContext(id));
    await saveDetails(tx, id, { title: sealed, createdBy: principal.id, at });
    if (permissions) {
      await updateMemberPermissions(tx, { conversationId: id, userIds: others, permissions });
    }
    await recordConversationChange(tx, id);
    return id;
  });
}

/** Seals a title under the key of its conversation. */
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
