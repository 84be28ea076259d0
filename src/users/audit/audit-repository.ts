import { In } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { AuditEntry } from '../../database/entities/users/audit-entry';
import type { AuditedAction } from '../../audited-actions';
import type { Actor, Operator } from '../principal';

interface AuditedEvent {
  actor: Actor | Operator;
  action: AuditedAction;
  /** A session, if the action concerned one. */
  sessionId?: string;
  /** A conversation without a session; absent as well: all of a kind. */
  conversationId?: string;
  /** A user, if the action concerned one. */
  userId?: string;
  /** Why, in the words of the actor. */
  reason?: string;
  at: Date;
}

/** Records an action in its own transaction, or before content is shown. */
export async function appendAudit(
  tx: EntityManager,
  { actor, sessionId, userId, ...entry }: AuditedEvent,
): Promise<void> {
  const by = 'operator' in actor ? actor : { actorId: actor.id, network: actor.network };
  const subject = { subjectId: sessionId, personId: userId };
  await tx.insert(AuditEntry, { ...entry, ...subject, ...by });
}

/** Reads of a session are not among them. */
const SESSION_ACTIONS: AuditedAction[] = ['session.start', 'session.end', 'session.cancel'];

/** Team actions on a session with their actors, oldest first. */
export function findActionsOn(manager: EntityManager, sessionId: string): Promise<AuditEntry[]> {
  return manager
    .createQueryBuilder(AuditEntry, 'action')
    .innerJoin('action.actor', 'actor')
    .addSelect(['actor.id', 'actor.fullName'])
    .where({ subjectId: sessionId, action: In(SESSION_ACTIONS) })
    .orderBy('action.id')
    .getMany();
}

export interface AuditFilter {
  action?: AuditedAction | undefined;
  actorId?: string | undefined;
  userId?: string | undefined;
  conversationId?: string | undefined;
  sessionId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  /** Entries older than the one with this id. */
  before?: string | undefined;
  limit: number;
}

/** With actors and users concerned, newest first. */
export function findAuditEntries(
  manager: EntityManager,
  filter: AuditFilter,
): Promise<AuditEntry[]> {
  const { action, actorId, userId, conversationId, sessionId, from, to, before, limit } = filter;
  const query = manager
    .createQueryBuilder(AuditEntry, 'entry')
    .leftJoin('entry.actor', 'actor')
    .leftJoin('entry.person', 'person')
    .addSelect(['actor.id', 'actor.fullName', 'actor.role', 'person.id', 'person.fullName'])
    .orderBy('entry.id', 'DESC')
    .limit(limit);
  if (action) query.andWhere('entry.action = :action', { action });
  if (actorId) query.andWhere('entry.actorId = :actorId', { actorId });
  if (userId) query.andWhere('entry.personId = :userId', { userId });
  if (conversationId) query.andWhere('entry.conversationId = :conversationId', { conversationId });
  if (sessionId) query.andWhere('entry.subjectId = :sessionId', { sessionId });
  if (from) query.andWhere('entry.at >= :from', { from });
  if (to) query.andWhere('entry.at < :to', { to });
  if (before) query.andWhere('entry.id < :before', { before });
  return query.getMany();
}
