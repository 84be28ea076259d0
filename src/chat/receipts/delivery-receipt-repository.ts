import { poolOf, preparedQuery } from '../../database/prepared-query';
import type { Db } from '../../database/db';

/** A device of the member has the messages up to `seq`. */
export interface DeliveryReceipt {
  conversationId: string;
  userId: string;
  seq: number;
}

/**
 * Advances the marks that are behind, with one new revision per conversation, and appends the events.
 * Conversations are locked in id order, as message inserts do, and only where a mark advances.
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
  SELECT destination, 'conversation.delivered', 'conversation:' || event.id, event.payload
  FROM (
    SELECT marked.id, marked.kind, jsonb_build_object('kind', 'conversation.delivered',
      'conversationId', marked.id::text, 'revision', revision, 'marks', jsonb_agg(
        jsonb_build_object('userId', user_id::text, 'lastDeliveredSeq', seq)),
      'sessionId', (SELECT s.id::text FROM chat_sessions s WHERE s.conversation_id = marked.id))
      || CASE WHEN marked.kind = 'session' THEN '{}'::jsonb ELSE '{"toFeed": true}'::jsonb END
      AS payload
    FROM marked GROUP BY marked.id, marked.kind, revision
  ) AS event CROSS JOIN unnest(CASE WHEN event.kind = 'session' THEN ARRAY['realtime']
    ELSE ARRAY['realtime', 'feed'] END) AS destination
  RETURNING lane AS destination`,
};

/** At most one receipt per member and conversation. */
export async function storeDeliveryReceipts(db: Db, receipts: DeliveryReceipt[]): Promise<void> {
  const rows = await preparedQuery<{ destination: string }>(poolOf(db.source), STORE_RECEIPTS, [
    receipts.map(({ conversationId }) => conversationId),
    receipts.map(({ userId }) => userId),
    receipts.map(({ seq }) => seq),
  ]);
  if (rows.length > 0) db.committed([...new Set(rows.map(({ destination }) => destination))]);
}
