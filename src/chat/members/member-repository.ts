import { Any, In, IsNull, LessThan, LessThanOrEqual, MoreThanOrEqual, Not } from 'typeorm';
import type { EntityManager, UpdateQueryBuilder } from 'typeorm';
import { ConversationDetails } from '../../database/entities/chat/conversation-details';
import { ConversationMember } from '../../database/entities/chat/conversation-member';
import { Conversation } from '../../database/entities/chat/conversation';
import type { Message } from '../../database/entities/chat/message';
import { ReadRange } from '../../database/entities/chat/read-range';
import type { Permission } from '../../enums';
import { groupEntries } from '../../group-entries';

/** Present members, in id order. */
export async function selectMemberIds(
  manager: EntityManager,
  conversationId: string,
): Promise<string[]> {
  const members = await manager.find(ConversationMember, {
    select: { conversationId: true, userId: true },
    where: { conversationId, leftAt: IsNull() },
    order: { userId: 'ASC' },
  });
  return members.map(({ userId }) => userId);
}

/** Members, former ones included, with their users by conversation; in user id order. */
export async function selectMembersWithUsers(
  manager: EntityManager,
  conversationIds: readonly string[],
): Promise<Map<string, ConversationMember[]>> {
  const rows = await manager
    .createQueryBuilder(ConversationMember, 'member')
    .innerJoin('member.user', 'user')
    .select(['member', 'user.id', 'user.fullName', 'user.role'])
    .where({ conversationId: In([...conversationIds]) })
    .orderBy('member.userId')
    .getMany();
  return groupEntries(rows.map((row) => [row.conversationId, row]));
}

/** Adds members; does nothing for those that exist. */
export async function insertNewMembers(
  tx: EntityManager,
  {
    userIds,
    ...values
  }: { conversationId: string; userIds: readonly string[]; unreadCount?: number },
): Promise<void> {
  await tx
    .createQueryBuilder()
    .insert()
    .into(ConversationMember)
    .values(userIds.map((userId) => ({ ...values, userId })))
    .orIgnore()
    .updateEntity(false)
    .execute();
}

/** Adds members, former ones included; earlier messages do not count as unread. */
export async function insertMembers(
  tx: EntityManager,
  {
    userIds,
    ...joining
  }: {
    conversationId: string;
    userIds: string[];
    lastReadSeq: number;
    visibleAfterSeq: number;
    joinedAt: Date;
  },
): Promise<void> {
  const reset = { leftAt: null, archivedAt: null, unreadCount: 0 };
  await tx
    .createQueryBuilder()
    .insert()
    .into(ConversationMember)
    .values(userIds.map((userId) => ({ ...joining, ...reset, userId })))
    .orUpdate(
      [
        ...['joined_at', 'left_at', 'archived_at', 'unread_count'],
        ...['last_read_seq', 'visible_after_seq'],
      ],
      ['conversation_id', 'user_id'],
    )
    .updateEntity(false)
    .execute();
}

export async function recordMemberLeft(
  tx: EntityManager,
  { at, ...member }: { conversationId: string; userId: string; at: Date },
): Promise<void> {
  await tx.update(ConversationMember, member, { leftAt: at, unreadCount: 0 });
}

interface PermissionsUpdate {
  conversationId: string;
  userIds: string[];
  permissions: Permission[];
}

export async function updateMemberPermissions(
  tx: EntityManager,
  { conversationId, userIds, permissions }: PermissionsUpdate,
): Promise<void> {
  const present = { conversationId, userId: In(userIds), leftAt: IsNull() };
  await tx.update(ConversationMember, present, { permissions });
}

/** `at` null unarchives. Archiving again keeps the first time. */
export async function recordArchived(
  tx: EntityManager,
  { at, ...member }: { conversationId: string; userId: string; at: Date | null },
): Promise<void> {
  const changing = at === null ? member : { ...member, archivedAt: IsNull() };
  await tx.update(ConversationMember, changing, { archivedAt: at });
}

/** Archives closed conversations for all members where the settings say so. */
export async function autoArchive(
  tx: EntityManager,
  { conversationIds, at }: { conversationIds: string[]; at: Date },
): Promise<void> {
  if (conversationIds.length === 0) return;
  const archiving = await tx.find(ConversationDetails, {
    select: { conversationId: true },
    where: { conversationId: In(conversationIds), autoArchive: true },
  });
  if (archiving.length === 0) return;
  const ids = archiving.map(({ conversationId }) => conversationId);
  const members = { conversationId: In(ids), archivedAt: IsNull() };
  await tx.update(ConversationMember, members, { archivedAt: at });
}

/** Records a member's first arrival in an open conversation. */
export async function recordArrival(
  manager: EntityManager,
  { at, ...member }: { conversationId: string; userId: string; at: Date },
): Promise<void> {
  await manager.update(ConversationMember, { ...member, arrivedAt: IsNull() }, { arrivedAt: at });
}

/** Locks the groups that all these users are members of. */
export async function lockSharedGroups(
  tx: EntityManager,
  userIds: readonly [string, ...string[]],
): Promise<{ id: string; memberIds: string[] }[]> {
  const ofUser = tx
    .createQueryBuilder(ConversationMember, 'member')
    .select('member.conversationId')
    .where('member.userId = :userId AND member.leftAt IS NULL');
  const groups = await tx
    .createQueryBuilder(Conversation, 'conversation')
    .where(`conversation.kind = 'group' AND conversation.id IN (${ofUser.getQuery()})`)
    .setParameters({ userId: userIds[0] })
    .orderBy('conversation.id')
    .setLock('for_no_key_update')
    .getMany();
  // Read members after locking: the previous lock holder may have changed them.
  const members = await tx.findBy(ConversationMember, {
    conversationId: In(groups.map(({ id }) => id)),
    leftAt: IsNull(),
  });
  const memberIds = groupEntries(members.map((one) => [one.conversationId, one.userId]));
  return groups
    .map(({ id }) => ({ id, memberIds: memberIds.get(id) ?? [] }))
    .filter(({ memberIds }) => userIds.every((one) => memberIds.includes(one)));
}

