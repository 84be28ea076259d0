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
  /** A session; absent: the act was about something else. */
  sessionId?: string;
  /** A conversation that is no session; absent as well: the act was about all of them. */
  conversationId?: string;
  /** A person whom the act was about. */
  userId?: string;
  at: Date;
}

/** Notes an act of the team in the transaction of the act itself, or before what is read is shown. */
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
