import type { EntityManager } from 'typeorm';
import type { ConversationKind, ConversationState, Permission } from '../../enums';
import { SELECT_MESSAGES } from '../messages/message-repository';
import type { MessageRow } from '../messages/message-repository';
import type { ConversationSettings, MemberView } from './conversation-view';

interface ParticipantRow extends MemberView {
  /** ISO 8601, from `json_agg`; null: since the conversation was created. */
  joinedAt: string | null;
  leftAt: string | null;
  permissions: Permission[] | null;
}

export interface ConversationRow extends ConversationSettings {
  id: string;
  kind: ConversationKind;
  state: ConversationState;
  lastSeq: number;
  lastMessageAt: Date | null;
  createdAt: Date;
  dataKey: Buffer | null;
  unreadCount: number;
  lastReadSeq: number;
  archivedAt: Date | null;
  title: Buffer | null;
  /** The member's permissions; null: all. */
  permissions: Permission[] | null;
  counselingId: string | null;
  startsAt: Date | null;
  timezone: string | null;
  participants: ParticipantRow[];
  createdBy: string | null;
  changedAt: Date | null;
}

export type LatestMessageRow = MessageRow & { readAt: Date | null };

const SELECT_CONVERSATIONS = `SELECT c.id, c.kind, c.state, c.last_seq AS "lastSeq",
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

export interface ConversationFilter {
  userId: string;
  kinds: readonly ConversationKind[];
  /** Undefined: archived and other conversations. */
  archived?: boolean | undefined;
}

/** Most recent message first. */
export async function selectConversations(
  manager: EntityManager,
  { userId, kinds, archived }: ConversationFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<ConversationRow[]> {
  return manager.query<ConversationRow[]>(
    `${SELECT_CONVERSATIONS} AND ($3::boolean IS NULL OR (me.archived_at IS NOT NULL) = $3)
     ORDER BY c.last_message_at DESC NULLS LAST, c.id DESC LIMIT $4 OFFSET $5`,
    [userId, kinds, archived ?? null, limit, offset],
  );
}

export async function selectConversation(
  manager: EntityManager,
  { userId, kinds }: Omit<ConversationFilter, 'archived'>,
  conversationId: string,
): Promise<ConversationRow | undefined> {
  const [row] = await manager.query<ConversationRow[]>(`${SELECT_CONVERSATIONS} AND c.id = $3`, [
    userId,
    kinds,
    conversationId,
  ]);
  return row;
}

/** From counters maintained by triggers (C-54). */
export async function selectConversationTotal(
  manager: EntityManager,
  { userId, kinds, archived }: ConversationFilter,
): Promise<number> {
  const [row] = await manager.query<{ total: number }[]>(
    `SELECT coalesce(sum(total), 0)::int AS total FROM conversation_totals
     WHERE user_id = $1 AND kind = ANY($2) AND ($3::boolean IS NULL OR is_archived = $3)`,
    [userId, kinds, archived ?? null],
  );
  return row?.total ?? 0;
}

/** The latest message of each conversation, and when a member other than its sender first read it. */
export async function selectLatestMessages(
  manager: EntityManager,
  conversations: { id: string; lastSeq: number }[],
): Promise<Map<string, LatestMessageRow>> {
  const started = conversations.filter(({ lastSeq }) => lastSeq > 0);
  if (started.length === 0) return new Map();
  const rows = await manager.query<LatestMessageRow[]>(
    `SELECT latest.*, (
       SELECT min(r.read_at) FROM conversation_members reader CROSS JOIN LATERAL (
         SELECT read_at, to_seq FROM read_ranges
         WHERE conversation_id = reader.conversation_id AND user_id = reader.user_id
           AND from_seq <= latest.seq ORDER BY from_seq DESC LIMIT 1
       ) AS r
       WHERE reader.conversation_id = latest."conversationId"
         AND reader.user_id IS DISTINCT FROM latest."senderId" AND r.to_seq >= latest.seq
     ) AS "readAt"
     FROM (${SELECT_MESSAGES} JOIN unnest($1::bigint[], $2::int[]) AS head (id, seq)
       ON m.conversation_id = head.id AND m.seq = head.seq) AS latest`,
    [started.map(({ id }) => id), started.map(({ lastSeq }) => lastSeq)],
  );
  return new Map(rows.map((row) => [row.conversationId, row]));
}
