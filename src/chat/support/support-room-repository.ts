import { In, MoreThan, MoreThanOrEqual, Not } from 'typeorm';
import type { EntityManager, SelectQueryBuilder, UpdateQueryBuilder } from 'typeorm';
import { Conversation } from '../../database/entities/chat/conversation';
import { ConversationMember } from '../../database/entities/chat/conversation-member';
import { Message } from '../../database/entities/chat/message';
import { SupportRoom } from '../../database/entities/chat/support-room';
import { User } from '../../database/entities/users/user';
import { selectRows } from '../../database/select-rows';
import type { ConversationState, SupportPriority } from '../../enums';
import { latestMessageId } from '../inbox/conversation-list-repository';
import { withoutUndefined } from '../without-undefined';

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
  /** The latest message; null: none. */
  latestId: string | null;
}

function roomsQuery(manager: EntityManager): SelectQueryBuilder<SupportRoom> {
  return manager
    .createQueryBuilder(SupportRoom, 'room')
    .innerJoin('room.conversation', 'conversation')
    .innerJoin('room.client', 'client')
    .leftJoin('room.assignee', 'assignee')
    .innerJoin(
      ConversationMember,
      'member',
      'member.conversationId = room.conversationId AND member.userId = room.clientId',
    );
}

/** `forTeam`: unread messages are those that no team member has read. */
function selectRoomRows(
  query: SelectQueryBuilder<SupportRoom>,
  forTeam: boolean,
): Promise<SupportRoomRow[]> {
  return selectRows<SupportRoomRow>(query, {
    id: 'room.conversationId',
    state: 'conversation.state',
    lastSeq: 'conversation.lastSeq',
    dataKey: 'conversation.dataKey',
    createdAt: 'conversation.createdAt',
    subject: 'room.subject',
    priority: 'room.priority',
    clientId: 'room.clientId',
    clientName: 'client.fullName',
    clientEmail: 'client.email',
    assignedTo: 'room.assignedTo',
    assignedName: 'assignee.fullName',
    lastActivityAt: 'room.lastActivityAt',
    firstAnsweredAt: 'room.firstAnsweredAt',
    updatedAt: 'greatest(room.updatedAt, room.lastActivityAt)',
    unreadCount: forTeam ? 'room.teamUnread' : 'member.unreadCount',
    latestId: latestMessageId(query),
  });
}

/** Undefined: no filter. */
export interface RoomFilter {
  clientId?: string | undefined;
  state?: ConversationState | undefined;
  priority?: SupportPriority | undefined;
  assignedTo?: string | undefined;
  /** Part of the client's name or email. */
  search?: string | undefined;
}

/** Most recent activity first. */
export async function selectRooms(
  manager: EntityManager,
  { forTeam, search, state, ...equal }: RoomFilter & { forTeam: boolean },
  { limit, offset }: { limit: number; offset: number },
): Promise<SupportRoomRow[]> {
  const query = roomsQuery(manager)
    .where(`conversation.kind = 'support'`)
    .andWhere(withoutUndefined(equal));
  if (state) query.andWhere('conversation.state = :state', { state });
  if (search) {
    // The expression of the index `users_name_and_email`.
    query.andWhere(`(client.fullName || ' ' || client.email) ILIKE :pattern`, {
      pattern: `%${search.replace(/[\\%_]/g, '\\$&')}%`,
    });
  }
  query
    .orderBy('room.lastActivityAt', 'DESC')
    .addOrderBy('room.conversationId', 'DESC')
    .limit(limit)
    .offset(offset);
  return selectRoomRows(query, forTeam);
}

export async function selectRoomsById(
  manager: EntityManager,
  ids: string[],
  { forTeam }: { forTeam: boolean },
): Promise<SupportRoomRow[]> {
  return selectRoomRows(roomsQuery(manager).where({ conversationId: In(ids) }), forTeam);
}

