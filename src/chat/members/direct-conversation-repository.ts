import type { EntityManager } from 'typeorm';
import type { ConversationKind, ConversationState } from '../../enums';

export interface DirectConversation {
  conversationId: string;
  kind: ConversationKind;
  state: ConversationState;
}

const LOW_HIGH = 'pair_low_id = least($1::bigint, $2) AND pair_high_id = greatest($1::bigint, $2)';

export async function selectDirectConversation(
  manager: EntityManager,
  oneId: string,
  otherId: string,
): Promise<DirectConversation | undefined> {
  const [row] = await manager.query<DirectConversation[]>(
    `SELECT id AS "conversationId", kind, state FROM conversations WHERE ${LOW_HIGH}`,
    [oneId, otherId],
  );
  return row;
}

/** The two members of each direct or care conversation. */
export async function selectDirectMembers(
  manager: EntityManager,
  ids: string[],
): Promise<{ conversationId: string; memberIds: string[] }[]> {
  return manager.query<{ conversationId: string; memberIds: string[] }[]>(
    `SELECT id AS "conversationId", ARRAY[pair_low_id::text, pair_high_id::text] AS "memberIds"
     FROM conversations WHERE id = ANY($1::bigint[]) AND pair_low_id IS NOT NULL`,
    [ids],
  );
}

const joined = `joined AS (
     INSERT INTO conversation_members (conversation_id, user_id)
     SELECT inserted.id, member FROM inserted, unnest(ARRAY[$1, $2]::bigint[]) AS member
     ON CONFLICT DO NOTHING
   )`;

/**
 * Finds or inserts the care conversation; undefined when the two are not assigned. The assignment is
 * locked until the statement ends, so that `endAssignment` finds the conversation and closes it.
 */
export async function insertCareConversation(
  manager: EntityManager,
  { clientId, psychologistId }: { clientId: string; psychologistId: string },
  { wrappedKey, at }: { wrappedKey: Buffer; at: Date },
): Promise<string | undefined> {
  const [row] = await manager.query<{ id: string }[]>(
    `WITH assigned AS (
       SELECT FROM care_assignments
       WHERE client_id = $1 AND psychologist_id = $2 AND ended_at IS NULL FOR SHARE
     ), inserted AS (
       INSERT INTO conversations (kind, state, data_key, created_at, pair_low_id, pair_high_id)
       SELECT 'care', 'open', $3, $4, least($1::bigint, $2), greatest($1::bigint, $2) FROM assigned
       ON CONFLICT (pair_low_id, pair_high_id) WHERE pair_low_id IS NOT NULL
       DO UPDATE SET kind = 'care', state = 'open'
       RETURNING id
     ), ${joined}
     SELECT id FROM inserted`,
    [clientId, psychologistId, wrappedKey, at],
  );
  return row?.id;
}

/** Undefined: a concurrent statement inserted it. */
export async function insertDirectConversation(
  manager: EntityManager,
  memberIds: readonly [string, string],
  { wrappedKey, at }: { wrappedKey: Buffer; at: Date },
): Promise<string | undefined> {
  const [row] = await manager.query<{ id: string }[]>(
    `WITH inserted AS (
       INSERT INTO conversations (kind, state, data_key, created_at, pair_low_id, pair_high_id)
       VALUES ('direct', 'open', $3, $4, least($1::bigint, $2), greatest($1::bigint, $2))
       ON CONFLICT (pair_low_id, pair_high_id) WHERE pair_low_id IS NOT NULL DO NOTHING
       RETURNING id
     ), ${joined}
     SELECT id FROM inserted`,
    [...memberIds, wrappedKey, at],
  );
  return row?.id;
}

/** Converts the conversation of the two users, if there is one, to their care conversation. */
export async function convertToCare(
  tx: EntityManager,
  { clientId, psychologistId }: { clientId: string; psychologistId: string },
): Promise<string | undefined> {
  const [[row]] = await tx.query<[{ id: string }[], number]>(
    `UPDATE conversations SET kind = 'care' WHERE ${LOW_HIGH} RETURNING id`,
    [clientId, psychologistId],
  );
  return row?.id;
}
