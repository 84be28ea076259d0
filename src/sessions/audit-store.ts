import type { EntityManager } from 'typeorm';

export type AuditedAction = 'session.start' | 'session.end' | 'session.cancel';

/** Notes an act of the team in the transaction of the act itself. */
export async function appendAudit(
  tx: EntityManager,
  entry: { actorId: string; action: AuditedAction; subjectId: string; at: Date },
): Promise<void> {
  await tx.query(
    'INSERT INTO audit_log (actor_id, action, subject_id, at) VALUES ($1, $2, $3, $4)',
    [entry.actorId, entry.action, entry.subjectId, entry.at],
  );
}