/** The client's room that is not closed; there is at most one. */
export async function findCurrentRoom(
  manager: EntityManager,
  clientId: string,
): Promise<string | undefined> {
  const room = await manager
    .createQueryBuilder(SupportRoom, 'room')
    .innerJoin('room.conversation', 'conversation', `conversation.state <> 'closed'`)
    .where({ clientId })
    .getOne();
  return room?.conversationId;
}

/** Serializes creating and reopening rooms of a client, so that at most one is not closed. */
export async function lockClientRooms(tx: EntityManager, clientId: string): Promise<void> {
  await tx.findOne(User, {
    select: { id: true },
    where: { id: clientId },
    lock: { mode: 'for_no_key_update' },
  });
}

export interface NewRoom {
  conversationId: string;
  clientId: string;
  subject: Buffer | null;
  priority: SupportPriority;
  at: Date;
}

export async function insertRoom(tx: EntityManager, { at, ...room }: NewRoom): Promise<void> {
  await tx.insert(SupportRoom, { ...room, lastActivityAt: at, updatedAt: at });
}

export interface LockedRoom {
  clientId: string;
  state: ConversationState;
  priority: SupportPriority;
  assignedTo: string | null;
}

/** Locks the room against messages, receipts and other changes until the transaction ends. */
export async function lockRoom(tx: EntityManager, id: string): Promise<LockedRoom | undefined> {
  const query = tx
    .createQueryBuilder(SupportRoom, 'room')
    .innerJoin('room.conversation', 'conversation')
    .where({ conversationId: id })
    .setLock('for_no_key_update');
  const [row] = await selectRows<LockedRoom>(query, {
    clientId: 'room.clientId',
    state: 'conversation.state',
    priority: 'room.priority',
    assignedTo: 'room.assignedTo',
  });
  return row;
}

export async function updateRoom(
  tx: EntityManager,
  conversationId: string,
  { priority, assignedTo, at }: Pick<LockedRoom, 'priority' | 'assignedTo'> & { at: Date },
): Promise<void> {
  await tx.update(SupportRoom, { conversationId }, { priority, assignedTo, updatedAt: at });
}

/** A team member has read up to `upToSeq`; the counter never rises. */
export async function recordReadByTeam(
  tx: EntityManager,
  conversationId: string,
  upToSeq: number,
): Promise<void> {
  const unread = tx
    .createQueryBuilder(Message, 'message')
    .select('count(*)::int')
    .where('message.conversationId = :conversationId AND message.seq > :upToSeq')
    .andWhere('message.senderId = support_rooms.client_id AND message.deletedAt IS NULL');
  await tx
    .createQueryBuilder()
    .update(SupportRoom)
    .set({ teamUnread: () => `least(team_unread, (${unread.getQuery()}))` })
    .where({ conversationId, teamUnread: MoreThan(0) })
    .setParameters({ conversationId, upToSeq })
    .execute();
}

export interface SupportStatistics {
  total: number;
  open: number;
  resolved: number;
  closed: number;
  /** Rooms with client messages that no team member has read, and the number of those messages. */
  unreadRooms: number;
  unreadMessages: number;
  /** From creation to the first answer, over recently active rooms; null: none was answered. */
  averageResponseSeconds: number | null;
}

const RECENT_ROOMS = 500;

