import type { EntityManager } from 'typeorm';
import { AuditEntry } from '../database/entities/users/audit-entry';

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

interface AuditedEvent {
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
  { sessionId, userId, ...entry }: AuditedEvent,
): Promise<void> {
  await tx.insert(AuditEntry, { ...entry, subjectId: sessionId, personId: userId });
}

/** Team actions on a session with their actors, oldest first. */
export function findActionsOn(manager: EntityManager, sessionId: string): Promise<AuditEntry[]> {
  return manager
    .createQueryBuilder(AuditEntry, 'action')
    .innerJoin('action.actor', 'actor')
    .addSelect(['actor.id', 'actor.fullName'])
    .where({ subjectId: sessionId })
    .orderBy('action.id')
    .getMany();
}
