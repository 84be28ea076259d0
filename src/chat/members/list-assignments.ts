import type { Principal } from '../../users/principal';
import type { ChatServices } from '../chat-services';
import { selectAssignments } from './contact-repository';

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
  const userId = principal.role === 'team' ? undefined : principal.id;
  const rows = await selectAssignments(db.source.manager, userId);
  return rows.map(({ clientId, clientName, psychologistId, psychologistName, ...row }) => ({
    id: row.id,
    client: { id: clientId, fullName: clientName },
    psychologist: { id: psychologistId, fullName: psychologistName },
    startedAt: row.startedAt.toISOString(),
    conversationId: row.conversationId,
  }));
}
