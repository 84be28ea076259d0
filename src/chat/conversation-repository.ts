import { Any } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { Conversation } from '../database/entities/chat/conversation';
import { groupByValues } from '../database/group-by-values';
import { appendEvents } from '../delivery/outbox/outbox-repository';
import type { ConversationKind, ConversationState } from '../enums';

/** The part of a conversation's row that changes often; never cached. */
export interface ConversationHead {
  kind: ConversationKind;
  state: ConversationState;
  lastSeq: number;
  revision: number;
}

/** A conversation that does not exist reads as a closed one. */
export async function readConversationHead(
  manager: EntityManager,
  conversationId: string,
): Promise<ConversationHead> {
  const [row] = await manager.query<ConversationHead[]>(
    'SELECT kind, state, last_seq AS "lastSeq", revision FROM conversations WHERE id = $1',
    [conversationId],
  );
  return row ?? { kind: 'session', state: 'closed', lastSeq: 0, revision: 0 };
}

export interface NewConversation {
  kind: ConversationKind;
  state: ConversationState;
  memberIds: string[];
  wrappedKey: Buffer;
  at: Date;
}

/** Returns the id. One-to-one conversations are inserted by `direct-conversation-repository.ts`. */
export async function insertConversation(
  tx: EntityManager,
  { kind, state, memberIds, wrappedKey, at }: NewConversation,
): Promise<string> {
  const [row] = await tx.query<{ id: string }[]>(
    `WITH created AS (
       INSERT INTO conversations (kind, state, data_key, created_at)
       VALUES ($1, $2, $3, $4) RETURNING id
     ), joined AS (
       INSERT INTO conversation_members (conversation_id, user_id)
       SELECT created.id, member FROM created, unnest($5::bigint[]) AS member
     )
     SELECT id FROM created`,
    [kind, state, wrappedKey, at, memberIds],
  );
  if (!row) throw new Error('INSERT returned no conversation');
  return row.id;
}

interface ChangedConversation {
  kind: ConversationKind;
  state: ConversationState;
  memberIds: string[];
}

/**
 * Records a change of the conversation itself (state, title, members): raises its revision and
 * appends `conversation.changed`, on which subscribers reload it.
 */
export async function recordConversationChange(
  tx: EntityManager,
  conversationId: string,
  state?: ConversationState,
): Promise<void> {
  const [[row]] = await tx.query<[ChangedConversation[], number]>(
    `UPDATE conversations SET revision = revision + 1, own_revision = revision + 1,
       state = coalesce($2, state)
     WHERE id = $1 RETURNING kind, state, ARRAY(
       SELECT user_id::text FROM conversation_members
       WHERE conversation_id = $1 AND left_at IS NULL) AS "memberIds"`,
    [conversationId, state ?? null],
  );
  if (!row) throw new Error(`Conversation ${conversationId} does not exist`);
  const { kind, ...rest } = row;
  const fact = { conversationId, conversationKind: kind, ...rest, toFeed: true as const };
  await appendEvents(tx, [{ kind: 'conversation.changed', ...fact }]);
}

/** Adds a member; all earlier messages of others count as unread. Does nothing for a member. */
export async function joinConversation(
  tx: EntityManager,
  { conversationId, userId }: { conversationId: string; userId: string },
): Promise<void> {
  // Lock before counting: a concurrent message must see the new member.
  await tx.query('SELECT 1 FROM conversations WHERE id = $1 FOR NO KEY UPDATE', [conversationId]);
  await tx.query(
    `INSERT INTO conversation_members (conversation_id, user_id, unread_count)
     SELECT $1, $2, count(*) FROM messages
     WHERE conversation_id = $1 AND sender_id IS DISTINCT FROM $2 AND deleted_at IS NULL
     ON CONFLICT DO NOTHING`,
    [conversationId, userId],
  );
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

/** Changes locked conversations, one statement for all that get the same values. */
export async function changeConversations(
  tx: EntityManager,
  changes: { id: string; values: BatchedChange }[],
  at: Date,
): Promise<Map<string, NumberedConversation>> {
  await lockConversations(
    tx,
    changes.map(({ id }) => id),
  );
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

const RAISE_REVISION = {
  revision: () => 'revision + 1',
  ownRevision: () => 'revision + 1',
};

/** Locks in id order, so that two transactions cannot deadlock. */
async function lockConversations(tx: EntityManager, ids: string[]): Promise<void> {
  await tx
    .createQueryBuilder(Conversation, 'c')
    .select('c.id')
    .where({ id: Any(ids) })
    .orderBy('c.id')
    .setLock('for_no_key_update')
    .getRawMany();
}
