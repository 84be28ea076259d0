import type { EntityManager } from 'typeorm';
import { appendEvents } from '../delivery/outbox/outbox-repository';
import type { ConversationKind, ConversationState } from '../enums';

export interface NewConversation {
  kind: ConversationKind;
  state: ConversationState;
  memberIds: string[];
  wrappedKey: Buffer;
  at: Date;
}

/** Makes a conversation with its members; returns its id. Pairs are made by the pair store. */
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
  if (!row) throw new Error('No conversation was created');
  return row.id;
}

interface ChangedConversation {
  kind: ConversationKind;
  state: ConversationState;
  memberIds: string[];
}

/**
 * Says that a conversation itself changed, as no event of its own tells, and sets its state
 * unless that stays: its revision is raised and its readers are told to look again.
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
  if (!row) throw new Error('No conversation was moved');
  const { kind, ...rest } = row;
  const fact = { conversationId, conversationKind: kind, ...rest, toFeed: true as const };
  await appendEvents(tx, [{ kind: 'conversation.changed', ...fact }]);
}

/** Makes somebody a member who was none; all that others said so far is unread to them. */
export async function joinConversation(
  tx: EntityManager,
  { conversationId, userId }: { conversationId: string; userId: string },
): Promise<void> {
  // Locked before it is counted: a message that comes meanwhile finds the new member.
  await tx.query('SELECT 1 FROM conversations WHERE id = $1 FOR NO KEY UPDATE', [conversationId]);
  await tx.query(
    `INSERT INTO conversation_members (conversation_id, user_id, unread_count)
     SELECT $1, $2, count(*) FROM messages
     WHERE conversation_id = $1 AND sender_id IS DISTINCT FROM $2 AND deleted_at IS NULL
     ON CONFLICT DO NOTHING`,
    [conversationId, userId],
  );
}
