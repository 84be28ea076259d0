import type { EntityManager } from 'typeorm';
import type { ConversationKind, Permission } from '../../enums';
import type { ConversationRow } from './conversation-list-repository';
import type { MemberView } from './conversation-view';
import type { ConversationSettings } from './member-conversation-view';

interface ParticipantRow extends MemberView {
  /** As JSON has it; null: since the conversation began. */
  joinedAt: string | null;
  leftAt: string | null;
  permissions: Permission[] | null;
}

export interface MemberConversationRow
  extends Omit<ConversationRow, 'members'>, ConversationSettings {
  title: Buffer | null;
  /** What the person asking may do; null: everything. */
  permissions: Permission[] | null;
  counselingId: string | null;
  startsAt: Date | null;
  timezone: string | null;
  participants: ParticipantRow[];
  archivedAt: Date | null;
  createdBy: string | null;
  changedAt: Date | null;
}

const SELECT_MEMBER_CONVERSATIONS = `SELECT c.id, c.kind, c.state, c.last_seq AS "lastSeq",
    c.last_message_at AS "lastMessageAt", c.created_at AS "createdAt", c.data_key AS "dataKey",
    me.unread_count AS "unreadCount", me.last_read_seq AS "lastReadSeq",
    me.archived_at AS "archivedAt", me.permissions, d.title, d.updated_at AS "changedAt",
    coalesce(d.created_by, s.client_id)::text AS "createdBy",
    coalesce(d.allow_file_upload, true) AS "allowFileUpload",
    coalesce(d.max_file_size, 10485760) AS "maxFileSize",
    d.allowed_file_types AS "allowedFileTypes", coalesce(d.auto_archive, false) AS "autoArchive",
    d.retention_days AS "retentionDays", b.id AS "counselingId", b.starts_at AS "startsAt",
    b.timezone, (
      SELECT json_agg(json_build_object('id', u.id::text, 'fullName', u.full_name, 'role', u.role,
        'joinedAt', m.joined_at, 'leftAt', m.left_at, 'permissions', m.permissions) ORDER BY u.id)
      FROM conversation_members m JOIN users u ON u.id = m.user_id WHERE m.conversation_id = c.id
    ) AS participants
  FROM conversation_members me JOIN conversations c ON c.id = me.conversation_id
  LEFT JOIN conversation_details d ON d.conversation_id = c.id
  LEFT JOIN chat_sessions s ON s.conversation_id = c.id
  LEFT JOIN counselings b ON b.id = s.counseling_id
  WHERE me.user_id = $1 AND me.left_at IS NULL AND c.kind = ANY($2)
    AND (c.kind <> 'care' OR c.state = 'open')`;

/** Whose conversations of which kinds, and whether those in the archive or the others. */
export interface MemberConversationFilter {
  userId: string;
  kinds: readonly ConversationKind[];
  archived: boolean;
}

/** The one that moved last first. */
export async function selectMemberConversations(
  manager: EntityManager,
  { userId, kinds, archived }: MemberConversationFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<MemberConversationRow[]> {
  return manager.query<MemberConversationRow[]>(
    `${SELECT_MEMBER_CONVERSATIONS} AND (me.archived_at IS NOT NULL) = $3
     ORDER BY c.last_message_at DESC NULLS LAST, c.id DESC LIMIT $4 OFFSET $5`,
    [userId, kinds, archived, limit, offset],
  );
}

export async function selectMemberConversation(
  manager: EntityManager,
  { userId, kinds }: Omit<MemberConversationFilter, 'archived'>,
  conversationId: string,
): Promise<MemberConversationRow | undefined> {
  const [row] = await manager.query<MemberConversationRow[]>(
    `${SELECT_MEMBER_CONVERSATIONS} AND c.id = $3`,
    [userId, kinds, conversationId],
  );
  return row;
}

/** How many there are, from the counters that are kept as they change (C-54). */
export async function countMemberConversations(
  manager: EntityManager,
  { userId, kinds, archived }: MemberConversationFilter,
): Promise<number> {
  const [row] = await manager.query<{ total: number }[]>(
    `SELECT coalesce(sum(total), 0)::int AS total FROM conversation_totals
     WHERE user_id = $1 AND kind = ANY($2) AND is_archived = $3`,
    [userId, kinds, archived],
  );
  return row?.total ?? 0;
}
