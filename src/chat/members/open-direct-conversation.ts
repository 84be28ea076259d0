import {
  areAssigned,
  findCurrentAssignment,
  lockAssignment,
} from '../../users/assignment-repository';
import type { Principal } from '../../users/principal';
import { isRowId } from '../../ids';
import { findUser } from '../../users/user-repository';
import { inTransaction } from '../../database/in-transaction';
import { AppError } from '../../errors';
import type { ErrorCode } from '../../errors';
import type { ChatServices } from '../chat-services';
import { directConversationRule } from '../access/direct-conversation-policy';
import {
  insertDirectConversation,
  selectDirectConversation,
  upsertCareConversation,
} from '../conversation-repository';
import { conversationRef } from '../access/conversation-ref';
import type { ConversationPublicId, ConversationRef } from '../access/conversation-ref';

export type OpenDirectServices = Pick<ChatServices, 'db' | 'clock' | 'keys'>;

/** The caller's conversation with another user. Throws `person-not-found`. */
export async function findDirectConversation(
  { db }: Pick<ChatServices, 'db'>,
  principal: Principal,
  otherId: string,
): Promise<string | undefined> {
  const { manager } = db.source;
  const found = isRowId(otherId)
    ? await selectDirectConversation(manager, [principal.id, otherId])
    : undefined;
  if (found) return found.id;
  if (isRowId(otherId) && (await findUser(manager, otherId))) return undefined;
  throw new AppError('person-not-found');
}

/**
 * Finds or creates the caller's conversation with another user; a unique index prevents duplicates
 * by concurrent calls. Throws `person-not-found` or the error code of `directConversationRule`.
 */
export async function openDirectConversation(
  services: OpenDirectServices,
  principal: Principal,
  otherId: string,
): Promise<ConversationRef<ConversationPublicId>> {
  const { manager } = services.db.source;
  const other = isRowId(otherId) ? await findUser(manager, otherId) : null;
  if (!other) throw new AppError('person-not-found');
  const care = careMembersOf(principal, other);
  const assigned = care && (await areAssigned(manager, care.clientId, care.psychologistId));
  const rule = directConversationRule(principal, other, assigned);
  if (rule === 'care' && care) return openCareFor(services, care, 'assignment-ended');
  if (rule !== 'direct') throw new AppError(rule as ErrorCode);
  const memberIds = [principal.id, other.id] as const;
  const found = await selectDirectConversation(manager, memberIds);
  if (found) return conversationRef(found.id, found.kind);
  const inserted = await inTransaction(services.db, (tx) =>
    insertDirectConversation(tx, memberIds, newKey(services)),
  );
  return inserted === undefined
    ? openDirectConversation(services, principal, otherId)
    : conversationRef(inserted, 'direct');
}

/** Finds or creates the care conversation of a client. Throws `no-psychologist` or `not-assigned`. */
export async function openCareConversation(
  services: OpenDirectServices,
  principal: Principal,
  clientId: string,
): Promise<ConversationRef<ConversationPublicId>> {
  const errorCode = principal.role === 'client' ? 'no-psychologist' : 'not-assigned';
  const assignment = isRowId(clientId)
    ? await findCurrentAssignment(services.db.source.manager, clientId)
    : undefined;
  if (!assignment || ![assignment.clientId, assignment.psychologistId].includes(principal.id)) {
    throw new AppError(errorCode);
  }
  return openCareFor(services, assignment, errorCode);
}

/**
 * The assignment is locked until the commit, so that `endAssignment` finds the conversation and closes
 * it.
 */
async function openCareFor(
  services: OpenDirectServices,
  { clientId, psychologistId }: { clientId: string; psychologistId: string },
  errorCode: ErrorCode,
): Promise<ConversationRef<ConversationPublicId>> {
  const memberIds = [clientId, psychologistId] as const;
  const found = await selectDirectConversation(services.db.source.manager, memberIds);
  if (found?.kind === 'care' && found.state === 'open') return conversationRef(found.id, 'care');
  const id = await inTransaction(services.db, async (tx) => {
    if (!(await lockAssignment(tx, clientId, psychologistId))) throw new AppError(errorCode);
    return upsertCareConversation(tx, memberIds, newKey(services));
  });
  return conversationRef(id, 'care');
}

function newKey({ keys, clock }: OpenDirectServices): { wrappedKey: Buffer; at: Date } {
  return { wrappedKey: keys.create().wrappedKey, at: new Date(clock.now()) };
}

function careMembersOf(
  one: Pick<Principal, 'id' | 'role'>,
  other: Pick<Principal, 'id' | 'role'>,
): { clientId: string; psychologistId: string } | undefined {
  if (one.role === 'client' && other.role === 'psychologist') {
    return { clientId: one.id, psychologistId: other.id };
  }
  if (one.role === 'psychologist' && other.role === 'client') {
    return { clientId: other.id, psychologistId: one.id };
  }
  return undefined;
}
