import type { EntityManager } from 'typeorm';
import type { ErasureRequest } from '../../database/entities/retention/erasure-request';
import { appendAudit } from '../../users/audit/audit-repository';
import type { Operator } from '../../users/principal';
import {
  findExecutedErasures,
  findOpenErasure,
  insertErasure,
  isErasable,
  updateErasure,
} from './erasure-repository';
import { subjectOf } from './erasure-view';
import { violatedConstraint } from '../../database/in-transaction';

export interface RepeatedErasures {
  repeated: number;
  /** Requests of team members whom the restored database does not know: to be made again. */
  unrepeated: ErasureRequest[];
}

interface Repetition {
  /** The database that was in use before the restore. */
  lost: EntityManager;
  restored: EntityManager;
  by: Operator;
}

/**
 * Requests again, in a restored database, what was erased after its backup, as it was requested and
 * approved then; audited. The worker executes it: erased content must not come back with a restore.
 * Harmless when repeated.
 */
export async function repeatErasures({
  lost,
  restored,
  by,
}: Repetition): Promise<RepeatedErasures> {
  const result: RepeatedErasures = { repeated: 0, unrepeated: [] };
  for (const request of await findExecutedErasures(lost)) {
    try {
      const isNew = await restored.transaction((tx) => repeatErasure(tx, request, by));
      if (isNew) result.repeated += 1;
    } catch (error) {
      if (!violatedConstraint(error)?.endsWith('_fkey')) throw error;
      result.unrepeated.push(request);
    }
  }
  return result;
}

/** False when it is erased already, will be, or did not exist at the time of the backup. */
async function repeatErasure(
  tx: EntityManager,
  request: ErasureRequest,
  by: Operator,
): Promise<boolean> {
  const { conversationId, userId, reason, requestedBy, requestedAt } = request;
  const { approvedBy, approvedAt, dueAt } = request;
  if (!(await isErasable(tx, request))) return false;
  const open = await findOpenErasure(tx, request);
  if (open?.approvedBy) return false;
  const id =
    open?.id ??
    (await insertErasure(tx, { conversationId, userId, reason, requestedBy, requestedAt }));
  await updateErasure(tx, id, { requestedBy, approvedBy, approvedAt, dueAt });
  const entry = { actor: by, ...subjectOf(request), reason, at: new Date() };
  await appendAudit(tx, { ...entry, action: 'erasure.repeat' });
  return true;
}
