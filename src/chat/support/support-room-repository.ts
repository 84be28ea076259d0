import type { EntityManager } from 'typeorm';
import { SupportRoom } from '../../database/entities/chat/support-room';
import type { ConversationState, SupportPriority } from '../../enums';

export interface SupportRoomRow {
  id: string;
  state: ConversationState;
  lastSeq: number;
  dataKey: Buffer | null;
  clientId: string;
  clientName: string;
  clientEmail: string;
  assignedTo: string | null;
  assignedName: string | null;
  subject: Buffer | null;
  priority: SupportPriority;
  lastActivityAt: Date;
  unreadCount: number;
  firstAnsweredAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** $1: whether the caller is the team, whose unread messages are those no team member has read. */
const SELECT_ROOMS = `SELECT r.conversation_id::text AS id, c.state, c.last_seq AS "lastSeq",
    c.data_key AS "dataKey", c.created_at AS "createdAt", r.subject, r.priority,
    r.client_id::text AS "clientId", u.full_name AS "clientName", u.email AS "clientEmail",
    r.assigned_to::text AS "assignedTo", a.full_name AS "assignedName",
    r.last_activity_at AS "lastActivityAt", r.first_answered_at AS "firstAnsweredAt",
    greatest(r.updated_at, r.last_activity_at) AS "updatedAt",
    CASE WHEN $1 THEN r.team_unread ELSE me.unread_count END AS "unreadCount"
  FROM support_rooms r JOIN conversations c ON c.id = r.conversation_id
  JOIN users u ON u.id = r.client_id LEFT JOIN users a ON a.id = r.assigned_to
  JOIN conversation_members me ON me.conversation_id = c.id AND me.user_id = r.client_id`;

/** Null: no filter. */
export interface RoomFilter {
  clientId: string | null;
  state: ConversationState | null;
  priority: SupportPriority | null;
  assignedTo: string | null;
  /** Part of the client's name or e-mail. */
  search: string | null;
}

/** Most recent activity first. */
export async function selectRooms(
  manager: EntityManager,
  { forTeam, ...filter }: RoomFilter & { forTeam: boolean },
  { limit, offset }: { limit: number; offset: number },
): Promise<SupportRoomRow[]> {
  const pattern = filter.search === null ? null : `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`;
  return manager.query<SupportRoomRow[]>(
    `${SELECT_ROOMS} WHERE c.kind = 'support'
       AND ($2::bigint IS NULL OR r.client_id = $2) AND ($3::text IS NULL OR c.state = $3)
       AND ($4::text IS NULL OR r.priority = $4) AND ($5::bigint IS NULL OR r.assigned_to = $5)
       AND ($6::text IS NULL OR (u.full_name || ' ' || u.email) ILIKE $6)
     ORDER BY r.last_activity_at DESC, r.conversation_id DESC LIMIT $7 OFFSET $8`,
    [
      forTeam,
      filter.clientId,
      filter.state,
      filter.priority,
      filter.assignedTo,
      pattern,
      limit,
      offset,
    ],
  );
}

export async function selectRoomsById(
  manager: EntityManager,
  ids: string[],
  { forTeam }: { forTeam: boolean },
): Promise<SupportRoomRow[]> {
  return manager.query<SupportRoomRow[]>(
    `${SELECT_ROOMS} WHERE r.conversation_id = ANY($2::bigint[])`,
    [forTeam, ids],
  );
}

/** The client's room that is not closed; there is at most one. */
export async function findCurrentRoom(
  manager: EntityManager,
  clientId: string,
): Promise<string | undefined> {
  const [row] = await manager.query<{ id: string }[]>(
    `SELECT c.id::text AS id FROM support_rooms r JOIN conversations c ON c.id = r.conversation_id
     WHERE r.client_id = $1 AND c.state <> 'closed'`,
    [clientId],
  );
  return row?.id;
}

/** Serializes creating and reopening rooms of a client, so that at most one is not closed. */
export async function lockClientRooms(tx: EntityManager, clientId: string): Promise<void> {
  await tx.query('SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', [clientId]);
}

export interface NewRoom {
  conversationId: string;
  clientId: string;
  subject: Buffer | null;
  priority: SupportPriority;
  at: Date;
}

export async function insertRoom(tx: EntityManager, room: NewRoom): Promise<void> {
  await tx.query(
    `INSERT INTO support_rooms
       (conversation_id, client_id, subject, priority, last_activity_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $5)`,
    [room.conversationId, room.clientId, room.subject, room.priority, room.at],
  );
}

export interface LockedRoom {
  clientId: string;
  state: ConversationState;
  priority: SupportPriority;
  assignedTo: string | null;
}

/** Locks the room against messages, receipts and other changes until the transaction ends. */
export async function lockRoom(tx: EntityManager, id: string): Promise<LockedRoom | undefined> {
  const [row] = await tx.query<LockedRoom[]>(
    `SELECT r.client_id::text AS "clientId", c.state, r.priority,
       r.assigned_to::text AS "assignedTo"
     FROM conversations c JOIN support_rooms r ON r.conversation_id = c.id
     WHERE c.id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  return row;
}

export async function updateRoom(
  tx: EntityManager,
  id: string,
  { priority, assignedTo, at }: Pick<LockedRoom, 'priority' | 'assignedTo'> & { at: Date },
): Promise<void> {
  await tx.query(
    `UPDATE support_rooms SET priority = $2, assigned_to = $3, updated_at = $4
     WHERE conversation_id = $1`,
    [id, priority, assignedTo, at],
  );
}

/** A team member has read up to `upToSeq`; the counter never rises. */
export async function recordReadByTeam(
  tx: EntityManager,
  conversationId: string,
  upToSeq: number,
): Promise<void> {
  await tx.query(
    `UPDATE support_rooms r SET team_unread = least(team_unread, (
       SELECT count(*)::int FROM messages m
       WHERE m.conversation_id = $1 AND m.seq > $2 AND m.sender_id = r.client_id
         AND m.deleted_at IS NULL))
     WHERE conversation_id = $1 AND team_unread > 0`,
    [conversationId, upToSeq],
  );
}

export async function eraseSubject(
  tx: EntityManager,
  { conversationId, at }: { conversationId: string; at: Date },
): Promise<void> {
  const erased = { subject: null, teamUnread: 0, updatedAt: at };
  await tx.update(SupportRoom, { conversationId }, erased);
}
