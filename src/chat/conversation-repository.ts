import { Any, In, IsNull, Not } from 'typeorm';
import type { EntityManager, QueryBuilder, SelectQueryBuilder } from 'typeorm';
import { Conversation } from '../database/entities/chat/conversation';
import { ConversationDetails } from '../database/entities/chat/conversation-details';
import { Message } from '../database/entities/chat/message';
import { groupByValues } from '../database/group-by-values';
import { appendEvents } from '../delivery/outbox/outbox-repository';
import type { ConversationKind, ConversationState } from '../enums';
import { insertNewMembers, selectMemberIds } from './members/member-repository';

/** The part of a conversation's row that changes often; never cached. */
export type ConversationHead = Pick<Conversation, 'kind' | 'state' | 'lastSeq' | 'revision'>;

/** A conversation that does not exist reads as a closed one. */
export async function readConversationHead(
  manager: EntityManager,
  id: string,
): Promise<ConversationHead> {
  const head = await manager.findOne(Conversation, {
    select: { id: true, kind: true, state: true, lastSeq: true, revision: true },
    where: { id },
  });
  return head ?? { kind: 'session', state: 'closed', lastSeq: 0, revision: 0 };
}

/** The wrapped data key; null when the conversation is erased or does not exist. */
export async function readDataKey(manager: EntityManager, id: string): Promise<Buffer | null> {
  const select = { id: true, dataKey: true };
  return (await manager.findOne(Conversation, { select, where: { id } }))?.dataKey ?? null;
}

/** The wrapped data keys of conversations that have not been erased, by conversation id. */
export async function selectDataKeys(
  manager: EntityManager,
  ids: string[],
): Promise<Map<string, Buffer>> {
  if (ids.length === 0) return new Map();
  const select = { id: true, dataKey: true };
  const rows = await manager.find(Conversation, { select, where: { id: In(ids) } });
  return new Map(rows.flatMap(({ id, dataKey }) => (dataKey ? [[id, dataKey]] : [])));
}

/** Locks the row against messages and other changes until the transaction ends. */
export function lockConversationRow(tx: EntityManager, id: string): Promise<Conversation | null> {
  return tx.findOne(Conversation, { where: { id }, lock: { mode: 'for_no_key_update' } });
}

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
  const row = await lockConversationRow(tx, conversationId);
  if (!row) return undefined;
  // Read after locking: the previous lock holder may have changed them.
  const memberIds = await selectMemberIds(tx, conversationId);
  const details = await tx.findOneBy(ConversationDetails, { conversationId });
  return { ...row, createdBy: details?.createdBy ?? null, memberIds };
}

interface WrappedKey {
  wrappedKey: Buffer;
  at: Date;
}

export interface NewConversation extends WrappedKey {
  kind: ConversationKind;
  state: ConversationState;
  memberIds: string[];
}

/** Returns the id. */
export async function insertConversation(
  tx: EntityManager,
  { kind, state, memberIds, wrappedKey, at }: NewConversation,
): Promise<string> {
  const row = tx.create(Conversation, { kind, state, dataKey: wrappedKey, createdAt: at });
  await tx.insert(Conversation, row);
  await insertNewMembers(tx, { conversationId: row.id, userIds: memberIds });
  return row.id;
}

export type DirectConversation = Pick<Conversation, 'id' | 'kind' | 'state'>;

export function selectDirectConversation(
  manager: EntityManager,
  memberIds: readonly [string, string],
): Promise<DirectConversation | null> {
  const select = { id: true, kind: true, state: true } as const;
  return manager.findOne(Conversation, { select, where: pairOf(memberIds) });
}

/** The two members of each direct or care conversation. */
export async function selectDirectMembers(
  manager: EntityManager,
  ids: string[],
): Promise<{ conversationId: string; memberIds: string[] }[]> {
  const rows = await manager.find(Conversation, {
    select: { id: true, pairLowId: true, pairHighId: true },
    where: { id: In(ids), pairLowId: Not(IsNull()) },
  });
  return rows.map(({ id, pairLowId, pairHighId }) => ({
    conversationId: id,
    memberIds: [pairLowId, pairHighId].filter((memberId) => memberId !== null),
  }));
}

/** Ids are numbers in text: the smaller one first. */
function pairOf([one, other]: readonly [string, string]): {
  pairLowId: string;
  pairHighId: string;
} {
  return BigInt(one) < BigInt(other)
    ? { pairLowId: one, pairHighId: other }
    : { pairLowId: other, pairHighId: one };
}

