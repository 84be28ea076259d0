import type { Principal } from '../../users/principal';
import type { ChatServices } from '../chat-services';

export interface AssignmentView {
  id: string;
  client: { id: string; fullName: string };
  psychologist: { id: string; fullName: string };
  startedAt: string;
  /** Null: no message yet. */
  conversationId: string | null;
}

/** Current assignments: all for the team, otherwise the caller's own. */
export async function listAssignments(
  { db }: Pick<ChatServices, 'db'>,
  principal: Principal,
): Promise<AssignmentView[]> {
  const rows = await db.source.manager.query<
    (Omit<AssignmentView, 'startedAt'> & { startedAt: Date })[]
  >(
    `SELECT a.id, a.started_at AS "startedAt", direct.id AS "conversationId",
       json_build_object('id', c.id::text, 'fullName', c.full_name) AS client,
       json_build_object('id', p.id::text, 'fullName', p.full_name) AS psychologist
     FROM care_assignments a
     JOIN users c ON c.id = a.client_id JOIN users p ON p.id = a.psychologist_id
     LEFT JOIN conversations direct ON direct.pair_low_id = least(c.id, p.id)
       AND direct.pair_high_id = greatest(c.id, p.id)
     WHERE a.ended_at IS NULL AND ($1 OR a.client_id = $2 OR a.psychologist_id = $2)
     ORDER BY c.full_name, c.id LIMIT 1000`,
    [principal.role === 'team', principal.id],
  );
  return rows.map((row) => ({ ...row, startedAt: row.startedAt.toISOString() }));
}
