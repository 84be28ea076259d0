import type { EntityManager } from 'typeorm';
import { findErasableConversations } from '../../chat/conversation-retention-repository';
import { inLongTransaction } from '../../database/in-long-transaction';
import type { ErasureRequest } from '../../database/entities/retention/erasure-request';
import type { ErasureRefusal } from '../../enums';
import { appendAudit } from '../../users/audit/audit-repository';
import { findRole } from '../../users/user-repository';
import { cleanUpAfterErasure, eraseConversationData } from '../erase-conversation-data';
import type { Erasure } from '../erase-conversation-data';
import { removeUserData } from '../remove-user-data';
import type { RetentionServices } from '../retention-services';
import {
  findDueErasures,
  insertErasedConversation,
  lockErasure,
  updateErasure,
} from './erasure-repository';
import { stateOf, subjectOf } from './erasure-view';

/** Requests of one run. */
const BATCH = 100;

/**
 * Executes the approved requests that are due by the database's clock; returns how many ended. Each
 * step is a transaction that locks the request and reads its state again: concurrent runs, and a run
 * after a crash, do what is left and nothing twice. `onStep` is called after each step. A request that
 * fails does not hold up the others.
 */
export async function executeErasures(
  services: RetentionServices,
  onStep: () => void = () => undefined,
): Promise<number> {
  const { db, clock } = services;
  const at = new Date(clock.now());
  const errors: unknown[] = [];
  let ended = 0;
  for (const id of await findDueErasures(db.source.manager, at, BATCH)) {
    try {
      if (await executeErasure(services, { id, at, onStep })) ended += 1;
    } catch (error) {
      errors.push(error);
    }
    onStep();
  }
  if (errors.length > 0) throw new AggregateError(errors, 'Erasure requests failed');
  return ended;
}

interface Run {
  id: string;
  at: Date;
  onStep: () => void;
}

/** False when the request has not ended. */
async function executeErasure(services: RetentionServices, run: Run): Promise<boolean> {
  const begun = await inExecution(services, run, beginExecution);
  if (begun?.conversationId !== undefined) {
    await cleanUpAfterErasure(services, begun.conversationId, begun.blobIds);
  }
  if (begun?.userId === undefined) return begun !== undefined;
  services.revocations.revoked(begun.userId);
  const outcomes: Erasure['outcome'][] = [];
  for (const conversationId of await findConversationsOf(services, begun.userId)) {
    const erasure = await inExecution(services, run, (execution) =>
      eraseConversation(execution, conversationId),
    );
    if (!erasure) return false;
    await cleanUpAfterErasure(services, conversationId, erasure.blobIds);
    outcomes.push(erasure.outcome);
    run.onStep();
  }
  // A session that was booked at the last moment: a later run continues after it.
  if (outcomes.includes('conversation-in-use')) return false;
  const held = outcomes.filter((outcome) => outcome === 'conversation-held').length;
  await inExecution(services, run, ({ tx, request, at }) =>
    updateErasure(tx, request.id, { executedAt: at, held }),
  );
  return true;
}

/** A locked request that is approved and due, and the moment of the run. */
interface Execution {
  tx: EntityManager;
  request: ErasureRequest & { approvedBy: string };
  at: Date;
}

/** Undefined when the request was undone, or another process has executed it. */
function inExecution<T>(
  { db }: Pick<RetentionServices, 'db'>,
  { id, at }: Run,
  work: (execution: Execution) => Promise<T>,
): Promise<T | undefined> {
  return inLongTransaction(db, async (tx) => {
    const request = await lockErasure(tx, id);
    if (!request?.approvedBy || !['approved', 'running'].includes(stateOf(request))) {
      return undefined;
    }
    return work({ tx, request: { ...request, approvedBy: request.approvedBy }, at });
  });
}

interface Begun {
  /** The conversation that was erased. */
  conversationId?: string;
  blobIds: string[];
  /** The user who was removed, and whose conversations follow. */
  userId?: string;
}

async function beginExecution(execution: Execution): Promise<Begun> {
  const { tx, request, at } = execution;
  const { conversationId, userId } = request;
  if (conversationId !== null) {
    const { outcome, blobIds } = await eraseConversation(execution, conversationId);
    if (outcome !== 'erased') return refuse(execution, outcome);
    await updateErasure(tx, request.id, { executedAt: at });
    return { conversationId, blobIds };
  }
  if (userId === null) return refuse(execution, 'person-not-found');
  if (request.startedAt !== null) return { userId, blobIds: [] };
  const refusal = await removeUserData(tx, { userId, by: request.approvedBy, at });
  if (refusal) return refuse(execution, refusal);
  await updateErasure(tx, request.id, { startedAt: at });
  await appendAudit(tx, { ...auditOf(execution), userId, action: 'person.remove' });
  return { userId, blobIds: [] };
}

async function eraseConversation(execution: Execution, conversationId: string): Promise<Erasure> {
  const { tx, request, at } = execution;
  const erasure = await eraseConversationData(tx, { conversationId, at });
  if (erasure.outcome !== 'erased') return erasure;
  await insertErasedConversation(tx, {
    conversationId,
    requestId: request.id,
    erasedAt: at,
    messages: erasure.messages,
    files: erasure.blobIds.length,
  });
  await appendAudit(tx, {
    ...auditOf(execution),
    ...subjectOf(request),
    conversationId,
    action: 'conversation.erase',
  });
  return erasure;
}

/** It is not tried again: what prevents it was decided after the request, so the team decides again. */
async function refuse(execution: Execution, refusal: ErasureRefusal): Promise<Begun> {
  const { tx, request, at } = execution;
  await updateErasure(tx, request.id, { refusal, refusedAt: at });
  await appendAudit(tx, {
    ...auditOf(execution),
    ...subjectOf(request),
    action: 'erasure.refuse',
  });
  return { blobIds: [] };
}

/** The worker acts for who approved the request. */
const auditOf = ({ request, at }: Execution) => ({
  actor: { id: request.approvedBy },
  reason: request.reason,
  at,
});

/** Those of a client; what staff wrote belongs to its recipients and stays, without their name. */
async function findConversationsOf(
  { db }: Pick<RetentionServices, 'db'>,
  userId: string,
): Promise<string[]> {
  const { manager } = db.source;
  if ((await findRole(manager, userId)) !== 'client') return [];
  return findErasableConversations(manager, userId);
}