function directRow(
  kind: 'care' | 'direct',
  memberIds: readonly [string, string],
  { wrappedKey, at }: WrappedKey,
): Partial<Conversation> {
  return { kind, state: 'open', dataKey: wrappedKey, createdAt: at, ...pairOf(memberIds) };
}

/** Finds, converts or inserts the care conversation of the two members. Returns the id. */
export async function upsertCareConversation(
  tx: EntityManager,
  memberIds: readonly [string, string],
  key: WrappedKey,
): Promise<string> {
  const row = tx.create(Conversation, directRow('care', memberIds, key));
  await tx
    .createQueryBuilder()
    .insert()
    .into(Conversation)
    .values(row)
    .orUpdate(['kind', 'state'], ['pair_low_id', 'pair_high_id'], {
      indexPredicate: 'pair_low_id IS NOT NULL',
    })
    .execute();
  await insertNewMembers(tx, { conversationId: row.id, userIds: memberIds });
  return row.id;
}

/** Returns the id, or undefined when a concurrent transaction inserted it. */
export async function insertDirectConversation(
  tx: EntityManager,
  memberIds: readonly [string, string],
  key: WrappedKey,
): Promise<string | undefined> {
  const result = await tx
    .createQueryBuilder()
    .insert()
    .into(Conversation)
    .values(directRow('direct', memberIds, key))
    .orIgnore()
    .updateEntity(false)
    .returning(['id'])
    .execute();
  const [row] = result.raw as Pick<Conversation, 'id'>[];
  if (row) await insertNewMembers(tx, { conversationId: row.id, userIds: memberIds });
  return row?.id;
}

/** Converts the direct conversation of the two users, if there is one, to their care conversation. */
export async function convertToCare(
  tx: EntityManager,
  memberIds: readonly [string, string],
): Promise<string | undefined> {
  const result = await tx
    .createQueryBuilder()
    .update(Conversation)
    .set({ kind: 'care' })
    .where(pairOf(memberIds))
    .returning(['id'])
    .execute();
  const [row] = result.raw as Pick<Conversation, 'id'>[];
  return row?.id;
}

const RAISE_REVISION = {
  revision: () => 'revision + 1',
  ownRevision: () => 'revision + 1',
};

/**
 * Records a change of the conversation itself (state, title, members): raises its revision and
 * appends `conversation.changed`, on which subscribers reload it.
 */
export async function recordConversationChange(
  tx: EntityManager,
  conversationId: string,
  state?: ConversationState,
): Promise<void> {
  const result = await tx
    .createQueryBuilder()
    .update(Conversation)
    .set({ ...RAISE_REVISION, ...(state ? { state } : {}) })
    .where({ id: conversationId })
    .returning(['kind', 'state'])
    .execute();
  const [row] = result.raw as Pick<Conversation, 'kind' | 'state'>[];
  if (!row) throw new Error(`Conversation ${conversationId} does not exist`);
  const memberIds = await selectMemberIds(tx, conversationId);
  await appendEvents(tx, [
    {
      kind: 'conversation.changed',
      conversationId,
      conversationKind: row.kind,
      state: row.state,
      memberIds,
      toFeed: true,
    },
  ]);
}

/** Adds a member; all earlier messages of others count as unread. Does nothing for a member. */
export async function joinConversation(
  tx: EntityManager,
  { conversationId, userId }: { conversationId: string; userId: string },
): Promise<void> {
  // Lock before counting: a concurrent message must see the new member.
  await lockConversationRow(tx, conversationId);
  const unreadCount = await tx
    .createQueryBuilder(Message, 'message')
    .where({ conversationId, deletedAt: IsNull() })
    .andWhere('message.senderId IS DISTINCT FROM :userId', { userId })
    .getCount();
  await insertNewMembers(tx, { conversationId, userIds: [userId], unreadCount });
}

interface BatchedChange {
  /** Null: unchanged. */
  state: ConversationState | null;
  /** Whether a message is numbered as well. */
  hasMessage: boolean;
}

interface NumberedConversation {
  lastSeq: number;
  dataKey: Buffer | null;
}

/**
 * Changes conversations, one statement for all that get the same values. The caller holds the locks of
 * several.
 */
