import type { TestSystem } from '../harness/test-system';
import type { AccessFixture } from './access-rule';

/** Delivery receipts are written shortly after the call that returned the messages. */
const LATER = ['last_delivered_seq', 'delivered_revision'];

/** Everything about a session that a rejected call must not change. */
export async function footprintOf(
  system: TestSystem,
  { sessionId, counselingId }: AccessFixture,
): Promise<unknown> {
  const [row] = await system.query(
    `SELECT s.status, s.version, s.generation, c.starts_at, c.cancelled_at, v.last_seq,
     (SELECT json_agg(to_jsonb(m) - $3::text[] ORDER BY m.user_id) FROM conversation_members m
      WHERE m.conversation_id = v.id) AS members,
     (SELECT count(*)::int FROM session_steps st
      WHERE st.session_id = s.id AND outcome IS NULL) AS open_steps,
     (SELECT count(*)::int FROM audit_log WHERE subject_id = s.id) AS actions,
     (SELECT count(*)::int FROM counselings) AS counselings,
     (SELECT count(read_at)::int FROM notifications n
      WHERE n.counseling_id = c.id) AS notifications_read
   FROM chat_sessions s JOIN counselings c ON c.id = s.counseling_id
   JOIN conversations v ON v.id = s.conversation_id
   WHERE s.id = $1 AND c.id = $2`,
    [sessionId, counselingId, LATER],
  );
  return row;
}

export async function countSessions(system: TestSystem): Promise<number> {
  const [row] = await system.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM chat_sessions',
  );
  return row?.count ?? 0;
}
