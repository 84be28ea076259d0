import { poolOf, preparedQuery } from '../../database/prepared-query';
import type { Db } from '../../database/db';

/** A member's device was handed the messages of a conversation up to a seq. */
export interface DeliveryReceipt {
  conversationId: string;
  userId: string;
  seq: number;
}

/**
 * Moves the marks that are behind, at one revision of each conversation, and writes the events that
 * tell of it; nothing is locked where nothing moves. The conversations' rows are locked in the order
 * of their ids, as messages lock them.
 */
const STORE_RECEIPTS = {
  name: 'mark-deliveries',
  text: `
  WITH moving AS (
    SELECT input.* FROM unnest($1::bigint[], $2::bigint[], $3::int[])
      AS input (conversation_id, user_id, seq)
    JOIN conversation_members AS member USING (conversation_id, user_id)
    WHERE member.last_delivered_seq < input.seq
  ), locked AS (
    SELECT id FROM conversations WHERE id IN (SELECT conversation_id FROM moving)
    ORDER BY id FOR NO KEY UPDATE
  ), raised AS (
    UPDATE conversations AS c SET revision = revision + 1, delivery_revision = revision + 1
    FROM locked WHERE c.id = locked.id RETURNING c.id, c.kind, c.revision
  ), marked AS (
    UPDATE conversation_members AS member
    SET last_delivered_seq = moving.seq, delivered_revision = raised.revision
    FROM moving JOIN raised ON raised.id = moving.conversation_id
    WHERE member.conversation_id = moving.conversation_id AND member.user_id = moving.user_id
      AND member.last_delivered_seq < moving.seq
    RETURNING raised.id, raised.kind, raised.revision, member.user_id, moving.seq
  )
  INSERT INTO outbox_events (lane, kind, order_key, payload)
  SELECT lane, 'conversation.delivered', 'conversation:' || told.id, told.event
  FROM (
    SELECT marked.id, marked.kind, jsonb_build_object('kind', 'conversation.delivered',
      'conversationId', marked.id::text, 'revision', revision, 'marks', jsonb_agg(
        jsonb_build_object('userId', user_id::text, 'lastDeliveredSeq', seq)),
      'sessionId', (SELECT s.id::text FROM chat_sessions s WHERE s.conversation_id = marked.id))
      || CASE WHEN marked.kind = 'session' THEN '{}'::jsonb ELSE '{"toFeed": true}'::jsonb END
      AS event
    FROM marked GROUP BY marked.id, marked.kind, revision
  ) AS told CROSS JOIN unnest(CASE WHEN told.kind = 'session' THEN ARRAY['realtime']
    ELSE ARRAY['realtime', 'feed'] END) AS lane
  RETURNING lane`,
};

/** Keeps what was handed over; at most one delivery of a member in a conversation. */
export async function storeDeliveryReceipts(db: Db, deliveries: DeliveryReceipt[]): Promise<void> {
  const rows = await preparedQuery<{ lane: string }>(poolOf(db.source), STORE_RECEIPTS, [
    deliveries.map(({ conversationId }) => conversationId),
    deliveries.map(({ userId }) => userId),
    deliveries.map(({ seq }) => seq),
  ]);
  if (rows.length > 0) db.committed([...new Set(rows.map(({ lane }) => lane))]);
}
