import type { EntityManager } from 'typeorm';

export type AuditedAction =
  | 'session.start'
  | 'session.end'
  | 'session.cancel'
  | 'support.list'
  | 'support.read'
  | 'support.listen'
  | 'support.manage'
  | 'support.export'
  | 'conversation.hold'
  | 'conversation.release'
  | 'conversation.erase'
  | 'person.remove';

interface AuditEntry {
  actorId: string;
  action: AuditedAction;
  /** A session, if the action concerned one. */
  sessionId?: string;
  /** A conversation without a session; absent as well: all of a kind. */
  conversationId?: string;
  /** A user, if the action concerned one. */
  userId?: string;
  at: Date;
}

/** Records a team action in its own transaction, or before content is shown. */
export async function appendAudit(
  tx: EntityManager,
  { actorId, action, sessionId: subjectId, conversationId, userId: personId, at }: AuditEntry,
): Promise<void> {
  await tx.query(
    `INSERT INTO audit_log (actor_id, action, subject_id, conversation_id, person_id, at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [actorId, action, subjectId ?? null, conversationId ?? null, personId ?? null, at],
  );
}
