import type { EntityManager } from 'typeorm';

export type AuditedAction =
  | 'session.start'
  | 'session.end'
  | 'session.cancel'
  | 'support.list'
  | 'support.read'
  | 'support.listen'
  | 'support.manage';

interface AuditEntry {
  actorId: string;
  action: AuditedAction;
  /** A session; absent: the act was about something else. */
  subjectId?: string;
  /** A conversation that is no session; absent as well: the act was about all of them. */
  conversationId?: string;
  at: Date;
}

/** Notes an act of the team in the transaction of the act itself, or before what is read is shown. */
export async function appendAudit(
  tx: EntityManager,
  { actorId, action, subjectId, conversationId, at }: AuditEntry,
): Promise<void> {
  await tx.query(
    `INSERT INTO audit_log (actor_id, action, subject_id, conversation_id, at)
     VALUES ($1, $2, $3, $4, $5)`,
    [actorId, action, subjectId ?? null, conversationId ?? null, at],
  );
}