/** Statistics over all support rooms, from indexes and counters: never from messages. */
export async function selectStatistics(manager: EntityManager): Promise<SupportStatistics> {
  const [byState, unread, response] = await Promise.all([
    selectRows<{ state: ConversationState; count: number }>(
      manager
        .createQueryBuilder(Conversation, 'conversation')
        .where({ kind: 'support' })
        .groupBy('conversation.state'),
      { state: 'conversation.state', count: 'count(*)::int' },
    ),
    selectRows<Pick<SupportStatistics, 'unreadRooms' | 'unreadMessages'>>(
      manager.createQueryBuilder(SupportRoom, 'room').where({ teamUnread: MoreThan(0) }),
      { unreadRooms: 'count(*)::int', unreadMessages: 'coalesce(sum(room.teamUnread), 0)::int' },
    ),
    selectAverageResponse(manager),
  ]);
  const count = (state: ConversationState) =>
    byState.find((one) => one.state === state)?.count ?? 0;
  return {
    total: byState.reduce((sum, one) => sum + one.count, 0),
    open: count('open'),
    resolved: count('resolved'),
    closed: count('closed'),
    unreadRooms: unread[0]?.unreadRooms ?? 0,
    unreadMessages: unread[0]?.unreadMessages ?? 0,
    averageResponseSeconds: response,
  };
}

async function selectAverageResponse(manager: EntityManager): Promise<number | null> {
  const query = manager
    .createQueryBuilder()
    .from(
      (recent) =>
        recent
          .select(['room.conversationId AS id', 'room.firstAnsweredAt AS answered_at'])
          .from(SupportRoom, 'room')
          .orderBy('room.lastActivityAt', 'DESC')
          .addOrderBy('room.conversationId', 'DESC')
          .limit(RECENT_ROOMS),
      'recent',
    )
    .innerJoin(Conversation, 'conversation', 'conversation.id = recent.id');
  const [row] = await selectRows<{ seconds: number | null }>(query, {
    seconds: 'round(extract(epoch FROM avg(recent.answered_at - conversation.createdAt)))::float8',
  });
  return row?.seconds ?? null;
}

export async function eraseSubject(
  tx: EntityManager,
  { conversationId, at }: { conversationId: string; at: Date },
): Promise<void> {
  const erased = { subject: null, teamUnread: 0, updatedAt: at };
  await tx.update(SupportRoom, { conversationId }, erased);
}

/** Uncounts a deleted message of the client that no team member has read. */
export async function decrementTeamUnread(
  tx: EntityManager,
  { conversationId, senderId, seq }: Pick<Message, 'conversationId' | 'senderId' | 'seq'>,
): Promise<void> {
  if (senderId === null) return;
  const reader = { conversationId, userId: Not(senderId), lastReadSeq: MoreThanOrEqual(seq) };
  if (await tx.existsBy(ConversationMember, reader)) return;
  await tx
    .createQueryBuilder()
    .update(SupportRoom)
    .set({ teamUnread: () => 'greatest(0, team_unread - 1)' })
    .where({ conversationId, clientId: senderId })
    .execute();
}

/**
 * The UPDATE that raises the team's unread counts, a part of the statement that inserts the messages:
 * one message per room of its part `numbered`; a message of the team may be the first answer.
 */
export function incrementTeamUnreadQuery(
  manager: EntityManager,
  messages: { conversationId: string; senderId: string; createdAt: Date }[],
): UpdateQueryBuilder<SupportRoom> {
  const isFromClient = `(conversation_id, client_id) IN (
    SELECT * FROM unnest(:rooms::bigint[], :roomSenders::bigint[]))`;
  const sentAt = '(:roomTimes::timestamptz[])[array_position(:rooms::bigint[], conversation_id)]';
  return manager
    .createQueryBuilder()
    .update(SupportRoom)
    .set({
      lastActivityAt: () => sentAt,
      teamUnread: () => `team_unread + (${isFromClient})::int`,
      firstAnsweredAt: () => `CASE WHEN ${isFromClient} THEN first_answered_at
        ELSE coalesce(first_answered_at, ${sentAt}) END`,
    })
    .where('conversationId = ANY(:rooms)')
    .andWhere('conversationId IN (SELECT id FROM numbered)')
    .setParameters({
      rooms: messages.map(({ conversationId }) => conversationId),
      roomSenders: messages.map(({ senderId }) => senderId),
      roomTimes: messages.map(({ createdAt }) => createdAt),
    });
}