export async function changeConversations(
  tx: EntityManager,
  changes: { id: string; values: BatchedChange }[],
  at: Date,
): Promise<Map<string, NumberedConversation>> {
  const numbered = new Map<string, NumberedConversation>();
  for (const { ids, values } of groupByValues(changes)) {
    const { state, hasMessage } = values;
    const result = await tx
      .createQueryBuilder()
      .update(Conversation)
      .set({
        ...(state && { state, ...RAISE_REVISION }),
        ...(hasMessage && { lastSeq: () => 'last_seq + 1', lastMessageAt: at }),
      })
      .where({ id: Any(ids) })
      .returning(['id', 'lastSeq', 'dataKey'])
      .execute();
    const rows = result.raw as { id: string; last_seq: number; data_key: Buffer | null }[];
    for (const row of rows) numbered.set(row.id, { lastSeq: row.last_seq, dataKey: row.data_key });
  }
  return numbered;
}

export async function lockConversations(tx: EntityManager, ids: string[]): Promise<void> {
  await lockingQuery(tx, ids).getRawMany();
}

/** Locks in id order, so that two transactions cannot deadlock. */
function lockingQuery(manager: EntityManager, ids: string[]): SelectQueryBuilder<Conversation> {
  return manager
    .createQueryBuilder(Conversation, 'conversation')
    .select('conversation.id', 'id')
    .where('conversation.id = ANY(:ids)', { ids })
    .orderBy('conversation.id')
    .setLock('for_no_key_update');
}

/** Records a change of a message; the caller holds the row lock and assigns the revision. */
export async function recordMessageRevision(
  tx: EntityManager,
  id: string,
  revision: number,
): Promise<void> {
  await tx.update(Conversation, id, { revision, messageRevision: revision });
}

/** When it was created, and when its newest message was sent. */
export function readConversationSpan(
  manager: EntityManager,
  id: string,
): Promise<Pick<Conversation, 'createdAt' | 'lastMessageAt'>> {
  const select = { id: true, createdAt: true, lastMessageAt: true };
  return manager.findOneOrFail(Conversation, { select, where: { id } });
}

/** `skip`: does not wait for locked conversations. `wait`: waits up to the lock timeout. */
export type LockMode = 'skip' | 'wait';

/**
 * Two parts of a statement that inserts one message in each conversation: `locked` conversations and,
 * of these, the `numbered` ones: those that are open, each with the seq and id of its new message.
 */
export function numberConversations(
  manager: EntityManager,
  messages: { conversationId: string; createdAt: Date }[],
  mode: LockMode,
): { locked: QueryBuilder<Conversation>; numbered: QueryBuilder<Conversation> } {
  const ids = messages.map(({ conversationId }) => conversationId);
  const locked = lockingQuery(manager, ids).addSelect('conversation.revision', 'revision');
  if (mode === 'skip') locked.setOnLocked('skip_locked');
  const numbered = manager
    .createQueryBuilder()
    .update(Conversation)
    .set({
      lastSeq: () => 'last_seq + 1',
      lastMessageAt: () => '(:sentAt::timestamptz[])[array_position(:ids::bigint[], id)]',
    })
    // A row with another revision was locked after its members had changed; they are not yet visible.
    .where(`id = ANY(:ids) AND state = 'open' AND (id, revision) IN (SELECT * FROM locked)`)
    .setParameters({ ids, sentAt: messages.map(({ createdAt }) => createdAt) })
    .returning(`id, last_seq, nextval(pg_get_serial_sequence('messages', 'id')) AS message_id`);
  return { locked, numbered };
}

/** Which of the conversations are open, without waiting for their locks. */
export async function selectOpenIds(manager: EntityManager, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const where = { id: Any(ids), state: 'open' as const };
  const open = await manager.find(Conversation, { select: { id: true }, where });
  return new Set(open.map(({ id }) => id));
}

/**
 * Raises the revision of conversations for a delivery receipt, without those that are locked. Locks
 * them in id order, as every transaction does.
 */
export async function raiseDeliveryRevisions(
  tx: EntityManager,
  ids: string[],
): Promise<Pick<Conversation, 'id' | 'kind' | 'revision'>[]> {
  const result = await tx
    .createQueryBuilder()
    .update(Conversation)
    .addCommonTableExpression(lockingQuery(tx, ids).setOnLocked('skip_locked'), 'locked')
    .set({ revision: () => 'revision + 1', deliveryRevision: () => 'revision + 1' })
    // The planner finds the rows by the ids; the locks are awaited because they are read.
    .where('id = ANY(:ids) AND id IN (SELECT id FROM locked)', { ids })
    .returning(['id', 'kind', 'revision'])
    .execute();
  return result.raw as Pick<Conversation, 'id' | 'kind' | 'revision'>[];
}
