import { z } from 'zod';
import type { Principal } from '../accounts/principal';
import { sealText } from '../content-cipher';
import { inTransaction } from '../db/in-transaction';
import { AppError } from '../errors';
import { PERMISSIONS } from '../words';
import type { Permission } from '../words';
import { nameOnce, writeDetails } from './conversation-details-store';
import type { ConversationServices } from './conversation-services';
import { insertConversation, moveConversation } from './conversation-store';
import { MOST_IN_GROUP, requireMayMeet, requirePeople } from './group-policy';
import { limitMembers, lockConversation } from './member-store';
import { openPair } from './open-pair';
import { titleContext } from './own-conversation-view';
import { pairWith } from './pair-with';

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
    .max(MOST_IN_GROUP, `may name at most ${MOST_IN_GROUP} people`),
  title: conversationTitle.optional(),
};

type Services = Pick<ConversationServices, 'db' | 'clock' | 'keys'>;

interface Wish {
  participantIds: string[];
  title?: string | undefined;
  /** What the others may do; everything unless narrowed. */
  permissions?: Permission[] | undefined;
}

/**
 * The conversation of two people, made unless there is one: of client and assigned psychologist it
 * is their care conversation. A title is kept where there was none, and its people are told of it.
 */
export async function createDirect(
  services: Services,
  principal: Principal,
  { participantIds: ids, title }: Wish,
): Promise<string> {
  const [otherId = principal.id, ...more] = othersOf(principal, ids);
  if (more.length > 0) {
    throw new AppError('invalid-input', {
      message: 'participantIds: a direct conversation has one other person. Make a group for more',
      details: { fields: [{ field: 'participantIds', message: 'must name one other person' }] },
    });
  }
  const before = await pairWith(services, principal, otherId);
  const { conversationId } = await openPair(services, principal, otherId);
  const isNew = conversationId !== before;
  if (!isNew && title === undefined) return conversationId;
  const sealed = title === undefined ? null : await sealTitle(services, conversationId, title);
  const createdBy = isNew ? principal.id : null;
  const at = new Date(services.clock.now());
  await inTransaction(services.db, async (tx) => {
    await lockConversation(tx, conversationId);
    const isNamed = await nameOnce(tx, conversationId, { createdBy, title: sealed, at });
    if (isNamed) await moveConversation(tx, conversationId);
  });
  return conversationId;
}

/** A group of the caller and others; they are told. */
export async function createGroup(
  services: Services,
  principal: Principal,
  { participantIds: ids, title, permissions }: Wish,
): Promise<string> {
  const others = othersOf(principal, ids);
  if (others.length === 0) throw new AppError('writing-to-yourself');
  const at = new Date(services.clock.now());
  return inTransaction(services.db, async (tx) => {
    const people = await requirePeople(tx, [principal.id, ...others]);
    await requireMayMeet(tx, people);
    const { dataKey, wrappedKey } = services.keys.create();
    const memberIds = people.map(({ id }) => id);
    const row = { kind: 'group' as const, state: 'open' as const, memberIds, wrappedKey, at };
    const id = await insertConversation(tx, row);
    const sealed = title === undefined ? null : sealText(dataKey, title, titleContext(id));
    await writeDetails(tx, id, { title: sealed, createdBy: principal.id, at });
    if (permissions) {
      await limitMembers(tx, { conversationId: id, userIds: others, permissions });
    }
    await moveConversation(tx, id);
    return id;
  });
}

/** Seals a title under the key of its conversation. */
export async function sealTitle(
  { db, keys }: Pick<Services, 'db' | 'keys'>,
  conversationId: string,
  title: string,
): Promise<Buffer> {
  const key = await keys.find(db.source.manager, conversationId);
  return sealText(key, title, titleContext(conversationId));
}

function othersOf({ id }: Principal, ids: string[]): string[] {
  return [...new Set(ids)].filter((one) => one !== id);
}