/** Nothing is left to read after an erasure. */
export async function clearUnread(tx: EntityManager, conversationId: string): Promise<void> {
  await tx.update(ConversationMember, { conversationId }, { unreadCount: 0 });
}

export async function recordAllLeft(
  tx: EntityManager,
  { conversationId, at }: { conversationId: string; at: Date },
): Promise<void> {
  await tx.update(ConversationMember, { conversationId, leftAt: IsNull() }, { leftAt: at });
}

/** Locks conversations with all their members unless another transaction holds one of these rows. */
export async function tryLockConversations(
  tx: EntityManager,
  conversationIds: string[],
): Promise<Set<string>> {
  if (conversationIds.length === 0) return new Set();
  const count = tx
    .createQueryBuilder(ConversationMember, 'each')
    .select('count(*)::int')
    .where('each.conversationId = member.conversationId');
  const locked = await tx
    .createQueryBuilder(ConversationMember, 'member')
    .innerJoin('member.conversation', 'conversation')
    .select('member.conversationId', 'id')
    .addSelect(`(${count.getQuery()})`, 'members')
    .where({ conversationId: Any(conversationIds) })
    .setLock('for_no_key_update', undefined, ['conversation', 'member'])
    .setOnLocked('skip_locked')
    .getRawMany<{ id: string; members: number }>();
  const left = new Map<string, number>();
  for (const { id, members } of locked) left.set(id, (left.get(id) ?? members) - 1);
  return new Set(conversationIds.filter((id) => left.get(id) === 0));
}

/** Members of each conversation who never arrived while it was open. */
export async function findAbsentMembers(
  tx: EntityManager,
  conversationIds: string[],
): Promise<Map<string, string[]>> {
  const members = await tx.find(ConversationMember, {
    select: { conversationId: true, userId: true },
    where: { conversationId: Any(conversationIds), arrivedAt: IsNull() },
  });
  return groupEntries(members.map(({ conversationId, userId }) => [conversationId, userId]));
}

type CountedMessage = Pick<Message, 'conversationId' | 'senderId'>;

/**
 * Raises the unread counts of all members but the sender for system messages, at most one per
 * conversation. Messages of users: `incrementUnreadCountsQuery`.
 */
export async function incrementUnreadCounts(
  tx: EntityManager,
  messages: CountedMessage[],
): Promise<void> {
  const sent = messages.filter(({ senderId }) => senderId !== null);
  await tx
    .createQueryBuilder()
    .update(ConversationMember)
    .set({ unreadCount: () => 'unread_count + 1' })
    .where({ conversationId: Any(messages.map(({ conversationId }) => conversationId)) })
    .andWhere(
      `(conversation_id, user_id) NOT IN (
        SELECT * FROM unnest(CAST(:conversationIds AS bigint[]), CAST(:senderIds AS bigint[])))`,
      {
        conversationIds: sent.map(({ conversationId }) => conversationId),
        senderIds: sent.map(({ senderId }) => senderId),
      },
    )
    .execute();
}

/** Lowers the unread counts of members who have not read a deleted message. */
export async function decrementUnreadCounts(
  tx: EntityManager,
  { conversationId, senderId, seq }: CountedMessage & Pick<Message, 'seq'>,
): Promise<void> {
  // Messages beyond a member's mark may have been read by id.
  const readers = await tx
    .createQueryBuilder(ReadRange, 'range')
    .innerJoin('range.member', 'member')
    .where({ conversationId, fromSeq: LessThanOrEqual(seq), toSeq: MoreThanOrEqual(seq) })
    .andWhere('member.lastReadSeq < :seq', { seq })
    .getMany();
  const others = [senderId ?? [], ...readers.map(({ userId }) => userId)].flat();
  await tx
    .createQueryBuilder()
    .update(ConversationMember)
    .set({ unreadCount: () => 'greatest(0, unread_count - 1)' })
    .where({ conversationId, lastReadSeq: LessThan(seq), userId: Not(In(others)) })
    .execute();
}

/**
 * The UPDATE that raises the unread counts for messages of users, a part of the statement that inserts
 * them: one message per conversation of its part `numbered`, for all members but the sender, who is
 * recorded as arrived. System messages: `incrementUnreadCounts`.
 */
export function incrementUnreadCountsQuery(
  manager: EntityManager,
  messages: { conversationId: string; senderId: string; createdAt: Date }[],
): UpdateQueryBuilder<ConversationMember> {
  const isSender = `(conversation_id, user_id) IN (
    SELECT * FROM unnest(:conversations::bigint[], :senders::bigint[]))`;
  return manager
    .createQueryBuilder()
    .update(ConversationMember)
    .set({
      unreadCount: () => `unread_count + (NOT ${isSender})::int`,
      arrivedAt: () => `CASE WHEN ${isSender} THEN
        (:times::timestamptz[])[array_position(:conversations::bigint[], conversation_id)]
        ELSE arrived_at END`,
    })
    .where('conversationId = ANY(:conversations)')
    .andWhere('conversationId IN (SELECT id FROM numbered)')
    .andWhere(`(arrivedAt IS NULL OR NOT ${isSender})`)
    .setParameters({
      conversations: messages.map(({ conversationId }) => conversationId),
      senders: messages.map(({ senderId }) => senderId),
      times: messages.map(({ createdAt }) => createdAt),
    });
}
