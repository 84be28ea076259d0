import { Any, IsNull } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { ConversationMember } from '../../database/entities/chat/conversation-member';
import type { ConversationKind, ConversationState, Permission } from '../../enums';

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

/** A conversation locked against messages and other changes until the transaction ends. */
export interface LockedConversation {
  kind: ConversationKind;
  state: ConversationState;
  lastSeq: number;
  createdBy: string | null;
  dataKey: Buffer | null;
  /** Present members. */
  memberIds: string[];
}

export async function lockConversation(
  tx: EntityManager,
  conversationId: string,
): Promise<LockedConversation | undefined> {
  const [row] = await tx.query<Omit<LockedConversation, 'memberIds'>[]>(
    `SELECT c.kind, c.state, c.last_seq AS "lastSeq", c.data_key AS "dataKey", (
       SELECT created_by::text FROM conversation_details WHERE conversation_id = c.id
     ) AS "createdBy"
     FROM conversations c WHERE c.id = $1 FOR NO KEY UPDATE OF c`,
    [conversationId],
  );
  if (!row) return undefined;
  // Read members after locking: the previous lock holder may have changed them.
  const members = await tx.query<{ id: string }[]>(
    `SELECT user_id::text AS id FROM conversation_members
     WHERE conversation_id = $1 AND left_at IS NULL ORDER BY user_id`,
    [conversationId],
  );
  return { ...row, memberIds: members.map(({ id }) => id) };
}

/** Adds members, former ones included; earlier messages do not count as unread. */
export async function insertMembers(
  tx: EntityManager,
  joining: { conversationId: string; userIds: string[]; lastSeq: number; at: Date },
): Promise<void> {
  await tx.query(
    `INSERT INTO conversation_members AS m (conversation_id, user_id, joined_at, last_read_seq)
     SELECT $1, id, $4, $3 FROM unnest($2::bigint[]) AS id ORDER BY id
     ON CONFLICT (conversation_id, user_id) DO UPDATE
     SET joined_at = $4, left_at = NULL, archived_at = NULL, unread_count = 0,
       last_read_seq = greatest(m.last_read_seq, $3)`,
    [joining.conversationId, joining.userIds, joining.lastSeq, joining.at],
  );
}

export async function recordMemberLeft(
  tx: EntityManager,
  leaving: { conversationId: string; userId: string; at: Date },
): Promise<void> {
  await tx.query(
    `UPDATE conversation_members SET left_at = $3, unread_count = 0
     WHERE conversation_id = $1 AND user_id = $2`,
    [leaving.conversationId, leaving.userId, leaving.at],
  );
}

export async function updateMemberPermissions(
  tx: EntityManager,
  { conversationId, userIds, permissions }: PermissionsUpdate,
): Promise<void> {
  await tx.query(
    `UPDATE conversation_members SET permissions = $3
     WHERE conversation_id = $1 AND user_id = ANY($2::bigint[]) AND left_at IS NULL`,
    [conversationId, userIds, permissions],
  );
}

interface PermissionsUpdate {
  conversationId: string;
  userIds: string[];
  permissions: Permission[];
}

/** `at` null unarchives. Archiving again keeps the first time. */
export async function recordArchived(
  tx: EntityManager,
  { conversationId, userId, at }: { conversationId: string; userId: string; at: Date | null },
): Promise<void> {
  await tx.query(
    `UPDATE conversation_members
     SET archived_at = CASE WHEN $3::timestamptz IS NULL THEN NULL ELSE coalesce(archived_at, $3) END
     WHERE conversation_id = $1 AND user_id = $2`,
    [conversationId, userId, at],
  );
}

/** Archives closed conversations for all members where the settings say so. */
export async function autoArchive(
  tx: EntityManager,
  { conversationIds, at }: { conversationIds: string[]; at: Date },
): Promise<void> {
  if (conversationIds.length === 0) return;
  await tx.query(
    `UPDATE conversation_members AS m SET archived_at = $2 FROM conversation_details d
     WHERE d.conversation_id = ANY($1::bigint[]) AND d.auto_archive
       AND m.conversation_id = d.conversation_id AND m.archived_at IS NULL`,
    [conversationIds, at],
  );
}

/** Records a member's first arrival in an open conversation. */
export async function recordArrival(
  manager: EntityManager,
  arrival: { conversationId: string; userId: string; at: Date },
): Promise<void> {
  await manager.query(
    `UPDATE conversation_members SET arrived_at = $3
     WHERE conversation_id = $1 AND user_id = $2 AND arrived_at IS NULL`,
    [arrival.conversationId, arrival.userId, arrival.at],
  );
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

/** Members of each conversation who never arrived while it was open. */
export async function findAbsentMembers(
  tx: EntityManager,
  conversationIds: string[],
): Promise<Map<string, string[]>> {
  const members = await tx.find(ConversationMember, {
    select: { conversationId: true, userId: true },
    where: { conversationId: Any(conversationIds), arrivedAt: IsNull() },
  });
  const absent = new Map<string, string[]>();
  for (const { conversationId, userId } of members) {
    absent.set(conversationId, [...(absent.get(conversationId) ?? []), userId]);
  }
  return absent;
}
